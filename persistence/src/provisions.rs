//! Provisions of one tenant: what its charter lays down beside parties, areas and bodies.
use diesel::prelude::*;
use domain::policy::Sight;
use domain::{
    ActKind, BodyId, Date, Handle, Key, Per, Provenance, Provision, ProvisionId, ProvisionKind, Rule, Salt, Validity,
    Verification,
};

use crate::StoreError;
use crate::column::{At, Doc, Id, On, Word};
use crate::conn::query;
use crate::journalled::Audience;
use crate::paging::{Page, among, in_force, paged_by_key, seen_bodies};
use crate::row::{Kept, State, fresh_salt, one, optional_line, salt, split, state, stored};
use crate::schema::provision;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = provision, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    key: String,
    kind: Word<ProvisionKind>,
    body_id: Option<Id>,
    per: Option<Word<Per>>,
    content: Doc<Rule>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    verification: Word<Verification>,
    note: Option<String>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, provision: &Provision) -> Self {
        let per = match &provision.rule {
            Rule::SeatRule(rule) => Some(Word(rule.per)),
            _ => None,
        };
        Self {
            tenant_id: scope,
            id: Id(provision.id.0),
            key: provision.key.to_string(),
            kind: Word(provision.rule.kind()),
            body_id: provision.rule.body().map(|body| Id(body.0)),
            per,
            content: Doc(provision.rule.clone()),
            valid_from: provision.validity.from.map(On),
            valid_to: provision.validity.to.map(On),
            verification: Word(provision.provenance.verification),
            note: provision.provenance.note.as_ref().map(|note| note.as_str().to_owned()),
            salt: salt.0.to_vec(),
            created_at: At(provision.created_at),
            changed_at: At(provision.changed_at),
            version: provision.version,
        }
    }
}

impl TryFrom<Row> for Kept<Provision> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = Provision {
            id: ProvisionId(row.id.0),
            key: stored(Key::parse(&row.key))?,
            rule: row.content.0,
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
            provenance: Provenance { verification: row.verification.0, note: optional_line(row.note) },
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        // What stands beside the rule is what lists and rights go by: it may not tell something else.
        let beside = (row.kind.0, row.body_id.map(|id| BodyId(id.0)));
        stored((beside == (value.rule.kind(), value.rule.body().copied())).then_some(()))?;
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

fn values(rows: Vec<Row>) -> Result<Vec<Provision>, StoreError> {
    rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
}

/// Which provisions to list.
#[derive(Debug, Clone, Default)]
pub struct ProvisionFilter {
    /// Only these.
    pub ids: Option<Vec<ProvisionId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only this kind.
    pub kind: Option<ProvisionKind>,
    /// Only those that speak of this body.
    pub body: Option<BodyId>,
    /// Only what this caller sees.
    pub sight: Sight,
}

/// Narrows a query to the provisions of bodies the caller sees, and of none.
macro_rules! seen {
    ($query:expr, $scope:expr, $sight:expr) => {
        $query.filter(provision::body_id.is_null().or(provision::body_id.eq_any(seen_bodies!($scope, $sight))))
    };
}

/// What a list of provisions is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q = among!(provision::table.filter(provision::tenant_id.eq($scope)).into_boxed(), &$filter.ids, provision);
        let mut q = seen!(in_force!(q, $filter.on, provision), $scope, &$filter.sight);
        if let Some(kind) = $filter.kind {
            q = q.filter(provision::kind.eq(Word(kind)));
        }
        if let Some(body) = $filter.body {
            q = q.filter(provision::body_id.eq(Id(body.0)));
        }
        q
    }};
}

/// The provisions of the open transaction's tenant.
pub struct Provisions<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Provisions<'_, '_> {
    /// One page of the provisions that fit the filter, by key or as they were made.
    pub fn list(&mut self, filter: &ProvisionFilter, page: &Page) -> Result<Vec<Provision>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_key!(matching!(scope, filter), page, provision)
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// How many provisions fit the filter.
    pub fn count(&mut self, filter: &ProvisionFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One provision, by id or key, whoever asks: the caller's sight of its body is the reader's to apply.
    pub fn get(&mut self, handle: &Handle<ProvisionId>) -> Result<Kept<Provision>, StoreError> {
        let scope = self.0.scope;
        let row: Row = query!(&mut self.0.conn, |c| {
            let q = provision::table.filter(provision::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            match handle {
                Handle::Id(id) => q.filter(provision::id.eq(Id(id.0))),
                Handle::Key(key) => q.filter(provision::key.eq(key.as_str())),
            }
            .first(c)
        })?;
        row.try_into()
    }

    /// Those of the named provisions that exist and are seen, in no order.
    pub fn find(
        &mut self,
        handles: &[Handle<ProvisionId>],
        sight: &Sight,
    ) -> Result<Vec<(ProvisionId, Key)>, StoreError> {
        let scope = self.0.scope;
        let (ids, keys) = split(handles, |id| id.0);
        let found: Vec<(Id, String)> = query!(&mut self.0.conn, |c| {
            let q = provision::table.filter(provision::tenant_id.eq(scope)).select((provision::id, provision::key));
            seen!(q, scope, sight).filter(provision::id.eq_any(ids).or(provision::key.eq_any(keys))).load(c)
        })?;
        found.into_iter().map(|(id, key)| Ok((ProvisionId(id.0), stored(Key::parse(&key))?))).collect()
    }

    /// Those of these provisions that exist, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[ProvisionId]) -> Result<Vec<Provision>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| provision::table
            .filter(provision::tenant_id.eq(scope))
            .filter(provision::id.eq_any(ids))
            .order(provision::id)
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// Every provision the caller sees, by key.
    pub fn all(&mut self, sight: &Sight) -> Result<Vec<Provision>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = provision::table.filter(provision::tenant_id.eq(scope)).select(Row::as_select());
            seen!(q, scope, sight).order(provision::key).load(c)
        })?;
        values(rows)
    }

    /// Every rule of derived seats, whenever in force, and the named rules, by key.
    pub fn derived(&mut self, and: &[ProvisionId]) -> Result<Vec<Provision>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = and.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| provision::table
            .filter(provision::tenant_id.eq(scope))
            .filter(provision::per.eq(Word(Per::Derived)).assume_not_null().or(provision::id.eq_any(ids)))
            .order(provision::key)
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// Enters a new provision, told to those who see its body.
    pub fn insert(&mut self, provision: &Provision, audience: Audience) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, provision);
        query!(&mut self.0.conn, |c| diesel::insert_into(provision::table).values(&row).execute(c))?;
        self.0.record_for(ActKind::Created, salt, provision, audience);
        Ok(())
    }

    /// Replaces a provision by its next version, told to those who see its body.
    pub fn change(
        &mut self,
        old: &Kept<Provision>,
        new: &Provision,
        act: ActKind,
        audience: Audience,
    ) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let row = Row::new(self.0.scope, old.salt, new);
        let found =
            provision::table.find((self.0.scope, Id(new.id.0))).filter(provision::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record_for(act, old.salt, new, audience);
        Ok(())
    }

    /// The digest of every provision's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| provision::table
            .filter(provision::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Provision>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
