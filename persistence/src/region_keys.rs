//! The region's private keys, sealed: the nodes of a region share them, and the store cannot read them.
use diesel::prelude::*;
use domain::{ActKind, Digest, Instant, KeyPurpose, RegionKey, Salt, SubjectType};
use serde::Serialize;

use crate::StoreError;
use crate::column::{At, Word};
use crate::conn::query;
use crate::journalled::Journalled;
use crate::row::{Kept, State, fresh_salt, one, salt, state};
use crate::schema::region_key;
use crate::tx::Tx;

/// A private key and its secret, sealed by whoever shares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealedKey {
    /// Which key.
    pub key: RegionKey,
    /// Its secret, which the store cannot open; empty once the key has retired.
    #[serde(rename = "sealed_sha256", serialize_with = "as_digest")]
    pub sealed: Vec<u8>,
}

/// The journal's digests tell that a secret was replaced, not what it looks like sealed.
fn as_digest<S: serde::Serializer>(sealed: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Digest::of_bytes(sealed))
}

impl Journalled for SealedKey {
    const KIND: SubjectType = SubjectType::Key;
    fn id_text(&self) -> String {
        format!("key_{}", self.key.kid)
    }
    fn visibility(&self) -> domain::Visibility {
        domain::Visibility::Secretariat
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = region_key, primary_key(purpose, kid), treat_none_as_null = true)]
struct Row {
    purpose: Word<KeyPurpose>,
    kid: String,
    retires_at: Option<At>,
    sealed: Vec<u8>,
    salt: Vec<u8>,
}

impl Row {
    fn new(salt: Salt, SealedKey { key, sealed }: &SealedKey) -> Self {
        Self {
            purpose: Word(key.purpose),
            kid: key.kid.clone(),
            retires_at: key.retires.map(At),
            sealed: sealed.clone(),
            salt: salt.0.to_vec(),
        }
    }
}

impl TryFrom<Row> for Kept<SealedKey> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let key = RegionKey { purpose: row.purpose.0, kid: row.kid, retires: row.retires_at.map(|at| at.0) };
        Ok(Self { value: SealedKey { key, sealed: row.sealed }, salt: salt(&row.salt)? })
    }
}

/// The private keys, on the region's open transaction. Writes of the region follow each other on every node, so what a
/// write reads here stays so until it is done.
pub struct RegionKeys<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl RegionKeys<'_, '_> {
    /// Every key there is or was, by purpose and name.
    pub fn all(&mut self) -> Result<Vec<Kept<SealedKey>>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| region_key::table
            .order((region_key::purpose, region_key::kid))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// The keys that are accepted at a moment, by purpose and name.
    pub fn accepted(&mut self, now: Instant) -> Result<Vec<SealedKey>, StoreError> {
        let alive = region_key::retires_at.is_null().or(region_key::retires_at.gt(At(now)).assume_not_null());
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| region_key::table
            .filter(alive)
            .order((region_key::purpose, region_key::kid))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// Adds a key. One purpose has one key in use; the second is refused.
    pub fn insert(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(salt, key);
        query!(&mut self.0.conn, |c| diesel::insert_into(region_key::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, key);
        Ok(())
    }

    /// Gives a key its end.
    pub fn retire(&mut self, old: &Kept<SealedKey>, at: Instant) -> Result<(), StoreError> {
        let key = RegionKey { retires: Some(at), ..old.value.key.clone() };
        self.change(ActKind::Ended, old, &SealedKey { key, ..old.value.clone() })
    }

    /// Removes a retired key's secret; that there was such a key is remembered.
    pub fn forget(&mut self, old: &Kept<SealedKey>) -> Result<(), StoreError> {
        self.change(ActKind::Changed, old, &SealedKey { sealed: Vec::new(), ..old.value.clone() })
    }

    fn change(&mut self, act: ActKind, old: &Kept<SealedKey>, new: &SealedKey) -> Result<(), StoreError> {
        let row = Row::new(old.salt, new);
        let found = region_key::table.find((Word(new.key.purpose), &new.key.kid));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(act, old.salt, new);
        Ok(())
    }

    /// The digest of every key's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        Ok(self.all()?.iter().map(state).collect())
    }
}
