//! What peers have told of communities, how their directories are fetched, and which of their requests came before. None
//! of it is journalled: it is others' to say, and can be fetched again.
use diesel::prelude::*;
use domain::{Epoch, Forwarding, Handle, HeadFault, HeadMark, Instant, Key, Listing, Placement, TenantId};

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::journal::digest;
use crate::row::stored;
use crate::schema::{peer_nonce, peer_pull, placement};
use crate::tx::Tx;

/// How a peer's directory was last fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Whose.
    pub region: Key,
    /// The number of the document that was last taken.
    pub serial: Option<i64>,
    /// Its tag.
    pub tag: Option<String>,
    /// When it was last found as it is known here.
    pub pulled_at: Option<Instant>,
    /// When it is to be fetched again.
    pub next_at: Instant,
    /// How often fetching has failed since.
    pub failures: i32,
    /// Why, the last time.
    pub fault: Option<String>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = peer_pull, primary_key(region), treat_none_as_null = true)]
struct PullRow {
    region: String,
    serial: Option<i64>,
    tag: Option<String>,
    pulled_at: Option<At>,
    next_at: At,
    failures: i32,
    fault: Option<String>,
}

impl From<&Pull> for PullRow {
    fn from(pull: &Pull) -> Self {
        Self {
            region: pull.region.to_string(),
            serial: pull.serial,
            tag: pull.tag.clone(),
            pulled_at: pull.pulled_at.map(At),
            next_at: At(pull.next_at),
            failures: pull.failures,
            fault: pull.fault.clone(),
        }
    }
}

impl TryFrom<PullRow> for Pull {
    type Error = StoreError;

    fn try_from(row: PullRow) -> Result<Self, StoreError> {
        Ok(Self {
            region: stored(Key::parse(&row.region))?,
            serial: row.serial,
            tag: row.tag,
            pulled_at: row.pulled_at.map(|at| at.0),
            next_at: row.next_at.0,
            failures: row.failures,
            fault: row.fault,
        })
    }
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacementRow {
    /// What its home says.
    pub placement: Placement,
    /// How its journal has contradicted itself, if ever.
    pub head_fault: Option<HeadFault>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = placement, primary_key(home, community_id), treat_none_as_null = true)]
struct Row {
    home: String,
    community_id: Id,
    slug: String,
    listing: Word<Listing>,
    forwarding: Word<Forwarding>,
    serial: i64,
    valid_until: At,
    epoch: Id,
    seq: i64,
    hash: Vec<u8>,
    head_fault: Option<Word<HeadFault>>,
}

impl From<&PlacementRow> for Row {
    fn from(PlacementRow { placement, head_fault }: &PlacementRow) -> Self {
        Self {
            home: placement.home.to_string(),
            community_id: Id(placement.tenant.0),
            slug: placement.slug.to_string(),
            listing: Word(placement.listing),
            forwarding: Word(placement.forwarding),
            serial: placement.serial,
            valid_until: At(placement.valid_until),
            epoch: Id(placement.head.epoch.0),
            seq: placement.head.seq,
            hash: placement.head.hash.0.to_vec(),
            head_fault: head_fault.map(Word),
        }
    }
}

impl TryFrom<Row> for PlacementRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let placement = Placement {
            tenant: TenantId(row.community_id.0),
            slug: stored(Key::parse(&row.slug))?,
            home: stored(Key::parse(&row.home))?,
            listing: row.listing.0,
            forwarding: row.forwarding.0,
            serial: row.serial,
            valid_until: row.valid_until.0,
            head: HeadMark { epoch: Epoch(row.epoch.0), seq: row.seq, hash: digest(&row.hash)? },
        };
        Ok(Self { placement, head_fault: row.head_fault.map(|fault| fault.0) })
    }
}

/// The directory, on the region's open transaction.
pub struct Directory<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Directory<'_, '_> {
    /// How each peer's directory was last fetched, by name.
    pub fn pulls(&mut self) -> Result<Vec<Pull>, StoreError> {
        let rows: Vec<PullRow> = query!(&mut self.0.conn, |c| peer_pull::table
            .order(peer_pull::region)
            .select(PullRow::as_select())
            .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// Takes the fetching of a peer's directory on, if it is due: no other node does until `until`.
    pub fn take_on(&mut self, region: &Key, now: Instant, until: Instant) -> Result<Option<Pull>, StoreError> {
        let region = region.as_str();
        let taken = query!(&mut self.0.conn, |c| {
            diesel::insert_into(peer_pull::table)
                .values((peer_pull::region.eq(region), peer_pull::next_at.eq(At(now)), peer_pull::failures.eq(0)))
                .on_conflict_do_nothing()
                .execute(c)?;
            diesel::update(peer_pull::table.find(region).filter(peer_pull::next_at.le(At(now))))
                .set(peer_pull::next_at.eq(At(until)))
                .execute(c)?
        });
        if taken == 0 {
            return Ok(None);
        }
        let row: PullRow =
            query!(&mut self.0.conn, |c| peer_pull::table.find(region).select(PullRow::as_select()).first(c))?;
        row.try_into().map(Some)
    }

    /// Notes how fetching went.
    pub fn note(&mut self, pull: &Pull) -> Result<(), StoreError> {
        let row = PullRow::from(pull);
        query!(&mut self.0.conn, |c| diesel::update(peer_pull::table.find(pull.region.as_str())).set(&row).execute(c))?;
        Ok(())
    }

    /// Forgets how a peer's directory was fetched and what it told, since it is no peer any more.
    pub fn forget(&mut self, region: &Key) -> Result<(), StoreError> {
        let region = region.as_str();
        query!(&mut self.0.conn, |c| {
            diesel::delete(placement::table.filter(placement::home.eq(region))).execute(c)?;
            diesel::delete(peer_pull::table.find(region)).execute(c)?
        });
        Ok(())
    }

    /// Everything that peers have told, by community.
    pub fn all(&mut self) -> Result<Vec<PlacementRow>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| placement::table
            .order((placement::slug, placement::home))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// What one peer has told.
    pub fn told_by(&mut self, region: &Key) -> Result<Vec<PlacementRow>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| placement::table
            .filter(placement::home.eq(region.as_str()))
            .order(placement::community_id)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// What is told of one community, by whomever.
    pub fn claims(&mut self, handle: &Handle<TenantId>) -> Result<Vec<Placement>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = placement::table.order(placement::home).select(Row::as_select()).into_boxed();
            match handle {
                Handle::Id(id) => q.filter(placement::community_id.eq(Id(id.0))),
                Handle::Key(slug) => q.filter(placement::slug.eq(slug.as_str())),
            }
            .load(c)
        })?;
        rows.into_iter().map(|row| PlacementRow::try_from(row).map(|row| row.placement)).collect()
    }

    /// Keeps an entry in the place of an earlier one.
    pub fn put(&mut self, entry: &PlacementRow) -> Result<(), StoreError> {
        let row = Row::from(entry);
        query!(&mut self.0.conn, |c| diesel::insert_into(placement::table)
            .values(&row)
            .on_conflict((placement::home, placement::community_id))
            .do_update()
            .set(&row)
            .execute(c))?;
        Ok(())
    }

    /// Forgets what a peer told of a community before this number: it has given it away.
    pub fn release(&mut self, home: &Key, tenant: TenantId, serial: i64) -> Result<(), StoreError> {
        let told = placement::table.find((home.as_str(), Id(tenant.0))).filter(placement::serial.lt(serial));
        query!(&mut self.0.conn, |c| diesel::delete(told).execute(c))?;
        Ok(())
    }

    /// Uses a request's number up; `false` if it was used before. Numbers are kept until their signatures have expired.
    pub fn use_up(&mut self, region: &Key, nonce: &str, now: Instant, expires: Instant) -> Result<bool, StoreError> {
        let row = (
            peer_nonce::region.eq(region.as_str()),
            peer_nonce::nonce.eq(nonce),
            peer_nonce::expires_at.eq(At(expires)),
        );
        let new = query!(&mut self.0.conn, |c| {
            diesel::delete(peer_nonce::table.filter(peer_nonce::expires_at.lt(At(now)))).execute(c)?;
            diesel::insert_into(peer_nonce::table).values(row).on_conflict_do_nothing().execute(c)?
        });
        Ok(new == 1)
    }
}
