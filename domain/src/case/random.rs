//! Whatever is done to a case in whatever order, it is in a state that can be, nothing of it is lost, and each body's
//! numbers follow one another.
use proptest::prelude::*;

use super::acts::{CaseAct, NewStop};
use super::*;
use crate::invented::{AT, case};
use crate::{CaseNumberFormat, Words as _};

const BODIES: usize = 3;

/// Something to try, with what it picks among what there is.
#[derive(Debug, Clone, Copy)]
struct Try {
    act: u8,
    pick: usize,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    prop::collection::vec((0..13_u8, 0..64_usize).prop_map(|(act, pick)| Try { act, pick }), 1..60)
}

/// The bodies, and how many cases each has numbered.
struct Ground {
    bodies: [BodyId; BODIES],
    numbered: [u32; BODIES],
}

impl Ground {
    fn act(&self, case: &Case, Try { act, pick }: Try) -> CaseAct {
        let stop = case.stops.get(pick % case.stops.len().max(1)).map_or_else(StopId::fresh, |stop| stop.id);
        let new = |place: usize| NewStop {
            id: StopId::fresh(),
            body: self.bodies[place],
            number: CaseNumber::next(CaseNumberFormat::default(), 2026, Some(self.numbered[place])),
        };
        match act {
            0 => CaseAct::Accept { into: vec![new(pick % BODIES)] },
            1 => CaseAct::Accept { into: (0..BODIES).map(new).collect() },
            2 => CaseAct::Return,
            3 => CaseAct::Resubmit,
            4 => CaseAct::Forward { body: self.bodies[pick % BODIES] },
            5 => CaseAct::Merge { into: CaseId::fresh() },
            6 => CaseAct::Prepare { stop },
            7 | 8 => CaseAct::Schedule { stop, meeting: MeetingId::fresh() },
            9 => CaseAct::Unschedule { stop },
            10 => CaseAct::Treat { stop, outcome: Outcome::ALL[pick % Outcome::ALL.len()] },
            11 => CaseAct::FollowUp,
            _ => CaseAct::Close,
        }
    }
}

/// Whether a case can be as it is.
fn assert_legal(case: &Case) {
    let slowest = case.present_stops().map(|stop| stop.state).min();
    let follows = slowest.map(|slowest| CaseState::parse(slowest.word()).expect("a state of a case too"));
    match case.state {
        state if state.is_intake() => assert_eq!(case.stops, [], "{state}"),
        CaseState::Closed | CaseState::FollowedUp => {
            assert!(case.present_stops().all(|stop| stop.state != StopState::Scheduled), "it left an agenda behind");
        }
        state => assert_eq!(follows, Some(state)),
    }
    assert_eq!(case.merged_into.is_some(), case.state == CaseState::Merged);
    let last = case.stops.iter().map(|stop| stop.stage).max();
    for stop in &case.stops {
        assert!(stop.state != StopState::Scheduled || stop.meeting.is_some(), "it stands on some agenda");
        assert!(Some(stop.stage) == last || stop.state == StopState::Treated, "an earlier stage is done");
    }
}

proptest! {
    #[test]
    fn no_order_of_acts_leads_astray(tries in tries()) {
        let mut ground = Ground { bodies: [(); BODIES].map(|()| BodyId::fresh()), numbered: [0; BODIES] };
        let mut now = case();
        for each in tries {
            let act = ground.act(&now, each);
            let (is_word, allowed) = (each.act < 6 || each.act > 10, now.allowed());
            let Ok(next) = now.apply(act, None, AT) else { continue };
            assert_legal(&next);
            prop_assert_eq!((next.version, next.history.len()), (now.version + 1, now.history.len() + 1));
            prop_assert_eq!(&next.history[..now.history.len()], &now.history[..]);
            if is_word {
                let became = if each.act < 2 { CaseState::Accepted } else { next.state };
                prop_assert!(allowed.contains(&became), "{} is not among {:?}", became, allowed);
            }
            for (old, new) in now.stops.iter().zip(&next.stops) {
                prop_assert_eq!((old.id, old.body, &old.number), (new.id, new.body, &new.number));
            }
            for stop in &next.stops[now.stops.len()..] {
                let place = ground.bodies.iter().position(|body| *body == stop.body).expect("one of them");
                ground.numbered[place] += 1;
                prop_assert_eq!(stop.number.running, Some(ground.numbered[place]));
            }
            now = next;
        }
    }

    #[test]
    fn what_is_over_stays_over(tries in tries(), merged in any::<bool>()) {
        let state = if merged { CaseState::Merged } else { CaseState::Closed };
        let over = Case { state, ..case() };
        let ground = Ground { bodies: [(); BODIES].map(|()| BodyId::fresh()), numbered: [0; BODIES] };
        for each in tries {
            prop_assert!(over.apply(ground.act(&over, each), None, AT).is_err());
        }
    }
}
