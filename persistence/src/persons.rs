//! Persons of one tenant, with the identities issuers know them by.
use std::collections::HashMap;

use diesel::prelude::*;
use domain::{ActKind, Contact, Identity, Line, PartyId, Person, PersonId, Salt, sort_key};

use crate::StoreError;
use crate::calendars::CalendarAddresses;
use crate::column::{At, Id};
use crate::conn::query;
use crate::paging::{Page, among, paged};
use crate::row::{Kept, State, fresh_salt, line, one, optional_line, salt, state};
use crate::schema::{person, person_identity};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = person, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    name: Option<String>,
    sort_key: String,
    position: Option<String>,
    party_id: Option<Id>,
    email: Option<String>,
    phone: Option<String>,
    erased_at: Option<At>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, person: &Person) -> Self {
        let text = |line: &Option<domain::Line>| line.as_ref().map(|line| line.as_str().to_owned());
        Self {
            tenant_id: scope,
            id: Id(person.id.0),
            name: text(&person.name),
            sort_key: person.name.as_ref().map(|name| sort_key(name.as_str())).unwrap_or_default(),
            position: text(&person.position),
            party_id: person.party.map(|party| Id(party.0)),
            email: text(&person.contact.email),
            phone: text(&person.contact.phone),
            erased_at: person.erased_at.map(At),
            salt: salt.0.to_vec(),
            created_at: At(person.created_at),
            changed_at: At(person.changed_at),
            version: person.version,
        }
    }

    fn with(self, identities: Vec<Identity>) -> Result<Kept<Person>, StoreError> {
        let value = Person {
            id: PersonId(self.id.0),
            name: optional_line(self.name),
            position: optional_line(self.position),
            party: self.party_id.map(|id| PartyId(id.0)),
            contact: Contact { email: optional_line(self.email), phone: optional_line(self.phone) },
            identities,
            erased_at: self.erased_at.map(|at| at.0),
            created_at: self.created_at.0,
            changed_at: self.changed_at.0,
            version: self.version,
        };
        Ok(Kept { value, salt: salt(&self.salt)? })
    }
}

/// Which persons to list.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// Only these.
    pub ids: Option<Vec<PersonId>>,
    /// Only those who work for this party.
    pub party: Option<PartyId>,
    /// Only those who work for one of these parties; whoever it is where nothing is said.
    pub within: Option<Vec<PartyId>>,
}

/// What a list of persons is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q = among!(person::table.filter(person::tenant_id.eq($scope)).into_boxed(), &$filter.ids, person);
        let q = match $filter.party {
            Some(party) => q.filter(person::party_id.eq(Id(party.0))),
            None => q,
        };
        match &$filter.within {
            Some(parties) => q.filter(person::party_id.eq_any(parties.iter().map(|party| Id(party.0)))),
            None => q,
        }
    }};
}

/// The persons of the open transaction's tenant.
pub struct Persons<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Persons<'_, '_> {
    /// One page of the persons that fit the filter.
    pub fn list(&mut self, filter: &PersonFilter, page: &Page) -> Result<Vec<Person>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged!(matching!(scope, filter), page, person)
            .select(Row::as_select())
            .load(c))?;
        let kept = self.with_identities(rows)?;
        Ok(kept.into_iter().map(|kept| kept.value).collect())
    }

    /// How many persons fit the filter.
    pub fn count(&mut self, filter: &PersonFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One person.
    pub fn get(&mut self, id: PersonId) -> Result<Kept<Person>, StoreError> {
        let found = person::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        self.with_identities(vec![row])?.pop().ok_or(StoreError::NotFound)
    }

    /// Those of these persons that exist, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| person::table
            .filter(person::tenant_id.eq(scope))
            .filter(person::id.eq_any(ids))
            .order(person::id)
            .select(Row::as_select())
            .load(c))?;
        Ok(self.with_identities(rows)?.into_iter().map(|kept| kept.value).collect())
    }

    /// The names and parties of those of these persons who are not erased, in no order.
    pub fn names(&mut self, ids: &[PersonId]) -> Result<Vec<(PersonId, Line, Option<PartyId>)>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Id, String, Option<Id>)> = query!(&mut self.0.conn, |c| person::table
            .filter(person::tenant_id.eq(scope))
            .filter(person::id.eq_any(ids))
            .filter(person::name.is_not_null())
            .select((person::id, person::name.assume_not_null(), person::party_id))
            .load(c))?;
        let named = |(id, name, party): (Id, String, Option<Id>)| {
            (PersonId(id.0), line(&name), party.map(|party| PartyId(party.0)))
        };
        Ok(rows.into_iter().map(named).collect())
    }

    /// The names and positions of those of these persons who are not erased, in no order.
    pub fn introduced(&mut self, ids: &[PersonId]) -> Result<Vec<(PersonId, Line, Option<Line>)>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Id, String, Option<String>)> = query!(&mut self.0.conn, |c| person::table
            .filter(person::tenant_id.eq(scope))
            .filter(person::id.eq_any(ids))
            .filter(person::name.is_not_null())
            .select((person::id, person::name.assume_not_null(), person::position))
            .load(c))?;
        let known =
            |(id, name, position): (Id, String, Option<String>)| (PersonId(id.0), line(&name), optional_line(position));
        Ok(rows.into_iter().map(known).collect())
    }

    /// Who already has one of these identities.
    pub fn holders_of(&mut self, identities: &[Identity]) -> Result<Vec<(Identity, PersonId)>, StoreError> {
        let scope = self.0.scope;
        let subjects: Vec<&str> = identities.iter().map(|identity| identity.subject.as_str()).collect();
        let rows: Vec<(String, String, Id)> = query!(&mut self.0.conn, |c| person_identity::table
            .filter(person_identity::tenant_id.eq(scope))
            .filter(person_identity::subject.eq_any(subjects))
            .select((person_identity::issuer, person_identity::subject, person_identity::person_id))
            .load(c))?;
        let mut holders = Vec::new();
        for (issuer, subject, person) in rows {
            let identity = Identity { issuer: line(&issuer), subject: line(&subject) };
            if identities.contains(&identity) {
                holders.push((identity, PersonId(person.0)));
            }
        }
        Ok(holders)
    }

    /// Enters a new person.
    pub fn insert(&mut self, person: &Person) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, person);
        query!(&mut self.0.conn, |c| diesel::insert_into(person::table).values(&row).execute(c))?;
        self.put_identities(person)?;
        self.0.record(ActKind::Created, salt, person);
        Ok(())
    }

    /// Replaces a person by their next version.
    pub fn change(&mut self, old: &Kept<Person>, new: &Person) -> Result<(), StoreError> {
        self.replace(old, new, old.salt, ActKind::Changed)
    }

    /// Blanks a person and revokes their private addresses. The salt is replaced too, so that no digest of what was there
    /// can be guessed from the journal.
    pub fn erase(&mut self, old: &Kept<Person>, erased: &Person) -> Result<(), StoreError> {
        CalendarAddresses(self.0).forget(old.value.id, &old.value.identities, erased.changed_at)?;
        self.replace(old, erased, fresh_salt()?, ActKind::Erased)
    }

    fn replace(&mut self, old: &Kept<Person>, new: &Person, salt: Salt, act: ActKind) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let row = Row::new(scope, salt, new);
        let found = person::table.find((scope, Id(new.id.0))).filter(person::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        if old.value.identities != new.identities {
            let identities = person_identity::table
                .filter(person_identity::tenant_id.eq(scope))
                .filter(person_identity::person_id.eq(Id(new.id.0)));
            query!(&mut self.0.conn, |c| diesel::delete(identities).execute(c))?;
            self.put_identities(new)?;
        }
        self.0.record(act, salt, new);
        Ok(())
    }

    fn put_identities(&mut self, person: &Person) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<_> = (0..)
            .zip(&person.identities)
            .map(|(place, identity)| {
                (
                    person_identity::tenant_id.eq(scope),
                    person_identity::issuer.eq(identity.issuer.as_str()),
                    person_identity::subject.eq(identity.subject.as_str()),
                    person_identity::person_id.eq(Id(person.id.0)),
                    person_identity::place.eq(place),
                )
            })
            .collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(person_identity::table).values(&rows).execute(c))?;
        Ok(())
    }

    fn with_identities(&mut self, rows: Vec<Row>) -> Result<Vec<Kept<Person>>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let found: Vec<(Id, String, String)> = query!(&mut self.0.conn, |c| person_identity::table
            .filter(person_identity::tenant_id.eq(scope))
            .filter(person_identity::person_id.eq_any(ids))
            .order((person_identity::person_id, person_identity::place))
            .select((person_identity::person_id, person_identity::issuer, person_identity::subject))
            .load(c))?;
        let mut identities: HashMap<Id, Vec<Identity>> = HashMap::new();
        for (person, issuer, subject) in found {
            let identity = Identity { issuer: line(&issuer), subject: line(&subject) };
            identities.entry(person).or_default().push(identity);
        }
        rows.into_iter()
            .map(|row| {
                let own = identities.remove(&row.id).unwrap_or_default();
                row.with(own)
            })
            .collect()
    }

    /// The digest of every person's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| person::table
            .filter(person::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        Ok(self.with_identities(rows)?.iter().map(state).collect())
    }
}
