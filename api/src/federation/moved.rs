//! Communities that have moved: what both homes sign, and what is believed of it by those who hear of it.
use domain::relocation::{Hearer, Hearing, TOLD_FOR};
use domain::{
    Digest, Forwarding, HeadMark, Instant, Key, Listing, MoveId, Peer, Relocation, RelocationState, TenantId,
};
use persistence::{KeptMove, PlacementRow, RegionTx, StoreError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::{HeadRecord, Kind, Signed};
use crate::wire::schema::{DigestText, KeyText, TenantIdText};
use crate::wire::schema::{ForwardingWord, ListingWord};

/// A move of a community from one region to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MoveRecord {
    /// Its id.
    #[schema(value_type = String, min_length = 31, max_length = 31, pattern = "^move_[0-9a-hjkmnp-tv-z]{26}$",
        example = "move_06bxy3k0d9v8h7m2q5t4n1c6rg")]
    pub id: MoveId,
    /// The community's id.
    #[schema(value_type = TenantIdText)]
    pub tenant: TenantId,
    /// Its short name.
    #[schema(value_type = KeyText)]
    pub slug: Key,
    /// The region it was at home in.
    #[schema(value_type = KeyText)]
    pub from: Key,
    /// The region it is at home in.
    #[schema(value_type = KeyText)]
    pub to: Key,
    /// Who may know of it.
    #[schema(value_type = ListingWord)]
    pub listing: Listing,
    /// What other regions do with requests for it.
    #[schema(value_type = ForwardingWord)]
    pub forwarding: Forwarding,
    /// The number of its entry in the directory of its new home; every entry of its old home has a lower one.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 3)]
    pub serial: i64,
    /// Where its journal stood.
    pub head: HeadRecord,
    /// The SHA-256 of everything that was handed over.
    #[schema(value_type = DigestText)]
    pub sha256: String,
}

impl From<&Relocation> for MoveRecord {
    fn from(of: &Relocation) -> Self {
        let head = HeadRecord { epoch: of.head.epoch, seq: of.head.seq, hash: of.head.hash.to_string() };
        Self {
            id: of.id,
            tenant: of.tenant,
            slug: of.slug.clone(),
            from: of.from.clone(),
            to: of.to.clone(),
            listing: of.listing,
            forwarding: of.forwarding,
            serial: of.serial,
            head,
            sha256: of.sha256.to_string(),
        }
    }
}

impl MoveRecord {
    /// What the record says; `None` where a name or a digest is none.
    pub fn relocation(self) -> Option<Relocation> {
        let head = HeadMark { epoch: self.head.epoch, seq: self.head.seq, hash: Digest::parse(&self.head.hash)? };
        // A key that was deserialised was not examined.
        let key = |key: &Key| Key::parse(key.as_str());
        Some(Relocation {
            id: self.id,
            tenant: self.tenant,
            slug: key(&self.slug)?,
            from: key(&self.from)?,
            to: key(&self.to)?,
            listing: self.listing,
            forwarding: self.forwarding,
            serial: self.serial,
            head,
            sha256: Digest::parse(&self.sha256)?,
        })
    }
}

/// The move that a signed record tells of.
pub fn read(signed: &Signed) -> Option<Relocation> {
    signed.read::<MoveRecord>()?.relocation()
}

/// A peer that is listed and has signed a record.
fn signer(
    tx: &mut RegionTx<'_, '_>,
    region: &Key,
    signed: &Signed,
    kind: Kind,
    now: Instant,
) -> Result<Option<Peer>, StoreError> {
    match tx.peers().get(region) {
        Ok(peer) => {
            let has_signed = !signed.signers(kind, |kid| peer.value.key(kid, now)).is_empty();
            Ok(Some(peer.value).filter(|_| has_signed))
        }
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a peer that is listed has signed a record.
pub fn is_signed_by(
    tx: &mut RegionTx<'_, '_>,
    region: &Key,
    signed: &Signed,
    kind: Kind,
    now: Instant,
) -> Result<bool, StoreError> {
    Ok(signer(tx, region, signed, kind, now)?.is_some())
}

/// Takes in what two other regions have signed of a move, as far as it is believed. Told by either of them, there is no
/// moment with two homes.
pub(super) fn hear(tx: &mut RegionTx<'_, '_>, signed: &Signed, own: &Key, now: Instant) -> Result<(), StoreError> {
    let Some(of) = read(signed) else { return Ok(()) };
    let (from, to) = (signer(tx, &of.from, signed, Kind::Move, now)?, signer(tx, &of.to, signed, Kind::Move, now)?);
    let (claims, others) = (tx.directory().claims(&domain::Handle::Id(of.tenant))?, known(tx, now)?);
    let by = Hearer { own, from: from.as_ref(), to: to.as_ref(), claims: &claims, others: &others, now };
    let hearing = of.heard(&by);
    if hearing == Hearing::Nothing {
        return Ok(());
    }
    if tx.moves().get(of.id)?.is_none() {
        let deed = serde_json::to_value(signed).map_err(|error| StoreError::Internal(error.into()))?;
        let (id, tenant, serial, state) = (of.id, of.tenant, of.serial, RelocationState::Heard);
        let offer = signed.record.clone();
        tx.moves().put(&KeptMove {
            id,
            tenant,
            state,
            serial,
            offer,
            deed: Some(deed),
            begun_at: now,
            changed_at: now,
        })?;
    }
    tx.directory().release(&of.from, of.tenant, of.serial)?;
    match hearing {
        Hearing::Moved(placement) => tx.directory().put(&PlacementRow { placement, head_fault: None }),
        Hearing::Nothing | Hearing::Left => Ok(()),
    }
}

/// The moves that are over and whose older entries somebody may still tell.
pub(super) fn known(tx: &mut RegionTx<'_, '_>, now: Instant) -> Result<Vec<Relocation>, StoreError> {
    let kept = tx.moves().finished_since(now.plus_seconds(-TOLD_FOR))?;
    Ok(kept.iter().filter_map(|kept| MoveRecord::deserialize(&kept.offer).ok()?.relocation()).collect())
}
