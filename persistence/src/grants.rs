//! Grants of one tenant, and what a caller holds of them.
use diesel::prelude::*;
use domain::policy::{Held, Role};
use domain::{
    ActKind, AreaId, BodyId, Date, Grant, GrantId, Holder, Identity, OrgNumber, PartyId, PersonId, Salt, Side, Validity,
};

use crate::StoreError;
use crate::column::{At, Id, On, Word};
use crate::conn::query;
use crate::paging::{Page, among, in_force, paged_by_id};
use crate::row::{Kept, State, fresh_salt, line, one, salt, state, stored};
use crate::schema::{party, person_identity, role_grant};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = role_grant, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    role: Word<Role>,
    person_id: Option<Id>,
    issuer: Option<String>,
    subject: Option<String>,
    org_number: Option<String>,
    side: Option<Word<Side>>,
    party_id: Option<Id>,
    body_id: Option<Id>,
    area_id: Option<Id>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, grant: &Grant) -> Self {
        let text = |line: &domain::Line| Some(line.as_str().to_owned());
        let (person_id, issuer, subject, org_number) = match &grant.holder {
            Holder::Person { person } => (Some(Id(person.0)), None, None, None),
            Holder::Identity(identity) => (None, text(&identity.issuer), text(&identity.subject), None),
            Holder::Organization { issuer, org_number } => (None, text(issuer), None, Some(org_number.to_string())),
        };
        Self {
            tenant_id: scope,
            id: Id(grant.id.0),
            role: Word(grant.role),
            person_id,
            issuer,
            subject,
            org_number,
            side: grant.side.map(Word),
            party_id: grant.party.map(|party| Id(party.0)),
            body_id: grant.body.map(|body| Id(body.0)),
            area_id: grant.area.map(|area| Id(area.0)),
            valid_from: grant.validity.from.map(On),
            valid_to: grant.validity.to.map(On),
            salt: salt.0.to_vec(),
            created_at: At(grant.created_at),
            changed_at: At(grant.changed_at),
            version: grant.version,
        }
    }
}

impl TryFrom<Row> for Kept<Grant> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let holder = match (row.person_id, row.issuer, row.subject, row.org_number) {
            (Some(person), ..) => Holder::Person { person: PersonId(person.0) },
            (_, Some(issuer), Some(subject), _) => {
                Holder::Identity(Identity { issuer: line(&issuer), subject: line(&subject) })
            }
            (_, Some(issuer), _, Some(number)) => {
                Holder::Organization { issuer: line(&issuer), org_number: stored(OrgNumber::parse(&number))? }
            }
            _ => return stored(None),
        };
        let value = Grant {
            id: GrantId(row.id.0),
            role: row.role.0,
            holder,
            side: row.side.map(|side| side.0),
            party: row.party_id.map(|id| PartyId(id.0)),
            body: row.body_id.map(|id| BodyId(id.0)),
            area: row.area_id.map(|id| AreaId(id.0)),
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// Which grants to list.
#[derive(Debug, Clone, Default)]
pub struct GrantFilter {
    /// Only these.
    pub ids: Option<Vec<GrantId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only those a person holds.
    pub person: Option<PersonId>,
}

/// What a list of grants is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q =
            among!(role_grant::table.filter(role_grant::tenant_id.eq($scope)).into_boxed(), &$filter.ids, role_grant);
        let mut q = in_force!(q, $filter.on, role_grant);
        if let Some(role) = $filter.role {
            q = q.filter(role_grant::role.eq(Word(role)));
        }
        if let Some(person) = $filter.person {
            q = q.filter(role_grant::person_id.eq(Id(person.0)));
        }
        q
    }};
}

/// The grants of the open transaction's tenant.
pub struct Grants<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Grants<'_, '_> {
    /// One page of the grants that fit the filter, in the order they were made.
    pub fn list(&mut self, filter: &GrantFilter, page: &Page) -> Result<Vec<Grant>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_id!(matching!(scope, filter), page, role_grant)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// How many grants fit the filter.
    pub fn count(&mut self, filter: &GrantFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// Every grant that fits the filter, for rules that hold among them.
    pub fn all(&mut self, filter: &GrantFilter) -> Result<Vec<Grant>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| matching!(scope, filter).select(Row::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// One grant.
    pub fn get(&mut self, id: GrantId) -> Result<Kept<Grant>, StoreError> {
        let found = role_grant::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Those of these grants that exist, in the order they were made.
    pub fn many(&mut self, wanted: &[GrantId]) -> Result<Vec<Grant>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| role_grant::table
            .filter(role_grant::tenant_id.eq(scope))
            .filter(role_grant::id.eq_any(ids))
            .order(role_grant::id)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// Every grant a caller holds, whatever its dates: by their identity, by the person it belongs to, or by the
    /// organisation their token names. Dates are tested where the rights are used.
    pub fn held_by(
        &mut self,
        issuer: &str,
        subject: &str,
        organization: Option<OrgNumber>,
    ) -> Result<(Option<PersonId>, Vec<Held>), StoreError> {
        let scope = self.0.scope;
        let person: Option<Id> = query!(&mut self.0.conn, |c| person_identity::table
            .find((scope, issuer, subject))
            .select(person_identity::person_id)
            .first(c)
            .optional())?;
        let number = organization.map(|number| number.to_string());
        let rows: Vec<(Row, Option<Word<Side>>, Option<String>)> = query!(&mut self.0.conn, |c| {
            let side_of = party::tenant_id.eq(role_grant::tenant_id).and(role_grant::party_id.eq(party::id.nullable()));
            let mut q = role_grant::table
                .left_join(party::table.on(side_of))
                .filter(role_grant::tenant_id.eq(scope))
                .filter(role_grant::issuer.eq(issuer).and(role_grant::subject.eq(subject)))
                .select((Row::as_select(), party::side.nullable(), party::org_number.nullable()))
                .into_boxed();
            if let Some(person) = person {
                q = q.or_filter(role_grant::tenant_id.eq(scope).and(role_grant::person_id.eq(person)));
            }
            if let Some(number) = number {
                let of_organization = role_grant::issuer.eq(issuer).and(role_grant::org_number.eq(number));
                q = q.or_filter(role_grant::tenant_id.eq(scope).and(of_organization));
            }
            q.order(role_grant::id).load(c)
        })?;
        let held = rows.into_iter().map(|(row, side, number)| {
            let grant = Kept::<Grant>::try_from(row)?.value;
            let party_org = number.map(|number| stored(OrgNumber::parse(&number))).transpose()?;
            Ok(Held { grant, party_side: side.map(|side| side.0), party_org })
        });
        Ok((person.map(|person| PersonId(person.0)), held.collect::<Result<_, StoreError>>()?))
    }

    /// Gives a role.
    pub fn insert(&mut self, grant: &Grant) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, grant);
        query!(&mut self.0.conn, |c| diesel::insert_into(role_grant::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, grant);
        Ok(())
    }

    /// Replaces a grant by its next version.
    pub fn change(&mut self, old: &Kept<Grant>, new: &Grant, act: ActKind) -> Result<(), StoreError> {
        let row = Row::new(self.0.scope, old.salt, new);
        let found =
            role_grant::table.find((self.0.scope, Id(new.id.0))).filter(role_grant::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(act, old.salt, new);
        Ok(())
    }

    /// The digest of every grant's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| role_grant::table
            .filter(role_grant::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Grant>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
