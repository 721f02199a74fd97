//! Minutes as they are followed, every version by itself. They name people by id alone: what people are called is told of
//! each person, so that nobody's name stays behind in minutes when they are erased.
use std::collections::HashMap;

use domain::policy::Permission;
use domain::{Body, BodyId, CaseId, Meeting, MeetingId, Minutes, SubjectType};

use super::ground::People;
use super::view::MinutesView;
use crate::feeds::record::{Found, Record, Shown, numbered};
use crate::guard::Reading;
use crate::tenants::meetings::matters::seen_cases;
use crate::wire::ApiError;

/// The versions of meetings' minutes.
pub(crate) enum MinutesRecord {}

fn named(text: &str) -> Option<(MeetingId, i32)> {
    numbered(text, MeetingId::parse)
}

impl Record for MinutesRecord {
    type Item = Minutes;
    const KIND: SubjectType = SubjectType::Minutes;
    const PERMISSION: Permission = Permission::ReadMeetings;

    fn id(minutes: &Minutes) -> String {
        format!("{}/{}", minutes.meeting, minutes.number)
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Minutes>, ApiError> {
        Ok(reading.tx.minutes().page(from.and_then(named), limit)?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Minutes>, ApiError> {
        let wanted: Vec<_> = ids.iter().filter_map(|id| named(id)).collect();
        Ok(reading.tx.minutes().exactly(&wanted)?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Minutes>) -> Result<Vec<Found>, ApiError> {
        let sight = reading.sight;
        let meetings: Vec<MeetingId> = items.iter().map(|minutes| minutes.meeting).collect();
        let meetings: HashMap<MeetingId, Meeting> =
            reading.tx.meetings().many(&meetings)?.into_iter().map(|meeting| (meeting.id, meeting)).collect();
        let bodies: Vec<BodyId> = meetings.values().map(|meeting| meeting.body).collect();
        let bodies: HashMap<BodyId, Body> =
            reading.tx.bodies().many(&bodies)?.into_iter().map(|body| (body.id, body)).collect();
        let wanted: Vec<CaseId> =
            items.iter().flat_map(|minutes| &minutes.items).filter_map(|item| Some(item.stop?.0)).collect();
        let cases = seen_cases(reading.tx, sight, reading.today, wanted)?;
        let nobody = People::default();
        let told = |minutes: Minutes| {
            let around = meetings.get(&minutes.meeting);
            let around = around.and_then(|meeting| Some((meeting, bodies.get(&meeting.body)?)));
            let told = sight.community || minutes.published_at.is_some();
            let seen = told && around.is_some_and(|(meeting, body)| sight.sees_meeting(meeting, body));
            let of_seen = |(_, body): (&Meeting, &Body)| sight.sees_of(body.id, body.visibility, body.side);
            let mut found = Found::new(Self::KIND, Self::id(&minutes), None);
            found.since = Some((Self::KIND, found.id.clone()));
            found.told_as.push((SubjectType::Meeting, minutes.meeting.to_string()));
            found.bodies = around.map(|(meeting, _)| meeting.body).into_iter().collect();
            found.never = !told || !around.is_some_and(of_seen);
            if seen {
                let cut = minutes.seen(|case| cases.contains_key(&case));
                let view = MinutesView::of(&cut, &nobody, sight.community);
                let mut shown = Shown::new(minutes.version, &view, &[])?;
                without_names(&mut shown.data);
                found.shown = Some(shown);
            }
            Ok(found)
        };
        items.into_iter().map(told).collect()
    }
}

/// Leaves out the members in which people would be called something.
fn without_names(data: &mut serde_json::Value) {
    use serde_json::Value;
    match data {
        Value::Object(members) => {
            // A person is told as an object of an id and a name.
            if members.len() == 2 && members.contains_key("id") && members.get("name").is_some_and(Value::is_null) {
                members.remove("name");
            }
            if members.contains_key("attendedAs") {
                members.remove("position");
            }
            members.values_mut().for_each(without_names);
        }
        Value::Array(items) => items.iter_mut().for_each(without_names),
        _ => {}
    }
}
