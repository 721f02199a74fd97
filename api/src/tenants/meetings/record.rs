//! Meetings as they are followed, each with its agenda.
use std::collections::HashMap;

use domain::policy::Permission;
use domain::{Body, BodyId, Meeting, MeetingId, SubjectType};
use persistence::MeetingFilter;
use serde::Serialize;

use super::agenda::view::AgendaView;
use super::matters::{seen_cases, stops};
use super::view::MeetingView;
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// Meetings with their agendas.
pub(crate) enum MeetingRecord {}

#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    meeting: MeetingView,
    agenda: AgendaView,
}

impl Record for MeetingRecord {
    type Item = Meeting;
    const KIND: SubjectType = SubjectType::Meeting;
    const PERMISSION: Permission = Permission::ReadMeetings;

    fn id(meeting: &Meeting) -> String {
        meeting.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Meeting>, ApiError> {
        let filter = MeetingFilter { sight: reading.sight.clone(), ..MeetingFilter::default() };
        Ok(reading.tx.meetings().list(&filter, &seek(after(from, MeetingId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Meeting>, ApiError> {
        Ok(reading.tx.meetings().many(&parsed(ids, MeetingId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Meeting>) -> Result<Vec<Found>, ApiError> {
        let sight = reading.sight;
        let bodies: Vec<BodyId> = items.iter().map(|meeting| meeting.body).collect();
        let bodies: HashMap<BodyId, Body> =
            reading.tx.bodies().many(&bodies)?.into_iter().map(|body| (body.id, body)).collect();
        let taken_up = items.iter().flat_map(|meeting| stops(&meeting.agenda)).map(|(case, _)| case);
        let cases = seen_cases(reading.tx, sight, reading.today, taken_up)?;
        let told = |mut meeting: Meeting| {
            let (id, version) = (Self::id(&meeting), meeting.version);
            let body = bodies.get(&meeting.body);
            let seen = body.is_some_and(|body| sight.sees_meeting(&meeting, body));
            let of_hidden = body.is_none_or(|body| !sight.sees_of(body.id, body.visibility, body.side));
            let found = Found::new(Self::KIND, id, None).of_bodies([meeting.body]);
            if !seen {
                // Of a body that is hidden, nothing was ever seen, whatever the meeting itself was.
                return Ok(Found { never: of_hidden, ..found });
            }
            if !sight.community && !meeting.is_announced() {
                meeting.agenda.clear();
            }
            let agenda = AgendaView::new(&meeting, &cases, sight.community);
            let shown = Shown::new(version, &Told { agenda, meeting: meeting.into() }, &[])?;
            Ok(Found { shown: Some(shown), ..found })
        };
        items.into_iter().map(told).collect()
    }
}
