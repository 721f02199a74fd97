//! A body's seats as they are shown.
use std::collections::{BTreeSet, HashMap};

use domain::policy::Sight;
use domain::seating::{Origin, Place, Places, SeatState};
use domain::{
    BodyId, Category, Date, Key, Line, Membership, MembershipId, Names, OfficeRole, PartyId, PersonId, Presence,
    ProvisionId, SeatKind, SeatRight, Side, Standing, Structure, Unit,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::tenants::seating::{DaysFields, UnitFields};
use crate::wire::schema::{
    BodyIdText, CategoryWord, DateText, KeyText, LineText, MembershipIdText, NamesSchema, OfficeRoleWord, PartyIdText,
    PersonIdText, PresenceWord, ProvisionIdText, SeatKindWord, SeatRightWord, SeatStateWord, SideWord, StandingWord,
};

/// The seats of a body (*organ*) on one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Seats)]
pub(super) struct SeatsView {
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    /// The seat rules in force, by key.
    #[schema(max_items = 10_000)]
    rules: Vec<RuleView>,
}

/// The seats of one rule, with what holds for all of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SeatsOfRule)]
struct RuleView {
    #[schema(value_type = ProvisionIdText)]
    seat_rule: ProvisionId,
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = SeatKindWord)]
    kind: SeatKind,
    #[schema(value_type = PresenceWord)]
    presence: Presence,
    /// What the holders may do in a meeting.
    #[schema(value_type = Vec<SeatRightWord>, max_items = 4)]
    rights: BTreeSet<SeatRight>,
    /// The seats, unit by unit.
    #[schema(max_items = 10_000)]
    seats: Vec<SeatView>,
    /// Those who stand in for any of the holders (*varaliste*), in their order.
    #[schema(max_items = 10_000)]
    deputies: Vec<DeputyView>,
}

/// One seat on the day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Seat)]
struct SeatView {
    /// The unit it is for, if the caller sees that.
    unit: Option<UnitFields>,
    /// Its number within the unit; none by a derived rule.
    #[schema(minimum = 1, maximum = 65_535, example = 1)]
    number: Option<u16>,
    /// Whether it is within the number the rule asks for.
    must: bool,
    #[schema(value_type = SeatStateWord)]
    state: SeatState,
    /// The membership it is told from; none by a derived rule.
    #[schema(value_type = Option<MembershipIdText>)]
    membership: Option<MembershipId>,
    /// Who holds it, or is named to it.
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// Their name, where the caller may see the person.
    #[schema(value_type = Option<LineText>)]
    name: Option<Line>,
    /// Whom they represent.
    #[schema(value_type = Option<PartyIdText>)]
    party: Option<PartyId>,
    /// What they do elsewhere, or are there as.
    #[schema(value_type = Option<CategoryWord>)]
    category: Option<Category>,
    /// The first day of the membership.
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day of the membership.
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    /// The days the holder is called for, where they attend single cases.
    #[schema(max_items = 100)]
    called: Vec<DaysFields>,
    /// Those who stand in for the holder (*vara*), in their order.
    #[schema(max_items = 10_000)]
    deputies: Vec<DeputyView>,
    /// Where the holder of a derived seat comes from, if the caller sees that body.
    derived_from: Option<OriginView>,
}

/// One who stands in for a holder.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SeatDeputy)]
struct DeputyView {
    #[schema(value_type = MembershipIdText)]
    membership: MembershipId,
    /// The unit whose holders they stand in for, where they do so for one and the caller sees it.
    unit: Option<UnitFields>,
    /// The place in the order.
    #[schema(minimum = 1, maximum = 255, example = 1)]
    order: Option<u8>,
    #[schema(value_type = StandingWord)]
    standing: Standing,
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// Their name, where the caller may see the person.
    #[schema(value_type = Option<LineText>)]
    name: Option<Line>,
    /// Whom they represent.
    #[schema(value_type = Option<PartyIdText>)]
    party: Option<PartyId>,
    /// The days they are called for.
    #[schema(max_items = 100)]
    called: Vec<DaysFields>,
}

/// Where the holder of a derived seat comes from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SeatOrigin)]
struct OriginView {
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    /// The office they hold there.
    #[schema(value_type = Option<OfficeRoleWord>)]
    office: Option<OfficeRole>,
    /// The rule by which they sit there.
    #[schema(value_type = Option<ProvisionIdText>)]
    seat_rule: Option<ProvisionId>,
}

/// What the caller sees of others.
pub(super) struct Known<'k> {
    pub(super) sight: &'k Sight,
    pub(super) structure: &'k Structure,
    pub(super) names: &'k HashMap<PersonId, Line>,
}

impl Known<'_> {
    fn name(&self, person: Option<PersonId>) -> Option<Line> {
        self.names.get(&person?).cloned()
    }

    fn unit(&self, unit: Option<Unit>) -> Option<UnitFields> {
        let seen = |unit: &Unit| match unit {
            Unit::Party(_) => true,
            Unit::Area(id) => self.structure.area(*id).is_some_and(|area| self.sight.sees(area.visibility, None)),
        };
        unit.filter(seen).map(Into::into)
    }

    fn origin(&self, origin: Origin) -> Option<OriginView> {
        let body = self.structure.body(origin.body)?;
        let seen = self.sight.sees_of(body.id, body.visibility, body.side);
        seen.then_some(OriginView { body: origin.body, office: origin.office, seat_rule: origin.rule })
    }

    fn seat(&self, seat: &Place<'_>) -> SeatView {
        let days = seat.membership.map(|membership| membership.validity);
        SeatView {
            unit: self.unit(seat.unit),
            number: seat.number,
            must: seat.must,
            state: seat.state,
            membership: seat.membership.map(|membership| membership.id),
            person: seat.person,
            name: self.name(seat.person),
            party: seat.party,
            category: seat.category,
            valid_from: days.and_then(|days| days.from),
            valid_to: days.and_then(|days| days.to),
            called: seat.membership.map(called).unwrap_or_default(),
            deputies: seat.deputies.iter().map(|deputy| self.deputy(deputy)).collect(),
            derived_from: seat.from.and_then(|origin| self.origin(origin)),
        }
    }

    fn deputy(&self, deputy: &Membership) -> DeputyView {
        DeputyView {
            membership: deputy.id,
            unit: self.unit(deputy.unit),
            order: deputy.order,
            standing: deputy.standing,
            person: deputy.person,
            name: self.name(deputy.person),
            party: deputy.party,
            called: called(deputy),
        }
    }
}

fn called(membership: &Membership) -> Vec<DaysFields> {
    membership.called.iter().copied().map(Into::into).collect()
}

impl SeatsView {
    /// The seats of a body as a caller sees them.
    pub(super) fn new(body: BodyId, at: Date, rules: &[Places<'_>], known: &Known<'_>) -> Self {
        let rule = |places: &Places<'_>| RuleView {
            seat_rule: places.provision.id,
            key: places.provision.key.clone(),
            names: places.rule.names.clone(),
            side: places.rule.side,
            kind: places.rule.kind,
            presence: places.rule.presence,
            rights: places.rule.rights.clone(),
            seats: places.seats.iter().map(|seat| known.seat(seat)).collect(),
            deputies: places.pool.iter().map(|deputy| known.deputy(deputy)).collect(),
        };
        Self { body, at, rules: rules.iter().map(rule).collect() }
    }
}
