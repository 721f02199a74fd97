//! A membership as it is entered, and what becomes of it.
use deserr::Deserr;
use domain::policy::Target;
use domain::seating::{check_membership, lowest_free_seat};
use domain::{
    Body, Capacity, Category, Date, FaultKind, Faults, Handle, Line, Membership, MembershipId, PartyId, PersonId,
    ProvisionId, Roster, Rule, SeatRule, Standing, Structure, Unit, Validity,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::find_one;
use crate::tenants::seating::{DaysFields, UnitFields, check_named, told_anew};
use crate::tenants::stamps::Stamps;
use crate::wire::read::{AtMost, Form, ReadFaults, Within};
use crate::wire::schema::{
    CapacityWord, CategoryWord, DateText, LineText, MembershipIdText, PersonIdText, ReferenceText, StandingWord,
};
use crate::wire::{ApiError, Code};

type Number = Within<1, { SeatRule::<domain::ById>::SEATS_MAX as i64 }>;
type Order = Within<1, { u8::MAX as i64 }>;

/// What is entered of a membership (*medlemskap*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = MembershipContent)]
pub(in crate::tenants) struct MembershipFields {
    /// The rule that gives the seat; an id or a key is taken, an id is answered.
    #[schema(value_type = ReferenceText)]
    seat_rule: Handle<ProvisionId>,
    /// The unit the seat is for, where the rule counts seats for units.
    #[deserr(default)]
    unit: Option<UnitFields>,
    /// The seat's number within the unit. Where it is not told of a new member, the lowest that is free; a deputy to all
    /// seats of the rule has none.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 200, example = 1)]
    number: Option<Number>,
    #[schema(value_type = CapacityWord)]
    capacity: Capacity,
    /// A deputy's place in the order (*1. vara, 2. vara*).
    #[deserr(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 255)]
    order: Option<Order>,
    /// Where it is not told, held if somebody is named, and vacant otherwise.
    #[deserr(default)]
    #[schema(value_type = Option<StandingWord>)]
    standing: Option<Standing>,
    /// Who.
    #[deserr(default)]
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// Whom they represent, by id or key; of something new, the unit where that is a party.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// What they do elsewhere, where it is not what the rule says.
    #[deserr(default)]
    #[schema(value_type = Option<CategoryWord>)]
    category: Option<Category>,
    /// The days a deputy, or an attendee of single cases, is called for; given whole.
    #[deserr(default)]
    #[schema(value_type = Vec<DaysFields>, max_items = 100, required = false)]
    called: AtMost<DaysFields, { Membership::CALLS_MAX }>,
    /// A remark, such as the case somebody is called for.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// A membership (*medlemskap*): somebody's time in a seat, or as deputy to one, or a time in which nobody holds it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Membership)]
pub(super) struct MembershipView {
    #[schema(value_type = MembershipIdText)]
    id: MembershipId,
    #[serde(flatten)]
    fields: MembershipFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Membership> for MembershipFields {
    fn from(membership: Membership) -> Self {
        Self {
            seat_rule: Handle::Id(membership.rule),
            unit: membership.unit.map(Into::into),
            number: membership.number.map(|number| Within(number.into())),
            capacity: membership.capacity,
            order: membership.order.map(|order| Within(order.into())),
            standing: Some(membership.standing),
            person: membership.person,
            party: membership.party.map(Handle::Id),
            category: membership.category,
            called: AtMost(membership.called.into_iter().map(Into::into).collect()),
            note: membership.note,
            valid_from: membership.validity.from,
            valid_to: membership.validity.to,
        }
    }
}

impl From<Membership> for MembershipView {
    fn from(membership: Membership) -> Self {
        let stamps = Stamps::new(membership.created_at, membership.changed_at, membership.version);
        Self { id: membership.id, fields: membership.into(), stamps }
    }
}

impl Form for MembershipFields {
    fn stand_ins() -> Value {
        json!({"seatRule": "nobody", "capacity": Capacity::Member, "called": [{}]})
    }
}

/// A membership with what it stands among.
pub(super) struct Seated {
    pub(super) membership: Membership,
    pub(super) body: Body,
    pub(super) target: Target,
    pub(super) structure: Structure,
    pub(super) roster: Roster,
}

impl MembershipFields {
    /// The members from which it follows whether others are in the way.
    pub(super) const DECIDING: &'static [&'static str] = &[
        "/seatRule",
        "/unit",
        "/number",
        "/capacity",
        "/order",
        "/standing",
        "/person",
        "/party",
        "/validFrom",
        "/validTo",
    ];

    /// The membership these fields describe, if what they name is there and its rule and the others allow it. Where one
    /// of the deciding members could not be read it is not `sure`, and nothing is told that may follow from it.
    pub(super) fn resolve(
        self,
        writing: &mut Writing<'_, '_, '_>,
        old: Option<&Membership>,
        sure: bool,
    ) -> Result<Seated, ApiError> {
        let mut faults = Faults::default();
        let (tx, sight) = (&mut *writing.tx, writing.sight);
        let named = Some(&self.seat_rule);
        let rule = find_one(named, "/seatRule", &mut faults, |wanted| tx.provisions().find(wanted, sight))?;
        let unit = self.unit.as_ref().map(|unit| unit.resolve(tx, sight, &mut faults)).transpose()?.flatten();
        let party = find_one(self.party.as_ref(), "/party", &mut faults, |wanted| tx.parties().find(wanted))?;
        check_named(tx, self.person, old.and_then(|old| old.person), &mut faults)?;
        let structure = tx.structure().now()?;
        let roster = tx.structure().roster()?;
        let by_person = if self.person.is_some() { Standing::Held } else { Standing::Vacant };
        let mut membership = Membership {
            id: old.map_or_else(MembershipId::fresh, |old| old.id),
            rule: rule.unwrap_or_else(ProvisionId::fresh),
            unit,
            number: self.number.map(Number::narrow),
            capacity: self.capacity,
            order: self.order.map(Order::narrow),
            standing: self.standing.unwrap_or(by_person),
            person: self.person,
            party,
            category: self.category,
            called: self.called.0.into_iter().map(Into::into).collect(),
            note: self.note,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        if old.is_none() && membership.capacity == Capacity::Member && membership.number.is_none() && sure {
            let free = lowest_free_seat(&structure, &roster, &membership);
            membership.number = free.map_err(|kind| faults.add("/number", kind)).ok();
        }
        let mut broken = match old {
            None => membership.check(),
            Some(old) => old.check_change(&membership, writing.today),
        }
        .err()
        .unwrap_or_default();
        if sure && !old.is_some_and(|old| old.only_shortens(&membership)) {
            broken.0.extend(check_membership(&structure, &roster, &membership).0);
        }
        if !sure {
            broken.0.retain(|fault| matches!(fault.kind, FaultKind::DateOrder | FaultKind::HistoryRewritten));
        }
        let anew: Vec<_> = told_anew(broken, &faults).collect();
        faults.0.extend(anew);
        faults.into_result()?;
        if old.is_none() {
            default_party(&structure, &roster, &mut membership);
        }
        let provision = structure.provision(membership.rule).ok_or_else(|| ApiError::new(Code::NotFound))?;
        let Rule::SeatRule(rule) = &provision.rule else { return Err(ApiError::new(Code::NotFound)) };
        let body = structure.body(rule.body).ok_or_else(|| ApiError::new(Code::NotFound))?.clone();
        let target = target(&body, rule, membership.unit);
        Ok(Seated { membership, body, target, structure, roster })
    }
}

/// Whoever holds a party's seat represents it unless something else is told.
fn default_party(structure: &Structure, roster: &Roster, membership: &mut Membership) {
    if let (Some(Unit::Party(unit)), None) = (membership.unit, membership.party) {
        let of_unit = Membership { party: Some(unit), ..membership.clone() };
        if check_membership(structure, roster, &of_unit).0.is_empty() {
            *membership = of_unit;
        }
    }
}

/// A seat as a grant may be narrowed to it: by its body, or else by the unit and the side it is for. Whom its holder
/// says to represent does not count.
pub(super) fn target(body: &Body, rule: &SeatRule, unit: Option<Unit>) -> Target {
    let (area, party) = match unit {
        Some(Unit::Area(area)) => (Some(area), None),
        Some(Unit::Party(party)) => (None, Some(party)),
        None => (None, None),
    };
    Target { side: body.side.or(Some(rule.side)), party, body: Some(body.id), area: body.area.or(area) }
}
