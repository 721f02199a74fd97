//! The new home's part of a move: it takes everything, verified, says so, and serves once the old home has given it away.
use std::path::Path;

use domain::{Handle, Key, RelocationAct, RelocationState, Tenant};
use persistence::{Contents, KeptMove, RegionTx, read_contents};

use super::private_file::PrivateFile;
use super::secrets::{WebhookSecrets, sealed};
use super::{
    Offer, about, ask, has_signed, known, may_remove, note, open, patiently, refused, remove, sign, told, unwritten,
};
use crate::boot::{Failure, operator};
use crate::federation::document::{Kind, Signed};
use crate::federation::moved::MoveRecord;
use crate::node::Node;
use crate::wire::ApiError;

/// What a move came to at its new home.
#[derive(Debug, PartialEq, Eq)]
pub enum Settled {
    /// The community is served here.
    Open(Key),
    /// Its old home has kept it.
    Returned(Key),
}

/// Takes a community that its old home hands over, and writes the word for it that this one has it whole. It is served
/// by its old home until that has given it away. Done again it gives the same word again.
pub async fn accept(node: &Node, file: &Path, receipt: &Path) -> Result<Contents, Failure> {
    let foreign = || Failure(format!("{} is no file of a community that moves", file.display()));
    let (contents, rest) = read_contents(file).map_err(|error| about(file, &error))?;
    let signed: Signed = serde_json::from_slice(&rest).map_err(|_| foreign())?;
    let Offer { of: record, webhooks } = signed.read().ok_or_else(foreign)?;
    let of = record.clone().relocation().ok_or_else(foreign)?;
    let now = node.clock.now();
    let from = of.from.clone();
    let peer = ask(node, move |tx| tx.peers().get(&from)).await;
    if !peer.is_ok_and(|peer| of.may_come(&node.region, &peer.value)) {
        let (slug, from, to) = (&of.slug, &of.from, &of.to);
        return Err(Failure(format!("{slug} is handed over by {from} to {to}, which is not for this region to take")));
    }
    if !has_signed(node, &of.from, &signed, Kind::Offer, now).await? {
        return Err(Failure(format!("{} is not signed by a key of {}", file.display(), of.from)));
    }
    let tells = |contents: &Contents| (contents.tenant.id, contents.head, contents.sha256);
    if tells(&contents) != (of.tenant, of.head, of.sha256) || contents.tenant.slug != of.slug {
        return Err(Failure(format!("{} holds something else than was signed", file.display())));
    }
    let before = known(node, of.id).await?;
    let state = before.as_ref().map(|kept| kept.state);
    let state = RelocationState::after(state, RelocationAct::Accept).map_err(|refusal| refused(&of.slug, &refusal))?;
    if before.is_none() {
        let tenant = of.tenant;
        let earlier = ask(node, move |tx| tx.moves().of(tenant, RelocationState::Arrived)).await;
        if !earlier.map_err(|error| told(&error))?.is_empty() {
            return Err(Failure(format!(
                "{} came here by an earlier move that is not settled: settle that first",
                of.slug
            )));
        }
        let offer = serde_json::to_value(&record).map_err(unwritten)?;
        let (id, tenant, serial) = (of.id, of.tenant, of.serial);
        let kept = KeptMove { id, tenant, state, serial, offer, deed: None, begun_at: now, changed_at: now };
        let (own, from) = (node.store.clone(), of.from.clone());
        let enter = move |tx: &mut RegionTx<'_, '_>, contents: &Contents| {
            tx.expect(&own, &contents.tenant, &from)?;
            tx.moves().put(&kept)
        };
        let restored = node.store.restore(file.to_owned(), false, patiently(), operator(&node.clock), enter).await;
        restored.map_err(|error| about(file, &error))?;
    }
    reseal(node, of.tenant, webhooks).await?;
    let word = sign(node, Kind::Move, &of)?;
    PrivateFile::write(receipt, &serde_json::to_vec(&word).map_err(unwritten)?)?;
    Ok(contents)
}

/// Seals the secrets of webhooks as this region can open them.
async fn reseal(node: &Node, tenant: domain::TenantId, secrets: Vec<WebhookSecrets>) -> Result<(), Failure> {
    let writer = operator(&node.clock);
    let (keys, now) = (std::sync::Arc::clone(&node.keys), writer.now);
    let write = move |tx: &mut persistence::TenantTx<'_, '_>| sealed(tx, &keys, tenant, &secrets, now);
    let written = node.store.tenant(tenant).write::<_, ApiError>(patiently(), writer, write).await;
    written.map_err(|error| Failure(format!("the secrets of webhooks could not be sealed: {:?}", error.code)))
}

/// Does what the old home has decided: serves the community, or lets go of it.
pub async fn settle(node: &Node, deed: &Path, owner: Option<&str>) -> Result<Settled, Failure> {
    let (signed, of) = open(deed)?;
    let now = node.clock.now();
    let went = has_signed(node, &of.from, &signed, Kind::Move, now).await?;
    if of.to != node.region || !(went || has_signed(node, &of.from, &signed, Kind::Stay, now).await?) {
        return Err(Failure(format!("{} is not signed by {} for this region", deed.display(), of.from)));
    }
    let before = known(node, of.id).await?;
    if before.as_ref().is_some_and(|kept| serde_json::to_value(MoveRecord::from(&of)).ok() != Some(kept.offer.clone()))
    {
        return Err(Failure(format!("{} is about something else than was taken", deed.display())));
    }
    let act = if went { RelocationAct::Open } else { RelocationAct::Return };
    let found = before.as_ref().map(|kept| kept.state);
    let state = RelocationState::after(found, act).map_err(|refusal| refused(&of.slug, &refusal))?;
    if !went {
        may_remove(node, owner)?;
    }
    if found != Some(state) {
        let (of, deed) = (of.clone(), serde_json::to_value(&signed).map_err(unwritten)?);
        let offer = signed.record.clone();
        let begun_at = before.map_or(now, |kept| kept.begun_at);
        let write = move |tx: &mut RegionTx<'_, '_>| {
            let (id, tenant, serial, deed) = (of.id, of.tenant, of.serial, Some(deed));
            tx.moves().put(&KeptMove { id, tenant, state, serial, offer, deed, begun_at, changed_at: now })?;
            if !went {
                return tx.work().leave(tenant);
            }
            let old = tx.tenants().away(tenant)?;
            let new = Tenant { version: old.value.version + 1, changed_at: now, ..old.value.clone() };
            tx.tenants().settle(&old, &new, None)?;
            tx.directory().release(&of.from, tenant, serial)
        };
        let written = note(node, write).await;
        written.map_err(|error| told(&error))?;
    }
    node.tenants.forget();
    if went {
        return Ok(Settled::Open(of.slug));
    }
    // What came by a later move stays. Where taking it was stopped half way there may be something that nobody noted.
    let tenant = of.tenant;
    let others = ask(node, move |tx| {
        let is_here = tx.tenants().get(&Handle::Id(tenant)).is_ok();
        Ok(is_here || !tx.moves().of(tenant, RelocationState::Arrived)?.is_empty())
    });
    if !others.await.map_err(|error| told(&error))? {
        remove(node, tenant, owner)?;
    }
    Ok(Settled::Returned(of.slug))
}
