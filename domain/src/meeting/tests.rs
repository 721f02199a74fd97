//! What a meeting may become, told as tables.
use super::acts::MeetingAct;
use super::*;
use crate::Words as _;
use crate::invented::{AT, line, meeting};

/// The day of the meetings here; [`AT`] is long before it.
const DAY: Date = Date::constant(2026, 3, 18);

fn notice() -> MeetingAct {
    MeetingAct::Call(Notice { sent_at: AT, papers_due: DAY })
}

#[test]
fn a_meeting_becomes_what_its_state_allows_and_nothing_else() {
    use MeetingState as S;
    let on_the_day = Instant::parse("2026-03-18T12:00:00Z").expect("an instant");
    let acts = [
        (MeetingAct::Plan, S::Planned, &[S::Tentative][..]),
        (notice(), S::Called, &[S::Planned]),
        (MeetingAct::Hold, S::Held, &[S::Called]),
        (MeetingAct::Cancel, S::Cancelled, &[S::Tentative, S::Planned, S::Called]),
        (MeetingAct::Minute, S::Minuted, &[S::Held]),
        (MeetingAct::Approve, S::Approved, &[S::Minuted]),
        (MeetingAct::Publish, S::Published, &[S::Approved]),
    ];
    for state in MeetingState::ALL.iter().copied() {
        let meeting = Meeting { state, ..meeting(BodyId::fresh(), DAY) };
        for (act, to, from) in acts {
            match meeting.apply(act, None, on_the_day) {
                Ok(after) => {
                    assert!(from.contains(&state) && after.state == to, "{state} -> {to}");
                    assert_eq!((after.version, after.history.len()), (2, 1));
                }
                Err(refusal) => {
                    assert!(!from.contains(&state), "{state} -> {to}");
                    assert_eq!(refusal.state, state.word());
                }
            }
        }
    }
}

#[test]
fn nobody_is_called_to_an_unknown_day_and_nothing_is_held_before_its_own() {
    let planned = meeting(BodyId::fresh(), DAY);
    let week = PlannedDate { from: DAY, to: DAY, precision: DatePrecision::Week };
    let some_week = Meeting { when: week, ..planned.clone() };
    assert_eq!(some_week.allowed(AT), [MeetingState::Cancelled]);
    assert!(some_week.apply(notice(), None, AT).is_err());
    let called = planned.apply(notice(), None, AT).expect("a known day");
    assert_eq!(called.allowed(AT), [MeetingState::Cancelled], "it is not the day yet");
    assert!(called.apply(MeetingAct::Hold, None, AT).is_err());
}

#[test]
fn a_moved_meeting_keeps_the_date_it_had() {
    let later = PlannedDate {
        from: DAY.tomorrow().expect("a day"),
        to: DAY.tomorrow().expect("a day"),
        precision: DatePrecision::Day,
    };
    let moved = meeting(BodyId::fresh(), DAY).apply(MeetingAct::Move(later), Some(line("Sjukdom")), AT).expect("moved");
    assert_eq!((moved.when, moved.moves[0].from.from, moved.state), (later, DAY, MeetingState::Planned));
    let held = Meeting { state: MeetingState::Held, ..moved };
    assert!(held.apply(MeetingAct::Move(later), None, AT).is_err());
}

#[test]
fn papers_are_due_so_many_days_ahead() {
    assert_eq!(meeting(BodyId::fresh(), DAY).papers_due(14), Date::constant(2026, 3, 4));
    assert_eq!(meeting(BodyId::fresh(), DAY).papers_due(0), DAY);
}
