//! Whose turn it is: on a day where turns are counted in years, after so many meetings where they are counted in these.
use crate::seating::{whole_turns, years_after};
use crate::{Date, Every, LeadershipKind, LeadershipRule, Turn, TurnUnit};

use super::Basis;

/// Whose turn it is on a day. None where the body chooses freely, before the first turn, and where turns are counted
/// in meetings.
pub fn turn_on(rule: &LeadershipRule, day: Date) -> Option<&Turn> {
    if rule.kind == LeadershipKind::Fixed {
        return rule.turns.first();
    }
    let (Some(Every { number, unit: TurnUnit::Years }), Some(since)) = (rule.every, rule.since) else { return None };
    in_round(rule, whole_turns(since, number, day)?)
}

/// Whose turn the next meeting is when so many have been held since the rule's first turn began. None where the body
/// chooses freely and where turns are counted in years.
pub fn turn_after(rule: &LeadershipRule, meetings_held: u32) -> Option<&Turn> {
    match (rule.kind, rule.every) {
        (LeadershipKind::Fixed, _) => rule.turns.first(),
        (_, Some(Every { number, unit: TurnUnit::Meetings })) => {
            in_round(rule, meetings_held.checked_div(number.into())?)
        }
        _ => None,
    }
}

fn in_round(rule: &LeadershipRule, turn: u32) -> Option<&Turn> {
    let turns = u32::try_from(rule.turns.len()).ok()?;
    rule.turns.get(usize::try_from(turn.checked_rem(turns)?).ok()?)
}

/// The days within a time on which a turn begins.
pub(super) fn changes(rule: &LeadershipRule, from: Date, to: Date) -> Vec<Date> {
    let Some(since) = rule.since else { return Vec::new() };
    let years = match rule.every {
        Some(Every { number, unit: TurnUnit::Years }) if number > 0 => u32::from(number),
        // Counted in meetings, only the first turn has a day.
        _ => return vec![since],
    };
    let begun = rule.every.and_then(|every| whole_turns(since, every.number, from)).unwrap_or(0);
    let later = (begun..).map_while(|turn| years_after(since, turn.checked_mul(years)?));
    later.take_while(|day| *day <= to).collect()
}

pub(super) fn basis(rule: &LeadershipRule, day: Date) -> Basis {
    match (rule.kind, rule.every) {
        (LeadershipKind::Fixed, _) => Basis::Fixed,
        (LeadershipKind::Elected, _) | (_, None) => Basis::Free,
        _ if rule.since.is_some_and(|since| day < since) => Basis::NotBegun,
        (_, Some(Every { unit: TurnUnit::Meetings, .. })) => Basis::Meetings,
        (_, Some(Every { unit: TurnUnit::Years, .. })) => Basis::Years,
    }
}
