//! What a composition lists beside its rules: sides, empty seats, missing deputies, times that run out.
use domain::composition::{Ending, Lack, MissingDeputy, SideSeats, Trust, Vacancy};
use domain::{Capacity, Date, MembershipId, OfficeId, OfficeRole, PersonId, SeatKind, Side, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::named::{Book, NamedBody, NamedParty, NamedProvision, RangeView, UnitView};
use crate::wire::schema::{
    CapacityWord, DateText, MembershipIdText, OfficeIdText, OfficeRoleWord, PersonIdText, SeatKindWord, SideWord,
    StandingWord,
};

/// The seats of one side in one body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SideSeats)]
pub(super) struct SideSeatsView {
    body: NamedBody,
    /// Whether these are seats of members or of observers.
    #[schema(value_type = SeatKindWord)]
    kind: SeatKind,
    #[schema(value_type = SideWord)]
    side: Side,
    /// How many the rules give.
    seats: RangeView,
    /// How many are held.
    #[schema(minimum = 0, maximum = 1_000_000, example = 4)]
    held: u32,
}

/// A seat that somebody should hold and nobody does.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Vacancy)]
pub(super) struct VacancyView {
    body: NamedBody,
    rule: NamedProvision,
    /// The area or party it is for.
    unit: Option<UnitView>,
    /// Its number within the unit.
    #[schema(minimum = 1, maximum = 65_535, example = 1)]
    number: u16,
    /// What is entered of it: vacant or under clarification; none where nothing is entered.
    #[schema(value_type = Option<StandingWord>)]
    standing: Option<Standing>,
    /// The first day of that.
    #[schema(value_type = Option<DateText>)]
    since: Option<Date>,
    /// The next day on which somebody takes it.
    #[schema(value_type = Option<DateText>)]
    starting_later: Option<Date>,
}

/// A holder who should have a deputy (*vara*) and has none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MissingDeputy)]
pub(super) struct MissingDeputyView {
    body: NamedBody,
    rule: NamedProvision,
    /// The area or party the seat is for.
    unit: Option<UnitView>,
    /// The seat's number within the unit.
    #[schema(minimum = 1, maximum = 65_535, example = 1)]
    number: u16,
    /// Who holds it.
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
}

/// Someone whose time runs out (*funksjonstid*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TermEnd)]
pub(in crate::tenants::answers) struct EndingView {
    /// The last day.
    #[schema(value_type = DateText)]
    ends_on: Date,
    /// Whether the term that the seat's rule lays down says so, and not a last day that was entered.
    by_term: bool,
    body: NamedBody,
    /// Who.
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// Whom they represent.
    party: Option<NamedParty>,
    /// Of a seat: its rule.
    rule: Option<NamedProvision>,
    /// Of a seat: the area or party it is for.
    unit: Option<UnitView>,
    /// Of a seat: its number within the unit; none for a deputy to all seats of the rule.
    #[schema(minimum = 1, maximum = 65_535, example = 1)]
    number: Option<u16>,
    /// Of a seat: whether it is held or stood in for.
    #[schema(value_type = Option<CapacityWord>)]
    capacity: Option<Capacity>,
    /// Of a seat: the membership.
    #[schema(value_type = Option<MembershipIdText>)]
    membership: Option<MembershipId>,
    /// Of an office: which.
    #[schema(value_type = Option<OfficeRoleWord>)]
    role: Option<OfficeRole>,
    /// Of an office: their time in it.
    #[schema(value_type = Option<OfficeIdText>)]
    office: Option<OfficeId>,
}

/// A body in which nobody of a category sits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lack)]
pub(super) struct LackView {
    body: NamedBody,
    /// How many seats the rules give someone of the category.
    seats: RangeView,
    /// Whether that is known: either no seat is theirs, or something was entered for those that are.
    known: bool,
}

impl SideSeatsView {
    pub(super) fn new(book: Book, found: SideSeats) -> Option<Self> {
        let SideSeats { body, side, kind, seats, held } = found;
        Some(Self { body: book.body(body)?, kind, side, seats: seats.into(), held })
    }
}

impl VacancyView {
    pub(super) fn new(book: Book, found: Vacancy) -> Option<Self> {
        let Vacancy { body, seat, standing, since, starting_later } = found;
        let (body, rule) = (book.body(body)?, book.provision(seat.rule)?);
        Some(Self { body, rule, unit: book.unit(seat.unit), number: seat.number, standing, since, starting_later })
    }
}

impl MissingDeputyView {
    pub(super) fn new(book: Book, found: MissingDeputy) -> Option<Self> {
        let MissingDeputy { body, rule, seat, person } = found;
        let (body, rule) = (book.body(body)?, book.provision(rule)?);
        Some(Self { body, rule, unit: book.unit(seat.unit), number: seat.number, person })
    }
}

impl EndingView {
    pub(in crate::tenants::answers) fn new(book: Book, found: Ending) -> Option<Self> {
        let view = Self {
            ends_on: found.ends_on,
            by_term: found.by_term,
            body: book.body(found.body)?,
            person: found.person,
            party: found.party.and_then(|party| book.party(party)),
            rule: None,
            unit: None,
            number: None,
            capacity: None,
            membership: None,
            role: None,
            office: None,
        };
        Some(match found.trust {
            Trust::Seat { rule, unit, seat, capacity, membership } => Self {
                rule: book.provision(rule),
                unit: book.unit(unit),
                number: seat.map(|seat| seat.number),
                capacity: Some(capacity),
                membership: Some(membership),
                ..view
            },
            Trust::Office { role, office } => Self { role: Some(role), office: Some(office), ..view },
        })
    }
}

impl LackView {
    pub(super) fn new(book: Book, found: Lack) -> Option<Self> {
        Some(Self { body: book.body(found.body)?, seats: found.seats.into(), known: found.known })
    }
}
