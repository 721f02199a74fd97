//! Parties of one tenant.
use diesel::prelude::*;
use domain::{
    ActKind, Date, DatedMunicipalityNumber, Handle, Key, MunicipalityNumber, Names, OrgNumber, Party, PartyId,
    PartyKind, Provenance, Salt, Side, Validity, Verification, sort_key,
};
use serde_json::{Value, json};

use crate::StoreError;
use crate::column::{At, Id, On, Word};
use crate::conn::query;
use crate::paging::{Page, among, in_force, paged};
use crate::row::{Kept, State, fresh_salt, line, one, optional_line, salt, split, state, stored};
use crate::schema::party;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = party, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    key: String,
    kind: Word<PartyKind>,
    side: Word<Side>,
    name_nb: String,
    name_nn: String,
    sort_key: String,
    org_number: Option<String>,
    municipality_numbers: Value,
    part_of: Option<Id>,
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
    fn new(scope: Id, salt: Salt, party: &Party) -> Self {
        let numbers = party
            .municipality_numbers
            .iter()
            .map(|dated| json!({"number": dated.number, "from": dated.validity.from, "to": dated.validity.to}));
        Self {
            tenant_id: scope,
            id: Id(party.id.0),
            key: party.key.to_string(),
            kind: Word(party.kind),
            side: Word(party.side),
            name_nb: party.names.nb.as_str().to_owned(),
            name_nn: party.names.nn.as_str().to_owned(),
            sort_key: sort_key(party.names.nb.as_str()),
            org_number: party.org_number.map(|number| number.to_string()),
            municipality_numbers: numbers.collect(),
            part_of: party.part_of.map(|whole| Id(whole.0)),
            valid_from: party.validity.from.map(On),
            valid_to: party.validity.to.map(On),
            verification: Word(party.provenance.verification),
            note: party.provenance.note.as_ref().map(|note| note.as_str().to_owned()),
            salt: salt.0.to_vec(),
            created_at: At(party.created_at),
            changed_at: At(party.changed_at),
            version: party.version,
        }
    }
}

fn dated_number(value: &Value) -> Option<DatedMunicipalityNumber> {
    let day = |name: &str| match &value[name] {
        Value::Null => Some(None),
        day => day.as_str()?.parse::<Date>().ok().map(Some),
    };
    let number = MunicipalityNumber::parse(value["number"].as_str()?)?;
    Some(DatedMunicipalityNumber { number, validity: Validity { from: day("from")?, to: day("to")? } })
}

impl TryFrom<Row> for Kept<Party> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let numbers = row.municipality_numbers.as_array().map_or(&[][..], Vec::as_slice);
        let value = Party {
            id: PartyId(row.id.0),
            key: stored(Key::parse(&row.key))?,
            kind: row.kind.0,
            side: row.side.0,
            names: Names { nb: line(&row.name_nb), nn: line(&row.name_nn) },
            org_number: row.org_number.map(|number| stored(OrgNumber::parse(&number))).transpose()?,
            municipality_numbers: stored(numbers.iter().map(dated_number).collect())?,
            part_of: row.part_of.map(|id| PartyId(id.0)),
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
            provenance: Provenance { verification: row.verification.0, note: optional_line(row.note) },
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// Which parties to list.
#[derive(Debug, Clone, Default)]
pub struct PartyFilter {
    /// Only these.
    pub ids: Option<Vec<PartyId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only this kind.
    pub kind: Option<PartyKind>,
    /// Only this side.
    pub side: Option<Side>,
    /// Only the one with this organisation number.
    pub org_number: Option<OrgNumber>,
}

/// What a list of parties is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let mut q = in_force!(
            among!(party::table.filter(party::tenant_id.eq($scope)).into_boxed(), &$filter.ids, party),
            $filter.on,
            party
        );
        if let Some(kind) = $filter.kind {
            q = q.filter(party::kind.eq(Word(kind)));
        }
        if let Some(side) = $filter.side {
            q = q.filter(party::side.eq(Word(side)));
        }
        if let Some(number) = $filter.org_number {
            q = q.filter(party::org_number.eq(number.to_string()));
        }
        q
    }};
}

/// The parties of the open transaction's tenant.
pub struct Parties<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Parties<'_, '_> {
    /// One page of the parties that fit the filter.
    pub fn list(&mut self, filter: &PartyFilter, page: &Page) -> Result<Vec<Party>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged!(matching!(scope, filter), page, party)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// How many parties fit the filter.
    pub fn count(&mut self, filter: &PartyFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One party, by id or key.
    pub fn get(&mut self, handle: &Handle<PartyId>) -> Result<Kept<Party>, StoreError> {
        let scope = self.0.scope;
        let row: Row = query!(&mut self.0.conn, |c| {
            let q = party::table.filter(party::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            match handle {
                Handle::Id(id) => q.filter(party::id.eq(Id(id.0))),
                Handle::Key(key) => q.filter(party::key.eq(key.as_str())),
            }
            .first(c)
        })?;
        row.try_into()
    }

    /// Those of the named parties that exist, in no order.
    pub fn find(&mut self, handles: &[Handle<PartyId>]) -> Result<Vec<(PartyId, Key)>, StoreError> {
        let scope = self.0.scope;
        let (ids, keys) = split(handles, |id| id.0);
        let found: Vec<(Id, String)> = query!(&mut self.0.conn, |c| party::table
            .filter(party::tenant_id.eq(scope))
            .filter(party::id.eq_any(ids).or(party::key.eq_any(keys)))
            .select((party::id, party::key))
            .load(c))?;
        found.into_iter().map(|(id, key)| Ok((PartyId(id.0), stored(Key::parse(&key))?))).collect()
    }

    /// Those of these parties that exist, in the order they were made.
    pub fn many(&mut self, wanted: &[PartyId]) -> Result<Vec<Party>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| party::table
            .filter(party::tenant_id.eq(scope))
            .filter(party::id.eq_any(ids))
            .order(party::id)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// Every party; those in force on a day, where one is named.
    pub fn all(&mut self, day: Option<Date>) -> Result<Vec<Party>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = party::table.filter(party::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            in_force!(q, day, party).order((party::sort_key, party::id)).load(c)
        })?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// The side of every party, ended ones included.
    pub fn sides(&mut self) -> Result<Vec<(PartyId, Side)>, StoreError> {
        let scope = self.0.scope;
        let found: Vec<(Id, Word<Side>)> = query!(&mut self.0.conn, |c| party::table
            .filter(party::tenant_id.eq(scope))
            .select((party::id, party::side))
            .load(c))?;
        Ok(found.into_iter().map(|(id, side)| (PartyId(id.0), side.0)).collect())
    }

    /// Who holds an organisation number, if anyone does.
    pub fn holder_of(&mut self, number: OrgNumber) -> Result<Option<PartyId>, StoreError> {
        let scope = self.0.scope;
        let found: Option<Id> = query!(&mut self.0.conn, |c| party::table
            .filter(party::tenant_id.eq(scope))
            .filter(party::org_number.eq(number.to_string()))
            .select(party::id)
            .first(c)
            .optional())?;
        Ok(found.map(|id| PartyId(id.0)))
    }

    /// Enters a new party.
    pub fn insert(&mut self, party: &Party) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, party);
        query!(&mut self.0.conn, |c| diesel::insert_into(party::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, party);
        Ok(())
    }

    /// Replaces a party by its next version.
    pub fn change(&mut self, old: &Kept<Party>, new: &Party, act: ActKind) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let row = Row::new(self.0.scope, old.salt, new);
        let found = party::table.find((self.0.scope, Id(new.id.0))).filter(party::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(act, old.salt, new);
        Ok(())
    }

    /// The digest of every party's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| party::table
            .filter(party::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Party>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
