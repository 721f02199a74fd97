//! Areas of one tenant, with their members.
use std::collections::HashMap;

use diesel::prelude::*;
use domain::policy::Sight;
use domain::{
    ActKind, Area, AreaId, AreaMember, AreaRole, Date, Handle, Key, Names, PartyId, Provenance, Salt, Validity,
    Verification, Visibility, sort_key,
};

use crate::StoreError;
use crate::column::{At, Id, On, Word};
use crate::conn::query;
use crate::paging::{Page, among, in_force, paged, reaching, seen};
use crate::row::{Kept, State, fresh_salt, line, one, optional_line, salt, split, state, stored};
use crate::schema::{area, area_member};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = area, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    key: String,
    name_nb: String,
    name_nn: String,
    sort_key: String,
    visibility: Word<Visibility>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    verification: Word<Verification>,
    note: Option<String>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = area_member, treat_none_as_default_value = false)]
struct MemberRow {
    tenant_id: Id,
    area_id: Id,
    place: i32,
    party_id: Id,
    role: Word<AreaRole>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    verification: Word<Verification>,
    note: Option<String>,
}

impl Row {
    fn new(scope: Id, salt: Salt, area: &Area) -> Self {
        Self {
            tenant_id: scope,
            id: Id(area.id.0),
            key: area.key.to_string(),
            name_nb: area.names.nb.as_str().to_owned(),
            name_nn: area.names.nn.as_str().to_owned(),
            sort_key: sort_key(area.names.nb.as_str()),
            visibility: Word(area.visibility),
            valid_from: area.validity.from.map(On),
            valid_to: area.validity.to.map(On),
            verification: Word(area.provenance.verification),
            note: area.provenance.note.as_ref().map(|note| note.as_str().to_owned()),
            salt: salt.0.to_vec(),
            created_at: At(area.created_at),
            changed_at: At(area.changed_at),
            version: area.version,
        }
    }

    fn with(self, members: Vec<AreaMember>) -> Result<Kept<Area>, StoreError> {
        let value = Area {
            id: AreaId(self.id.0),
            key: stored(Key::parse(&self.key))?,
            names: Names { nb: line(&self.name_nb), nn: line(&self.name_nn) },
            members,
            validity: Validity { from: self.valid_from.map(|on| on.0), to: self.valid_to.map(|on| on.0) },
            visibility: self.visibility.0,
            provenance: Provenance { verification: self.verification.0, note: optional_line(self.note) },
            created_at: self.created_at.0,
            changed_at: self.changed_at.0,
            version: self.version,
        };
        Ok(Kept { value, salt: salt(&self.salt)? })
    }
}

impl TryFrom<MemberRow> for AreaMember {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        Ok(Self {
            party: PartyId(row.party_id.0),
            role: row.role.0,
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
            provenance: Provenance { verification: row.verification.0, note: optional_line(row.note) },
        })
    }
}

/// Which areas to list.
#[derive(Debug, Clone, Default)]
pub struct AreaFilter {
    /// Only these.
    pub ids: Option<Vec<AreaId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only those this party belongs to, whenever.
    pub party: Option<PartyId>,
    /// Only what this caller sees.
    pub sight: Sight,
}

/// What a list of areas is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q = among!(area::table.filter(area::tenant_id.eq($scope)).into_boxed(), &$filter.ids, area);
        let mut q = seen!(in_force!(q, $filter.on, area), &$filter.sight, area);
        if let Some(party) = $filter.party {
            let of_party = area_member::table
                .filter(area_member::tenant_id.eq($scope))
                .filter(area_member::party_id.eq(Id(party.0)))
                .select(area_member::area_id);
            q = q.filter(area::id.eq_any(of_party));
        }
        q
    }};
}

/// The areas of the open transaction's tenant.
pub struct Areas<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Areas<'_, '_> {
    /// One page of the areas that fit the filter.
    pub fn list(&mut self, filter: &AreaFilter, page: &Page) -> Result<Vec<Area>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged!(matching!(scope, filter), page, area)
            .select(Row::as_select())
            .load(c))?;
        let kept = self.with_members(rows)?;
        Ok(kept.into_iter().map(|kept| kept.value).collect())
    }

    /// How many areas fit the filter.
    pub fn count(&mut self, filter: &AreaFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One area, by id or key, whoever asks.
    pub fn get(&mut self, handle: &Handle<AreaId>) -> Result<Kept<Area>, StoreError> {
        let scope = self.0.scope;
        let row: Row = query!(&mut self.0.conn, |c| {
            let q = area::table.filter(area::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            match handle {
                Handle::Id(id) => q.filter(area::id.eq(Id(id.0))),
                Handle::Key(key) => q.filter(area::key.eq(key.as_str())),
            }
            .first(c)
        })?;
        self.with_members(vec![row])?.pop().ok_or(StoreError::NotFound)
    }

    /// Those of the named areas that exist and are seen, in no order.
    pub fn find(&mut self, handles: &[Handle<AreaId>], sight: &Sight) -> Result<Vec<(AreaId, Key)>, StoreError> {
        let scope = self.0.scope;
        let (ids, keys) = split(handles, |id| id.0);
        let found: Vec<(Id, String)> = query!(&mut self.0.conn, |c| {
            let q = area::table.filter(area::tenant_id.eq(scope)).select((area::id, area::key)).into_boxed();
            seen!(q, sight, area).filter(area::id.eq_any(ids).or(area::key.eq_any(keys))).load(c)
        })?;
        found.into_iter().map(|(id, key)| Ok((AreaId(id.0), stored(Key::parse(&key))?))).collect()
    }

    /// Those of these areas that exist, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[AreaId]) -> Result<Vec<Area>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| area::table
            .filter(area::tenant_id.eq(scope))
            .filter(area::id.eq_any(ids))
            .order(area::id)
            .select(Row::as_select())
            .load(c))?;
        Ok(self.with_members(rows)?.into_iter().map(|kept| kept.value).collect())
    }

    /// Every area the caller sees, with its members; those in force on a day, where one is named.
    pub fn all(&mut self, day: Option<Date>, sight: &Sight) -> Result<Vec<Area>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = area::table.filter(area::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            seen!(in_force!(q, day, area), sight, area).order((area::sort_key, area::id)).load(c)
        })?;
        Ok(self.with_members(rows)?.into_iter().map(|kept| kept.value).collect())
    }

    /// The areas that name a party as theirs on any day after one; what was taken back before it began is on none.
    pub fn naming_after(&mut self, party: PartyId, day: Date) -> Result<Vec<Key>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<String> = query!(&mut self.0.conn, |c| {
            let members = area_member::table
                .filter(area_member::tenant_id.eq(scope))
                .filter(area_member::party_id.eq(Id(party.0)));
            let naming = reaching!(members, day, area_member).select(area_member::area_id);
            reaching!(area::table.filter(area::tenant_id.eq(scope)), day, area)
                .filter(area::id.eq_any(naming))
                .order(area::key)
                .select(area::key)
                .load(c)
        })?;
        rows.iter().map(|key| stored(Key::parse(key))).collect()
    }

    /// Enters a new area.
    pub fn insert(&mut self, area: &Area) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, area);
        query!(&mut self.0.conn, |c| diesel::insert_into(area::table).values(&row).execute(c))?;
        self.put_members(area)?;
        self.0.record(ActKind::Created, salt, area);
        Ok(())
    }

    /// Replaces an area by its next version.
    pub fn change(&mut self, old: &Kept<Area>, new: &Area, act: ActKind) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let scope = self.0.scope;
        let row = Row::new(scope, old.salt, new);
        let found = area::table.find((scope, Id(new.id.0))).filter(area::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        if old.value.members != new.members {
            let members = area_member::table
                .filter(area_member::tenant_id.eq(scope))
                .filter(area_member::area_id.eq(Id(new.id.0)));
            query!(&mut self.0.conn, |c| diesel::delete(members).execute(c))?;
            self.put_members(new)?;
        }
        self.0.record(act, old.salt, new);
        Ok(())
    }

    fn put_members(&mut self, area: &Area) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<MemberRow> = (0..)
            .zip(&area.members)
            .map(|(place, member)| MemberRow {
                tenant_id: scope,
                area_id: Id(area.id.0),
                place,
                party_id: Id(member.party.0),
                role: Word(member.role),
                valid_from: member.validity.from.map(On),
                valid_to: member.validity.to.map(On),
                verification: Word(member.provenance.verification),
                note: member.provenance.note.as_ref().map(|note| note.as_str().to_owned()),
            })
            .collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(area_member::table).values(&rows).execute(c))?;
        Ok(())
    }

    fn with_members(&mut self, rows: Vec<Row>) -> Result<Vec<Kept<Area>>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let found: Vec<MemberRow> = query!(&mut self.0.conn, |c| area_member::table
            .filter(area_member::tenant_id.eq(scope))
            .filter(area_member::area_id.eq_any(ids))
            .order((area_member::area_id, area_member::place))
            .select(MemberRow::as_select())
            .load(c))?;
        let mut members: HashMap<Id, Vec<AreaMember>> = HashMap::new();
        for row in found {
            members.entry(row.area_id).or_default().push(row.try_into()?);
        }
        rows.into_iter()
            .map(|row| {
                let own = members.remove(&row.id).unwrap_or_default();
                row.with(own)
            })
            .collect()
    }

    /// The digest of every area's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| area::table
            .filter(area::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        Ok(self.with_members(rows)?.iter().map(state).collect())
    }
}
