//! What answers name things by: id, key and names, looked up in the structure as the caller sees it.
use domain::seating::{SeatRange, Sitting};
use domain::{
    AreaId, BodyId, Category, Key, MembershipId, Names, OfficeRole, PartyId, PersonId, ProvisionId, Rule, Structure,
    Unit,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::schema::{
    AreaIdText, BodyIdText, CategoryWord, KeyText, MembershipIdText, NamesSchema, OfficeRoleWord, PartyIdText,
    PersonIdText, ProvisionIdText,
};

/// A body (*organ*) by its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NamedBody {
    #[schema(value_type = BodyIdText)]
    id: BodyId,
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
}

/// A party (*part*) by its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NamedParty {
    #[schema(value_type = PartyIdText)]
    id: PartyId,
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
}

/// An area (*område*) by its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NamedArea {
    #[schema(value_type = AreaIdText)]
    id: AreaId,
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
}

/// A provision (*føresegn*) of the charter by its key, and by its names where it has any.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NamedProvision {
    #[schema(value_type = ProvisionIdText)]
    id: ProvisionId,
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = Option<NamesSchema>)]
    names: Option<Names>,
}

/// What seats are counted for: an area or a party.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NamedSeatUnit)]
pub(super) struct UnitView {
    area: Option<NamedArea>,
    party: Option<NamedParty>,
}

/// How many seats the rules give.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = SeatRange)]
pub(super) struct RangeView {
    /// At least.
    #[schema(minimum = 0, maximum = 1_000_000, example = 4)]
    min: u32,
    /// At most; open where no rule states it.
    #[schema(minimum = 0, maximum = 1_000_000, example = 5)]
    max: Option<u32>,
}

/// Someone in a seat.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SeatHolder)]
pub(super) struct HolderView {
    /// Who.
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// Whom they represent.
    party: Option<NamedParty>,
    /// What they do elsewhere, or are there as.
    #[schema(value_type = Option<CategoryWord>)]
    category: Option<Category>,
    /// The membership; none where the seat follows from elsewhere.
    #[schema(value_type = Option<MembershipIdText>)]
    membership: Option<MembershipId>,
    /// The office from which the seat follows, where it follows from one.
    from: Option<FromOffice>,
}

/// An office in another body from which a seat follows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FromOffice {
    body: NamedBody,
    #[schema(value_type = OfficeRoleWord)]
    office: OfficeRole,
}

impl From<SeatRange> for RangeView {
    fn from(range: SeatRange) -> Self {
        Self { min: range.min, max: range.max }
    }
}

/// Looks names up. What is not in the structure the caller sees has none.
#[derive(Clone, Copy)]
pub(super) struct Book<'s>(pub &'s Structure);

impl Book<'_> {
    pub(super) fn body(self, id: BodyId) -> Option<NamedBody> {
        self.0.body(id).map(|body| NamedBody { id, key: body.key.clone(), names: body.names.clone() })
    }

    pub(super) fn party(self, id: PartyId) -> Option<NamedParty> {
        self.0.party(id).map(|party| NamedParty { id, key: party.key.clone(), names: party.names.clone() })
    }

    pub(super) fn area(self, id: AreaId) -> Option<NamedArea> {
        self.0.area(id).map(|area| NamedArea { id, key: area.key.clone(), names: area.names.clone() })
    }

    pub(super) fn provision(self, id: ProvisionId) -> Option<NamedProvision> {
        let provision = self.0.provision(id)?;
        let names = match &provision.rule {
            Rule::SeatRule(rule) => Some(rule.names.clone()),
            Rule::TargetGroup(group) => Some(group.names.clone()),
            Rule::PaperSection(section) => Some(section.names.clone()),
            Rule::LeadershipRule(_) | Rule::Requirement(_) | Rule::Emphasis(_) => None,
        };
        Some(NamedProvision { id, key: provision.key.clone(), names })
    }

    pub(super) fn unit(self, unit: Option<Unit>) -> Option<UnitView> {
        Some(match unit? {
            Unit::Area(area) => UnitView { area: self.area(area), party: None },
            Unit::Party(party) => UnitView { area: None, party: self.party(party) },
        })
    }

    pub(super) fn holder(self, sitting: &Sitting) -> HolderView {
        let from = sitting.from.and_then(|(body, office)| Some(FromOffice { body: self.body(body)?, office }));
        HolderView {
            person: sitting.person,
            party: sitting.party.and_then(|party| self.party(party)),
            category: sitting.category,
            membership: sitting.membership,
            from,
        }
    }
}
