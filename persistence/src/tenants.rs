//! The registry of the tenants that live in this region.
use diesel::prelude::*;
use domain::{ActKind, Handle, Key, Language, Listing, Names, Salt, Tenant, TenantId, TenantStatus, sort_key};

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::paging::{Page, paged};
use crate::row::{Kept, State, fresh_salt, line, one, salt, state, stored};
use crate::schema::tenant;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tenant, treat_none_as_null = true)]
struct Row {
    id: Id,
    slug: String,
    name_nb: String,
    name_nn: String,
    sort_key: String,
    language: Word<Language>,
    listing: Word<Listing>,
    status: Word<TenantStatus>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(salt: Salt, tenant: &Tenant) -> Self {
        Self {
            id: Id(tenant.id.0),
            slug: tenant.slug.to_string(),
            name_nb: tenant.names.nb.as_str().to_owned(),
            name_nn: tenant.names.nn.as_str().to_owned(),
            sort_key: sort_key(tenant.names.nb.as_str()),
            language: Word(tenant.language),
            listing: Word(tenant.listing),
            status: Word(tenant.status),
            salt: salt.0.to_vec(),
            created_at: At(tenant.created_at),
            changed_at: At(tenant.changed_at),
            version: tenant.version,
        }
    }
}

impl TryFrom<Row> for Kept<Tenant> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = Tenant {
            id: TenantId(row.id.0),
            slug: stored(Key::parse(&row.slug))?,
            names: Names { nb: line(&row.name_nb), nn: line(&row.name_nn) },
            language: row.language.0,
            listing: row.listing.0,
            status: row.status.0,
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// Which tenants to list.
#[derive(Debug, Clone, Default)]
pub struct TenantFilter {
    /// Those listed for members only as well.
    pub unlisted: bool,
}

/// What a list of tenants is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($filter:expr) => {{
        let q = tenant::table.filter(tenant::moved_to.is_null()).into_boxed();
        if $filter.unlisted { q } else { q.filter(tenant::listing.eq(Word(Listing::Public))) }
    }};
}

/// The registry, on the region's open transaction.
pub struct Tenants<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Tenants<'_, '_> {
    /// One page of the tenants that fit the filter.
    pub fn list(&mut self, filter: &TenantFilter, page: &Page) -> Result<Vec<Tenant>, StoreError> {
        let rows: Vec<Row> =
            query!(&mut self.0.conn, |c| paged!(matching!(filter), page, tenant).select(Row::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// How many tenants fit the filter.
    pub fn count(&mut self, filter: &TenantFilter) -> Result<i64, StoreError> {
        Ok(query!(&mut self.0.conn, |c| matching!(filter).count().get_result(c))?)
    }

    /// Every tenant, for the start of a node.
    pub fn all(&mut self) -> Result<Vec<Tenant>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| tenant::table
            .filter(tenant::moved_to.is_null())
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// One tenant, by id or slug.
    pub fn get(&mut self, handle: &Handle<TenantId>) -> Result<Kept<Tenant>, StoreError> {
        let row: Row = query!(&mut self.0.conn, |c| {
            let q = tenant::table.filter(tenant::moved_to.is_null()).select(Row::as_select()).into_boxed();
            match handle {
                Handle::Id(id) => q.filter(tenant::id.eq(Id(id.0))),
                Handle::Key(slug) => q.filter(tenant::slug.eq(slug.as_str())),
            }
            .first(c)
        })?;
        row.try_into()
    }

    /// One that is at home elsewhere: it was here before, or is on its way.
    pub fn away(&mut self, id: TenantId) -> Result<Kept<Tenant>, StoreError> {
        let found = tenant::table.find(Id(id.0)).filter(tenant::moved_to.is_not_null());
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Enters a tenant, whose own store has been founded with this schema. `home`: the region in which it is at home as
    /// yet. One that was here before is entered anew.
    pub(crate) fn insert(&mut self, tenant: &Tenant, schema: &str, home: Option<&Key>) -> Result<(), StoreError> {
        let others = (tenant::schema_version.eq(schema), tenant::moved_to.eq(home.map(Key::as_str)));
        match self.away(tenant.id) {
            Ok(before) => {
                let row = Row::new(before.salt, tenant);
                let found = tenant::table.find(Id(tenant.id.0));
                one(query!(&mut self.0.conn, |c| diesel::update(found).set((&row, others)).execute(c))?)?;
                self.0.record(ActKind::Changed, before.salt, tenant);
                return Ok(());
            }
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
        let salt = fresh_salt()?;
        let row = Row::new(salt, tenant);
        query!(&mut self.0.conn, |c| diesel::insert_into(tenant::table).values((&row, others)).execute(c))?;
        self.0.record(ActKind::Created, salt, tenant);
        Ok(())
    }

    /// Replaces a tenant's entry by its next version.
    pub fn change(&mut self, old: &Kept<Tenant>, new: &Tenant) -> Result<(), StoreError> {
        let row = Row::new(old.salt, new);
        let found = tenant::table.find(Id(new.id.0)).filter(tenant::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(ActKind::Changed, old.salt, new);
        Ok(())
    }

    /// Replaces a tenant's entry by its next version, as one that is at home elsewhere from now on, or here.
    pub fn settle(&mut self, old: &Kept<Tenant>, new: &Tenant, home: Option<&Key>) -> Result<(), StoreError> {
        self.change(old, new)?;
        let found = tenant::table.find(Id(new.id.0));
        let set = tenant::moved_to.eq(home.map(Key::as_str));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(set).execute(c))?)
    }

    /// The digest of every tenant's entry.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| tenant::table.select(Row::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::<Tenant>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
