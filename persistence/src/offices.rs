//! Offices of one tenant: who leads which body, hosts it or leads its secretariat.
use diesel::prelude::*;
use domain::policy::Sight;
use domain::{ActKind, BodyId, Date, Line, Office, OfficeId, OfficeRole, PartyId, PersonId, Prose, Salt, Validity};

use crate::StoreError;
use crate::column::{At, Id, On, Word};
use crate::conn::query;
use crate::journalled::Audience;
use crate::memberships::within;
use crate::paging::{Page, among, ending, in_force, paged_by_id, reaching, seen_bodies};
use crate::row::{Kept, State, fresh_salt, narrow, one, optional_line, salt, state};
use crate::schema::office;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = office, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    body_id: Id,
    role: Word<OfficeRole>,
    person_id: Option<Id>,
    party_id: Option<Id>,
    function: Option<String>,
    time_allocation: Option<i32>,
    evaluation_on: Option<On>,
    elected_by: Option<String>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, office: &Office) -> Self {
        Self {
            tenant_id: scope,
            id: Id(office.id.0),
            body_id: Id(office.body.0),
            role: Word(office.role),
            person_id: office.person.map(|person| Id(person.0)),
            party_id: office.party.map(|party| Id(party.0)),
            function: office.function.as_ref().map(|text| text.as_str().to_owned()),
            time_allocation: office.time_allocation.map(Into::into),
            evaluation_on: office.evaluation_on.map(On),
            elected_by: office.elected_by.as_ref().map(|line: &Line| line.as_str().to_owned()),
            valid_from: office.validity.from.map(On),
            valid_to: office.validity.to.map(On),
            salt: salt.0.to_vec(),
            created_at: At(office.created_at),
            changed_at: At(office.changed_at),
            version: office.version,
        }
    }
}

impl TryFrom<Row> for Kept<Office> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = Office {
            id: OfficeId(row.id.0),
            body: BodyId(row.body_id.0),
            role: row.role.0,
            person: row.person_id.map(|id| PersonId(id.0)),
            party: row.party_id.map(|id| PartyId(id.0)),
            function: row.function.map(Prose::from_stored),
            time_allocation: row.time_allocation.map(narrow).transpose()?,
            evaluation_on: row.evaluation_on.map(|on| on.0),
            elected_by: optional_line(row.elected_by),
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

fn values(rows: Vec<Row>) -> Result<Vec<Office>, StoreError> {
    rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
}

/// Which offices to list.
#[derive(Debug, Clone, Default)]
pub struct OfficeFilter {
    /// Only these.
    pub ids: Option<Vec<OfficeId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only those of this body.
    pub body: Option<BodyId>,
    /// Only this office.
    pub role: Option<OfficeRole>,
    /// Only this person's.
    pub person: Option<PersonId>,
    /// Only those whose last day is one of these, the first and the last included.
    pub ends: Option<(Date, Date)>,
    /// Only what this caller sees.
    pub sight: Sight,
}

/// What a list of offices is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q = among!(office::table.filter(office::tenant_id.eq($scope)).into_boxed(), &$filter.ids, office);
        let q = ending!(in_force!(q, $filter.on, office), $filter.ends, office);
        let mut q = q.filter(office::body_id.nullable().eq_any(seen_bodies!($scope, &$filter.sight)));
        if let Some(body) = $filter.body {
            q = q.filter(office::body_id.eq(Id(body.0)));
        }
        if let Some(role) = $filter.role {
            q = q.filter(office::role.eq(Word(role)));
        }
        if let Some(person) = $filter.person {
            q = q.filter(office::person_id.eq(Id(person.0)));
        }
        q
    }};
}

/// The offices of the open transaction's tenant.
pub struct Offices<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Offices<'_, '_> {
    /// One page of the offices that fit the filter, in the order they were made.
    pub fn list(&mut self, filter: &OfficeFilter, page: &Page) -> Result<Vec<Office>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_id!(matching!(scope, filter), page, office)
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// How many offices fit the filter.
    pub fn count(&mut self, filter: &OfficeFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One office, whoever asks: the caller's sight of its body is the reader's to apply.
    pub fn get(&mut self, id: OfficeId) -> Result<Kept<Office>, StoreError> {
        let found = office::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Those of these offices that exist, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[OfficeId]) -> Result<Vec<Office>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        values(query!(&mut self.0.conn, |c| office::table
            .filter(office::tenant_id.eq(scope))
            .filter(office::id.eq_any(ids))
            .order(office::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Every office, past and future included, in the order they were made.
    pub fn all(&mut self) -> Result<Vec<Office>, StoreError> {
        let scope = self.0.scope;
        values(query!(&mut self.0.conn, |c| office::table
            .filter(office::tenant_id.eq(scope))
            .order(office::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Every office of these bodies, past and future included.
    pub fn of_bodies(&mut self, bodies: &[BodyId]) -> Result<Vec<Office>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = bodies.iter().map(|body| Id(body.0)).collect();
        values(query!(&mut self.0.conn, |c| office::table
            .filter(office::tenant_id.eq(scope))
            .filter(office::body_id.eq_any(ids))
            .order(office::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Every office of a person, whatever its dates.
    pub fn of_person(&mut self, person: PersonId) -> Result<Vec<Office>, StoreError> {
        let scope = self.0.scope;
        values(query!(&mut self.0.conn, |c| office::table
            .filter(office::tenant_id.eq(scope))
            .filter(office::person_id.eq(Id(person.0)))
            .order(office::id)
            .select(Row::as_select())
            .load(c))?)
    }

    /// The offices of a body that are in force on any day after one.
    pub fn reaching_after(&mut self, body: BodyId, day: Date) -> Result<Vec<Kept<Office>>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = office::table.filter(office::tenant_id.eq(scope)).filter(office::body_id.eq(Id(body.0)));
            reaching!(q, day, office).order(office::id).select(Row::as_select()).load(c)
        })?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// The offices held for a party that are in force on any day after one.
    pub fn held_after(&mut self, party: PartyId, day: Date) -> Result<Vec<Office>, StoreError> {
        let scope = self.0.scope;
        values(query!(&mut self.0.conn, |c| {
            let q = office::table.filter(office::tenant_id.eq(scope)).filter(office::party_id.eq(Id(party.0)));
            reaching!(q, day, office).order(office::id).select(Row::as_select()).load(c)
        })?)
    }

    /// Enters a new office, told to those of the community who see its body.
    pub fn insert(&mut self, office: &Office, audience: Audience) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, office);
        query!(&mut self.0.conn, |c| diesel::insert_into(office::table).values(&row).execute(c))?;
        self.0.record_for(ActKind::Created, salt, office, within(audience));
        Ok(())
    }

    /// Replaces an office by its next version, told to those of the community who see its body.
    pub fn change(
        &mut self,
        old: &Kept<Office>,
        new: &Office,
        act: ActKind,
        audience: Audience,
    ) -> Result<(), StoreError> {
        let row = Row::new(self.0.scope, old.salt, new);
        let found = office::table.find((self.0.scope, Id(new.id.0))).filter(office::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record_for(act, old.salt, new, within(audience));
        Ok(())
    }

    /// The digest of every office's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| office::table
            .filter(office::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Office>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
