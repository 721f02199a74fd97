//! What memberships, offices and seats have in common: the units seats are for, who may be named, and what may not be
//! left without a seat.
use deserr::Deserr;
use domain::policy::Sight;
use domain::seating::unseated;
use domain::{
    AreaId, Body, Date, FaultKind, Faults, Handle, OfficeId, PartyId, PersonId, Roster, Structure, Unit, Validity,
};
use persistence::{Audience, StoreError, TenantTx};
use serde::Serialize;
use utoipa::ToSchema;

use super::references::find_one;
use crate::guard::Writing;
use crate::wire::read::ReadFaults;
use crate::wire::schema::{DateText, ReferenceText};
use crate::wire::{ApiError, Code};

/// The unit a seat is for, where its rule counts seats for units: an area or a party.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = SeatUnit)]
pub struct UnitFields {
    /// The area, by id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    area: Option<Handle<AreaId>>,
    /// The municipality or other party, by id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
}

impl From<Unit> for UnitFields {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Area(area) => Self { area: Some(Handle::Id(area)), party: None },
            Unit::Party(party) => Self { area: None, party: Some(Handle::Id(party)) },
        }
    }
}

impl UnitFields {
    /// The unit that is named. Where it cannot be found, a unit of nobody: what stands in no unit is told of otherwise.
    pub(super) fn resolve(
        &self,
        tx: &mut TenantTx<'_, '_>,
        sight: &Sight,
        faults: &mut Faults,
    ) -> Result<Option<Unit>, StoreError> {
        let nobody = Unit::Party(PartyId::fresh());
        let area = find_one(self.area.as_ref(), "/unit/area", faults, |wanted| tx.areas().find(wanted, sight))?;
        let party = find_one(self.party.as_ref(), "/unit/party", faults, |wanted| tx.parties().find(wanted))?;
        Ok(match (&self.area, &self.party) {
            (None, None) => None,
            (Some(_), Some(_)) => {
                faults.add("/unit/party", FaultKind::Excludes { other: "area" });
                Some(nobody)
            }
            _ => Some(area.map(Unit::Area).or(party.map(Unit::Party)).unwrap_or(nobody)),
        })
    }
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Days)]
pub struct DaysFields {
    /// The first.
    #[deserr(default)]
    #[schema(value_type = DateText)]
    valid_from: Option<Date>,
    /// The last.
    #[deserr(default)]
    #[schema(value_type = DateText)]
    valid_to: Option<Date>,
}

impl From<Validity> for DaysFields {
    fn from(days: Validity) -> Self {
        Self { valid_from: days.from, valid_to: days.to }
    }
}

impl From<DaysFields> for Validity {
    fn from(days: DaysFields) -> Self {
        Self { from: days.valid_from, to: days.valid_to }
    }
}

/// Who the journal tells of what is named in a body.
pub(super) fn audience(body: &Body) -> Audience {
    (body.visibility, body.side)
}

/// Notes a fault if somebody is named whom the community does not know, or no longer. Who was named before stays, erased
/// or not.
pub(super) fn check_named(
    tx: &mut TenantTx<'_, '_>,
    person: Option<PersonId>,
    before: Option<PersonId>,
    faults: &mut Faults,
) -> Result<(), StoreError> {
    let Some(person) = person.filter(|_| person != before) else { return Ok(()) };
    let known = match tx.persons().get(person) {
        Ok(kept) => kept.value.erased_at.is_none(),
        Err(StoreError::NotFound) => false,
        Err(error) => return Err(error),
    };
    if !known {
        faults.add("/person", FaultKind::UnknownReference);
    }
    Ok(())
}

/// Of what rules say, what does not merely follow from something that could not be found: that is told once.
pub(super) fn told_anew(broken: Faults, unfound: &Faults) -> impl Iterator<Item = domain::Fault> {
    let places: Vec<String> = unfound.0.iter().map(|fault| fault.pointer.clone()).collect();
    let follows = move |fault: &domain::Fault| {
        let other = match fault.kind {
            FaultKind::Excludes { other } | FaultKind::Needs { other } => Some(format!("/{other}")),
            _ => None,
        };
        places.iter().any(|place| {
            let within =
                |outer: &str| place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            within(&fault.pointer) || other.as_deref().is_some_and(within)
        })
    };
    broken.0.into_iter().filter(move |fault| !follows(fault))
}

/// Refuses a change of the roster after which somebody holds an office in a body without a seat there. The offices the
/// caller sees are named.
pub(super) fn nobody_unseated(
    writing: &Writing<'_, '_, '_>,
    structure: &Structure,
    (before, after): (&Roster, &Roster),
    person: Option<PersonId>,
) -> Result<(), ApiError> {
    let Some(person) = person else { return Ok(()) };
    let left = unseated(structure, before, after, person);
    if left.is_empty() {
        return Ok(());
    }
    let seen = |id: &OfficeId| {
        let office = after.offices.iter().find(|office| office.id == *id);
        let body = office.and_then(|office| structure.body(office.body));
        body.is_some_and(|body| writing.sight.sees_of(body.id, body.visibility, body.side))
    };
    let named: Vec<String> = left.into_iter().filter(seen).map(|id| id.to_string()).collect();
    let refusal = ApiError::new(Code::InUse);
    Err(if named.is_empty() { refusal } else { refusal.with("by", named.join(", ")) })
}
