//! Terms (funksjonstid): when the time for which holders are named runs out.
use crate::{Date, Days, Term};

/// The last day of the term a day falls in. Terms are counted from the day the rule says, or else from the day the
/// holder began; without either nothing can be told.
pub fn term_end(term: Term, began: Option<Date>, day: Date) -> Option<Date> {
    let start = term.from.or(began)?;
    let turn = whole_turns(start, term.years, day)?;
    years_after(start, u32::from(term.years).checked_mul(turn + 1)?)?.checked_sub(Days::new(1)).ok()
}

/// How many times so many years have gone by since a day; none before it.
pub(crate) fn whole_turns(since: Date, years: u8, day: Date) -> Option<u32> {
    let years = u32::from(years);
    if day < since || years == 0 {
        return None;
    }
    // The calendar years between the two are at most one too many.
    let between = u32::try_from(i32::from(day.year()) - i32::from(since.year())).ok()?;
    let turn = between / years;
    let begun = years_after(since, turn * years).is_some_and(|first| first <= day);
    if begun { Some(turn) } else { turn.checked_sub(1) }
}

/// The same day so many years later. What began on 29 February passes on 28 February where there is no such day; it is
/// always counted from the first day, so it returns to the 29th.
pub(crate) fn years_after(date: Date, years: u32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_years(years).ok()?).ok()
}
