//! A year of meetings looked back on and ahead at: which bodies meet less than their rule asks, and whose minutes are out.
use super::{Meeting, MeetingState};
use crate::{Body, Date, MeetingId, Validity};

/// A meeting that was held and whose minutes are not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpublished {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its day.
    pub day: Date,
    /// How many days ago that is.
    pub days: i32,
}

/// How one body's year stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyYear<'a> {
    /// The body.
    pub body: &'a Body,
    /// The fewest meetings its rule asks for.
    pub fewest: Option<u8>,
    /// How many it has held.
    pub held: usize,
    /// How many more are planned.
    pub ahead: usize,
    /// How many of the fewest are neither held nor planned.
    pub missing: usize,
    /// The held ones without published minutes, by date.
    pub unpublished: Vec<Unpublished>,
}

/// The year of each of these bodies that is in force at some time in it, in their order. A planned meeting whose last day
/// has passed is neither held nor ahead.
pub fn review<'a>(bodies: &'a [Body], meetings: &[Meeting], year: i16, today: Date) -> Vec<BodyYear<'a>> {
    // Every year that can be asked for has its first day and its last.
    let Ok(first) = Date::new(year, 1, 1) else { return Vec::new() };
    let Ok(last) = Date::new(year, 12, 31) else { return Vec::new() };
    let whole = Validity { from: Some(first), to: Some(last) };
    let in_force = bodies.iter().filter(|body| body.validity.overlaps(&whole));
    let of_body = |body: &'a Body| {
        let mut theirs: Vec<_> =
            meetings.iter().filter(|meeting| meeting.body == body.id && meeting.when.from.year() == year).collect();
        theirs.sort_by_key(|meeting| (meeting.when.from, meeting.id));
        let held = theirs.iter().filter(|meeting| meeting.state.is_held()).count();
        let ahead = theirs.iter().filter(|meeting| meeting.state.is_ahead() && meeting.when.to >= today).count();
        let open = |meeting: &&&Meeting| meeting.state.is_held() && meeting.state != MeetingState::Published;
        let unpublished = theirs.iter().filter(open).map(|meeting| Unpublished {
            meeting: meeting.id,
            day: meeting.when.from,
            days: (today - meeting.when.from).get_days(),
        });
        let fewest = body.meetings.min_per_year;
        BodyYear {
            body,
            fewest,
            held,
            ahead,
            missing: usize::from(fewest.unwrap_or(0)).saturating_sub(held + ahead),
            unpublished: unpublished.collect(),
        }
    };
    in_force.map(of_body).collect()
}
