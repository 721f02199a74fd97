//! Who was there, as it is shown: every seat of the body, and what else was told.
use domain::attendance::right_deputy;
use domain::seating::{Place, Places, SeatState, places};
use domain::{
    Attendance, Attended, Date, ItemId, Meeting, MeetingId, Membership, MembershipId, PartyId, PersonId, ProvisionId,
    Roster, Structure,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::EntryFields;
use crate::tenants::seating::UnitFields;
use crate::wire::schema::{
    AttendedWord, DateText, ItemIdText, MeetingIdText, MembershipIdText, PartyIdText, PersonIdText, ProvisionIdText,
    SeatStateWord,
};

/// A deputy, by membership.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttendanceDeputy)]
struct DeputyView {
    #[schema(value_type = MembershipIdText)]
    membership: MembershipId,
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
}

impl From<&Membership> for DeputyView {
    fn from(deputy: &Membership) -> Self {
        Self { membership: deputy.id, person: deputy.person }
    }
}

/// A seat of the body on the day of the meeting.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AttendanceSeat)]
struct SeatView {
    #[schema(value_type = ProvisionIdText)]
    seat_rule: ProvisionId,
    unit: Option<UnitFields>,
    /// Its number within the unit.
    #[schema(minimum = 1, maximum = 200, example = 1)]
    number: Option<u16>,
    #[schema(value_type = SeatStateWord)]
    state: SeatState,
    /// The membership of who holds it.
    #[schema(value_type = Option<MembershipIdText>)]
    membership: Option<MembershipId>,
    /// Who holds it, and is expected.
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    #[schema(value_type = Option<PartyIdText>)]
    party: Option<PartyId>,
    /// Whether they came, where that is told.
    #[schema(value_type = Option<AttendedWord>)]
    attended: Option<Attended>,
    /// The deputy who came in their stead.
    deputy: Option<DeputyView>,
    /// The deputy whose turn it is to come in their stead.
    expected: Option<DeputyView>,
}

/// Those called for one item alone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttendanceItem)]
struct ItemView {
    #[schema(value_type = ItemIdText)]
    item: ItemId,
    #[schema(value_type = Vec<PersonIdText>, max_items = 30)]
    attendees: Vec<PersonId>,
}

/// Who was at a meeting (*frammøte*), and who was to be there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attendance)]
pub(super) struct AttendanceView {
    #[schema(value_type = MeetingIdText)]
    meeting: MeetingId,
    /// The version of the meeting: what a change of this names.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    version: i32,
    /// The day whose seats are told.
    #[schema(value_type = DateText)]
    day: Date,
    /// Every seat of the body that day, rule by rule.
    #[schema(max_items = 10_000)]
    seats: Vec<SeatView>,
    /// What was entered, guests and the secretariat included.
    #[schema(max_items = 300)]
    entries: Vec<EntryFields>,
    /// The items that somebody is called for.
    #[schema(max_items = 100)]
    items: Vec<ItemView>,
}

fn seat(rule: &Places<'_>, place: &Place<'_>, entries: &[Attendance]) -> SeatView {
    let held = place.membership.map(|membership| membership.id);
    // Who sits by virtue of another seat is told of by person.
    let is_theirs = |entry: &&Attendance| match held {
        Some(membership) => entry.membership == Some(membership),
        None => entry.membership.is_none() && place.from.is_some() && entry.person == place.person,
    };
    let attended = entries.iter().find(is_theirs).map(|entry| entry.attended);
    let came =
        |entry: &&Attendance| held.is_some() && entry.for_membership == held && entry.attended == Attended::Present;
    let deputy = entries.iter().find(came).and_then(|entry| entry.membership);
    let mut deputies = place.deputies.iter().chain(&rule.pool);
    SeatView {
        seat_rule: rule.provision.id,
        unit: place.unit.map(Into::into),
        number: place.number,
        state: place.state,
        membership: held,
        person: place.person,
        party: place.party,
        attended,
        deputy: deputy.and_then(|id| deputies.find(|each| each.id == id)).map(|each| DeputyView::from(*each)),
        expected: right_deputy(rule, place, entries).map(Into::into),
    }
}

impl AttendanceView {
    pub(super) fn new(meeting: &Meeting, structure: &Structure, roster: &Roster) -> Self {
        let day = meeting.when.from;
        let rules = places(structure, roster, meeting.body, day);
        let entries = &meeting.attendance;
        let seats = rules.iter().flat_map(|rule| rule.seats.iter().map(move |place| seat(rule, place, entries)));
        let called = meeting.agenda.iter().filter(|item| !item.attendees.is_empty());
        Self {
            meeting: meeting.id,
            version: meeting.version,
            day,
            seats: seats.collect(),
            entries: entries.iter().cloned().map(Into::into).collect(),
            items: called.map(|item| ItemView { item: item.id, attendees: item.attendees.clone() }).collect(),
        }
    }
}
