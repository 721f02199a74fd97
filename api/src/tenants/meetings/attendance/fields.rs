//! Who was there, as it is entered.
use deserr::Deserr;
use domain::attendance::check_attendance;
use domain::{
    Attendance, Attended, AttendedAs, FaultKind, Faults, Handle, Meeting, MembershipId, PartyId, PersonId, Roster,
    Structure,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::Found;
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::{AttendedAsWord, AttendedWord, MembershipIdText, PersonIdText, ReferenceText};

/// Somebody who was at a meeting, or away from it.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = AttendanceEntry)]
pub(super) struct EntryFields {
    /// Their membership; none of guests, the secretariat, and those who sit by virtue of another seat.
    #[deserr(default)]
    #[schema(value_type = Option<MembershipIdText>)]
    membership: Option<MembershipId>,
    /// Who; required where no membership tells it.
    #[deserr(default)]
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    #[schema(value_type = AttendedAsWord)]
    attended_as: AttendedAs,
    #[schema(value_type = AttendedWord)]
    attended: Attended,
    /// The membership of whoever a deputy came for.
    #[deserr(default)]
    #[schema(value_type = Option<MembershipIdText>)]
    for_membership: Option<MembershipId>,
    /// The party they spoke for, where the seat does not tell; an id or a key is taken, an id is answered.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
}

impl From<Attendance> for EntryFields {
    fn from(entry: Attendance) -> Self {
        Self {
            membership: entry.membership,
            person: entry.person,
            attended_as: entry.attended_as,
            attended: entry.attended,
            for_membership: entry.for_membership,
            party: entry.party.map(Handle::Id),
        }
    }
}

/// Who was at a meeting (*frammøte*), whole.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = AttendanceContent)]
pub(super) struct AttendanceFields {
    #[schema(value_type = Vec<EntryFields>, max_items = 300)]
    entries: AtMost<EntryFields, { Meeting::ATTENDANCE_MAX }>,
}

impl Form for AttendanceFields {
    fn stand_ins() -> Value {
        json!({"entries": [{"attendedAs": AttendedAs::Guest, "attended": Attended::Present}]})
    }
}

impl AttendanceFields {
    /// Who was there, if those who are named are known and sit in the body that day. Where something could not be read it
    /// is not `sure`, and nothing is told of who may be there for whom.
    pub(super) fn resolve(
        self,
        writing: &mut Writing<'_, '_, '_>,
        meeting: &Meeting,
        (structure, roster): (&Structure, &Roster),
        sure: bool,
    ) -> Result<Vec<Attendance>, ApiError> {
        let mut faults = Faults::default();
        let entries = self.entries.0;
        let named = entries.iter().filter_map(|entry| entry.party.as_ref());
        let parties = Found::look_up(named, |wanted| writing.tx.parties().find(wanted))?;
        let persons: Vec<PersonId> = entries.iter().filter_map(|entry| entry.person).collect();
        let known = writing.tx.persons().names(&persons)?;
        let was_there = |person| meeting.attendance.iter().any(|entry| entry.person == Some(person));
        let is_known = |person| known.iter().any(|(id, _, _)| *id == person) || was_there(person);
        let mut attendance = Vec::new();
        for (i, entry) in entries.into_iter().enumerate() {
            if entry.person.is_some_and(|person| !is_known(person)) {
                faults.add(format!("/entries/{i}/person"), FaultKind::UnknownReference);
            }
            let party = entry.party.and_then(|party| parties.id(&party, &format!("/entries/{i}/party"), &mut faults));
            attendance.push(Attendance {
                membership: entry.membership,
                person: entry.person,
                attended_as: entry.attended_as,
                attended: entry.attended,
                for_membership: entry.for_membership,
                party,
            });
        }
        if sure {
            let told: Vec<String> = faults.0.iter().map(|fault| fault.pointer.clone()).collect();
            let broken = check_attendance(structure, roster, meeting.body, meeting.when.from, &attendance);
            faults.0.extend(broken.0.into_iter().filter(|fault| !told.contains(&fault.pointer)));
        }
        faults.into_result()?;
        Ok(attendance)
    }
}
