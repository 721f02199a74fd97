//! A membership's row and its way to and from the domain's membership.
use diesel::prelude::*;
use domain::{
    AreaId, Capacity, Category, Membership, MembershipId, PartyId, PersonId, ProvisionId, Salt, Standing, Unit,
    Validity,
};

use crate::StoreError;
use crate::column::{At, Doc, Id, On, Word};
use crate::row::{Kept, narrow, optional_line, salt};
use crate::schema::membership;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = membership, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: Id,
    id: Id,
    rule_id: Id,
    pub(crate) body_id: Id,
    area_id: Option<Id>,
    party_of_unit: Option<Id>,
    number: Option<i32>,
    capacity: Word<Capacity>,
    place_in_order: Option<i32>,
    standing: Word<Standing>,
    person_id: Option<Id>,
    party_id: Option<Id>,
    category: Option<Word<Category>>,
    called: Doc<Vec<Validity>>,
    note: Option<String>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    /// The row of a membership under a rule of this body.
    pub(crate) fn new(scope: Id, salt: Salt, body: Id, membership: &Membership) -> Self {
        let (area_id, party_of_unit) = match membership.unit {
            None => (None, None),
            Some(Unit::Area(area)) => (Some(Id(area.0)), None),
            Some(Unit::Party(party)) => (None, Some(Id(party.0))),
        };
        Self {
            tenant_id: scope,
            id: Id(membership.id.0),
            rule_id: Id(membership.rule.0),
            body_id: body,
            area_id,
            party_of_unit,
            number: membership.number.map(Into::into),
            capacity: Word(membership.capacity),
            place_in_order: membership.order.map(Into::into),
            standing: Word(membership.standing),
            person_id: membership.person.map(|person| Id(person.0)),
            party_id: membership.party.map(|party| Id(party.0)),
            category: membership.category.map(Word),
            called: Doc(membership.called.clone()),
            note: membership.note.as_ref().map(|note| note.as_str().to_owned()),
            valid_from: membership.validity.from.map(On),
            valid_to: membership.validity.to.map(On),
            salt: salt.0.to_vec(),
            created_at: At(membership.created_at),
            changed_at: At(membership.changed_at),
            version: membership.version,
        }
    }
}

impl TryFrom<Row> for Kept<Membership> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let area = row.area_id.map(|id| Unit::Area(AreaId(id.0)));
        let value = Membership {
            id: MembershipId(row.id.0),
            rule: ProvisionId(row.rule_id.0),
            unit: area.or(row.party_of_unit.map(|id| Unit::Party(PartyId(id.0)))),
            number: row.number.map(narrow).transpose()?,
            capacity: row.capacity.0,
            order: row.place_in_order.map(narrow).transpose()?,
            standing: row.standing.0,
            person: row.person_id.map(|id| PersonId(id.0)),
            party: row.party_id.map(|id| PartyId(id.0)),
            category: row.category.map(|category| category.0),
            called: row.called.0,
            note: optional_line(row.note),
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}
