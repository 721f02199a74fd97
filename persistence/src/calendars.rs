//! Private addresses of calendars of one tenant.
use diesel::prelude::*;
use domain::{
    ActKind, BodyId, CalendarAddress, CalendarId, CalendarKind, CalendarMaker, CalendarOf, Digest, Identity, Instant,
    OrgNumber, PartyId, PersonId, Salt,
};

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::journal::digest;
use crate::row::{Kept, State, fresh_salt, line, one, salt, state, stored};
use crate::schema::calendar_address;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = calendar_address, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    kind: Word<CalendarKind>,
    body_id: Option<Id>,
    party_id: Option<Id>,
    person_id: Option<Id>,
    issuer: Option<String>,
    subject: Option<String>,
    org_number: Option<String>,
    maker_id: Option<Id>,
    secret_sha256: Vec<u8>,
    revoked_at: Option<At>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, address: &CalendarAddress) -> Self {
        let (body_id, party_id, person_id) = match address.of {
            CalendarOf::Tenant => (None, None, None),
            CalendarOf::Body(id) => (Some(Id(id.0)), None, None),
            CalendarOf::Party(id) => (None, Some(Id(id.0)), None),
            CalendarOf::Person(id) => (None, None, Some(Id(id.0))),
        };
        let CalendarMaker { identity, organization, person } = &address.maker;
        Self {
            tenant_id: scope,
            id: Id(address.id.0),
            kind: Word(address.of.kind()),
            body_id,
            party_id,
            person_id,
            issuer: identity.as_ref().map(|identity| identity.issuer.as_str().to_owned()),
            subject: identity.as_ref().map(|identity| identity.subject.as_str().to_owned()),
            org_number: organization.map(|number| number.to_string()),
            maker_id: person.map(|person| Id(person.0)),
            secret_sha256: address.secret_sha256.0.to_vec(),
            revoked_at: address.revoked_at.map(At),
            salt: salt.0.to_vec(),
            created_at: At(address.created_at),
            changed_at: At(address.changed_at),
            version: address.version,
        }
    }
}

impl TryFrom<Row> for Kept<CalendarAddress> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let of = match (row.kind.0, row.body_id, row.party_id, row.person_id) {
            (CalendarKind::Tenant, ..) => CalendarOf::Tenant,
            (CalendarKind::Body, Some(id), ..) => CalendarOf::Body(BodyId(id.0)),
            (CalendarKind::Party, _, Some(id), _) => CalendarOf::Party(PartyId(id.0)),
            (CalendarKind::Person, .., Some(id)) => CalendarOf::Person(PersonId(id.0)),
            _ => return stored(None),
        };
        let identity = row.issuer.zip(row.subject);
        let maker = CalendarMaker {
            identity: identity.map(|(issuer, subject)| Identity { issuer: line(&issuer), subject: line(&subject) }),
            organization: row.org_number.map(|number| stored(OrgNumber::parse(&number))).transpose()?,
            person: row.maker_id.map(|id| PersonId(id.0)),
        };
        let value = CalendarAddress {
            id: CalendarId(row.id.0),
            of,
            maker,
            secret_sha256: digest(&row.secret_sha256)?,
            revoked_at: row.revoked_at.map(|at| at.0),
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// Whose addresses to look for: those of one identity that acts for one organisation, and those of a person by whichever
/// identity.
#[derive(Debug, Clone)]
pub struct CalendarFilter {
    /// The identity.
    pub identity: Identity,
    /// The organisation it acts for.
    pub organization: Option<OrgNumber>,
    /// The person behind it.
    pub person: Option<PersonId>,
}

/// The addresses that are somebody's own.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let identity = &$filter.identity;
        let number = $filter.organization.map(|number| number.to_string());
        let known = calendar_address::issuer
            .eq(identity.issuer.as_str())
            .and(calendar_address::subject.eq(identity.subject.as_str()));
        let q = calendar_address::table.filter(calendar_address::tenant_id.eq($scope)).into_boxed();
        // A query of its own for each: one that names nothing is never equal to what is not there.
        match (number, $filter.person) {
            (None, None) => q.filter(known.and(calendar_address::org_number.is_null())),
            (Some(number), None) => q.filter(known.and(calendar_address::org_number.eq(number))),
            (None, Some(person)) => q.filter(
                known.and(calendar_address::org_number.is_null()).or(calendar_address::maker_id.eq(Id(person.0))),
            ),
            (Some(number), Some(person)) => q.filter(
                known.and(calendar_address::org_number.eq(number)).or(calendar_address::maker_id.eq(Id(person.0))),
            ),
        }
    }};
}

/// The private addresses of calendars of the open transaction's tenant.
pub struct CalendarAddresses<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl CalendarAddresses<'_, '_> {
    /// Somebody's own that are not revoked, in the order they were made.
    pub fn standing(&mut self, filter: &CalendarFilter) -> Result<Vec<CalendarAddress>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| matching!(scope, filter)
            .filter(calendar_address::revoked_at.is_null())
            .order(calendar_address::id)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// One of somebody's own, revoked or not.
    pub fn get(&mut self, id: CalendarId, filter: &CalendarFilter) -> Result<Kept<CalendarAddress>, StoreError> {
        let scope = self.0.scope;
        let row: Row = query!(&mut self.0.conn, |c| matching!(scope, filter)
            .filter(calendar_address::id.eq(Id(id.0)))
            .select(Row::as_select())
            .first(c))?;
        row.try_into()
    }

    /// The one with a secret, by its digest.
    pub fn by_secret(&mut self, secret_sha256: Digest) -> Result<Option<CalendarAddress>, StoreError> {
        let scope = self.0.scope;
        let row: Option<Row> = query!(&mut self.0.conn, |c| calendar_address::table
            .filter(calendar_address::tenant_id.eq(scope))
            .filter(calendar_address::secret_sha256.eq(&secret_sha256.0[..]))
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(|row| Kept::try_from(row).map(|kept| kept.value)).transpose()
    }

    /// Adds an address.
    pub fn insert(&mut self, address: &CalendarAddress) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, address);
        query!(&mut self.0.conn, |c| diesel::insert_into(calendar_address::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, address);
        Ok(())
    }

    /// Replaces an address by what it was revoked to.
    pub fn revoke(&mut self, old: &Kept<CalendarAddress>, new: &CalendarAddress) -> Result<(), StoreError> {
        self.replace(old, new, old.salt, ActKind::Ended)
    }

    fn replace(
        &mut self,
        old: &Kept<CalendarAddress>,
        new: &CalendarAddress,
        salt: Salt,
        act: ActKind,
    ) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let row = Row::new(scope, salt, new);
        let found =
            calendar_address::table.find((scope, Id(new.id.0))).filter(calendar_address::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(act, salt, new);
        Ok(())
    }

    /// Revokes whatever an erased person made, by themselves or by one of these identities, and whatever is of them. Who made
    /// what is gone with the person, and the salt is replaced, so that no digest of it can be guessed from the journal.
    pub(crate) fn forget(&mut self, person: PersonId, identities: &[Identity], now: Instant) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let subjects: Vec<&str> = identities.iter().map(|identity| identity.subject.as_str()).collect();
        let id = Id(person.0);
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| calendar_address::table
            .filter(calendar_address::tenant_id.eq(scope))
            .filter(
                calendar_address::maker_id
                    .eq(id)
                    .or(calendar_address::person_id.eq(id))
                    .or(calendar_address::subject.eq_any(subjects))
            )
            .select(Row::as_select())
            .load(c))?;
        for row in rows {
            let old = Kept::<CalendarAddress>::try_from(row)?;
            let theirs = old.value.is_made_by(person, identities);
            if theirs || old.value.of == CalendarOf::Person(person) {
                self.replace(&old, &old.value.without(person, identities, now), fresh_salt()?, ActKind::Erased)?;
            }
        }
        Ok(())
    }

    /// The digest of every address's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| calendar_address::table
            .filter(calendar_address::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<CalendarAddress>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
