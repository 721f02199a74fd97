//! The regions that this one trusts. Who was trusted when, and with which keys, is in the region's journal.
use diesel::prelude::*;
use domain::{ActKind, Key, Line, Peer, PeerKey, Salt, SubjectType};

use crate::StoreError;
use crate::column::{At, Doc};
use crate::conn::query;
use crate::journalled::Journalled;
use crate::row::{Kept, State, fresh_salt, line, one, salt, state, stored};
use crate::schema::peer;
use crate::tx::Tx;

impl Journalled for Peer {
    const KIND: SubjectType = SubjectType::Peer;
    fn id_text(&self) -> String {
        format!("peer_{}", self.region)
    }
    fn visibility(&self) -> domain::Visibility {
        domain::Visibility::Secretariat
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = peer, primary_key(region), treat_none_as_null = true)]
struct Row {
    region: String,
    url: String,
    issuers: Doc<Vec<Line>>,
    may_home: Doc<Vec<Key>>,
    keys: Doc<Vec<PeerKey>>,
    removed_at: Option<At>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(salt: Salt, peer: &Peer) -> Self {
        Self {
            region: peer.region.to_string(),
            url: peer.url.as_str().to_owned(),
            issuers: Doc(peer.issuers.clone()),
            may_home: Doc(peer.may_home.clone()),
            keys: Doc(peer.keys.clone()),
            removed_at: peer.removed_at.map(At),
            salt: salt.0.to_vec(),
            created_at: At(peer.created_at),
            changed_at: At(peer.changed_at),
            version: peer.version,
        }
    }
}

impl TryFrom<Row> for Kept<Peer> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = Peer {
            region: stored(Key::parse(&row.region))?,
            url: line(&row.url),
            issuers: row.issuers.0,
            may_home: row.may_home.0,
            keys: row.keys.0,
            removed_at: row.removed_at.map(|at| at.0),
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// The peers, on the region's open transaction.
pub struct Peers<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Peers<'_, '_> {
    /// The peers that are listed, by name.
    pub fn listed(&mut self) -> Result<Vec<Peer>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| peer::table
            .filter(peer::removed_at.is_null())
            .order(peer::region)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// The peer of this name, listed or not.
    pub fn get(&mut self, region: &Key) -> Result<Kept<Peer>, StoreError> {
        let found = peer::table.find(region.as_str());
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Lists a peer that never was.
    pub fn insert(&mut self, peer: &Peer) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(salt, peer);
        query!(&mut self.0.conn, |c| diesel::insert_into(peer::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, peer);
        Ok(())
    }

    /// Replaces a peer by its next version, which may be removed or listed again.
    pub fn change(&mut self, old: &Kept<Peer>, new: &Peer) -> Result<(), StoreError> {
        let row = Row::new(old.salt, new);
        let found = peer::table.find(new.region.as_str()).filter(peer::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        let ends = new.removed_at.is_some() && old.value.removed_at.is_none();
        self.0.record(if ends { ActKind::Ended } else { ActKind::Changed }, old.salt, new);
        Ok(())
    }

    /// The digest of every peer's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| peer::table.select(Row::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::<Peer>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
