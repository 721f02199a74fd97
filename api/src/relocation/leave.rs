//! The old home's part of a move: it pauses, hands over, and gives the community away or keeps it.
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use domain::{Key, MoveId, Relocation, RelocationAct, RelocationState, Tenant, directory};
use persistence::{Contents, KeptMove, PlacementRow};
use serde::Deserialize as _;

use super::backup::entry;
use super::private_file::PrivateFile;
use super::secrets::{all, opened};
use super::{
    Offer, about, ask, ask_of, has_signed, known, may_remove, note, open, patiently, refused, remove, sign, told,
    unwritten,
};
use crate::boot::Failure;
use crate::federation::document::{Kind, Signed};
use crate::federation::moved::MoveRecord;
use crate::node::{Directory, Node};

/// What was handed over.
#[derive(Debug)]
pub struct Begun {
    /// The move.
    pub of: Relocation,
    /// How many rows there are.
    pub rows: u64,
}

/// What became of a move that was undone.
#[derive(Debug, PartialEq, Eq)]
pub enum Undone {
    /// The new home must be told, by the file that was written.
    Told,
    /// It cannot have taken anything.
    Nothing,
}

/// The move of a community that leaves, if one does.
async fn leaving(node: &Node, tenant: &Tenant) -> Result<Option<KeptMove>, Failure> {
    let id = tenant.id;
    let read = ask(node, move |tx| Ok(tx.moves().of(id, RelocationState::Leaving)?.pop()));
    read.await.map_err(|error| told(&error))
}

/// The last move of a community that was undone.
async fn last_kept(node: &Node, tenant: &Tenant) -> Result<Option<KeptMove>, Failure> {
    let id = tenant.id;
    let stayed = move |tx: &mut persistence::RegionTx<'_, '_>| tx.moves().of(id, RelocationState::Stayed);
    let read = ask(node, stayed).await.map_err(|error| told(&error))?;
    Ok(read.into_iter().max_by_key(|kept| (kept.changed_at, kept.id)))
}

async fn put(node: &Node, kept: KeptMove) -> Result<(), Failure> {
    let put = note(node, move |tx| tx.moves().put(&kept));
    put.await.map_err(|error| told(&error))
}

/// Pauses writes and writes everything to a file. Done again it writes the same again.
pub async fn begin(node: &Node, slug: &Key, to: &Key, out: &Path) -> Result<Begun, Failure> {
    let (tenant, now) = (entry(&node.store, slug).await?, node.clock.now());
    let name = to.clone();
    let peer = ask(node, move |tx| tx.peers().get(&name)).await;
    let may_go = peer.is_ok_and(|peer| peer.value.may_home(slug));
    if !may_go {
        return Err(Failure(format!("{to} is no peer that may be home of {slug}: list it with --may-home {slug}")));
    }
    let kept = match leaving(node, &tenant).await? {
        Some(kept) => kept,
        None => {
            // A move whose undoing was stopped half way has paused it still.
            if let Some(stayed) = last_kept(node, &tenant).await? {
                node.store.resume(tenant.id, stayed.id, patiently()).await.map_err(|error| told(&error))?;
            }
            KeptMove {
                id: MoveId::fresh(),
                tenant: tenant.id,
                state: RelocationState::Leaving,
                serial: 0,
                offer: serde_json::Value::Null,
                deed: None,
                begun_at: now,
                changed_at: now,
            }
        }
    };
    let known = MoveRecord::deserialize(&kept.offer).ok();
    if known.is_some_and(|known| known.to != *to) {
        return Err(Failure(format!("{slug} is on its way to another region: undo that first")));
    }
    // What stops here has paused nothing, or can be undone.
    put(node, kept.clone()).await?;
    node.store.pause(tenant.id, kept.id, patiently()).await.map_err(|error| told(&error))?;
    let handed_over = hand_over(node, kept, (slug, to), out).await;
    // Whatever failed now, a power failure would have left the same.
    handed_over.map_err(|Failure(why)| {
        Failure(format!("{why}; {slug} is written to no more until this step is done again, or undone"))
    })
}

/// Writes everything of a paused community to a file.
async fn hand_over(node: &Node, mut kept: KeptMove, (slug, to): (&Key, &Key), out: &Path) -> Result<Begun, Failure> {
    let now = node.clock.now();
    // Read again: from the note on it stays as it is.
    let tenant = entry(&node.store, slug).await?;
    let read = ask_of(node, tenant.id, |tx| Ok((tx.settings().get()?.value, all(tx)?)));
    let (settings, webhooks) = read.await.map_err(|error| told(&error))?;
    let (file, file_out) = PrivateFile::begin(out)?;
    let dumped = node.store.dump(tenant.clone(), patiently(), file_out).await;
    let (Contents { head, rows, sha256, .. }, mut file_out) = dumped.map_err(|error| about(out, &error))?;
    let of = Relocation {
        id: kept.id,
        tenant: tenant.id,
        slug: slug.clone(),
        from: node.region.clone(),
        to: to.clone(),
        listing: tenant.listing,
        forwarding: settings.forwarding,
        serial: i64::from(tenant.version) + i64::from(settings.version) + 1,
        head,
        sha256,
    };
    let record = MoveRecord::from(&of);
    let offer = Offer { of: record.clone(), webhooks: opened(&node.keys, tenant.id, &webhooks, now) };
    let signed = Signed::new(Kind::Offer, &offer, [&node.keys.node().current]).map_err(unwritten)?;
    let line = serde_json::to_string(&signed).map_err(unwritten)?;
    writeln!(file_out, "{line}").map_err(|error| Failure(format!("{}: {error}", out.display())))?;
    kept.serial = of.serial;
    kept.offer = serde_json::to_value(&record).map_err(unwritten)?;
    kept.changed_at = now;
    put(node, kept).await?;
    file.end(file_out)?;
    Ok(Begun { of, rows })
}

/// Gives the community away, against the word of its new home that it is there; `owner`: how rows are removed from a
/// shared store. What is written names both homes, and the new one opens by it.
pub async fn finish(node: &Node, receipt: &Path, out: &Path, owner: Option<&str>) -> Result<Relocation, Failure> {
    may_remove(node, owner)?;
    let (mut signed, of) = open(receipt)?;
    let now = node.clock.now();
    let known = known(node, of.id).await?;
    let state = known.as_ref().map(|kept| kept.state);
    RelocationState::after(state, RelocationAct::Finish).map_err(|refusal| refused(&of.slug, &refusal))?;
    let known = known.ok_or_else(|| Failure("this region has begun no such move".into()))?;
    let deed = match known.deed.clone() {
        Some(deed) => serde_json::from_value(deed).map_err(unwritten)?,
        None => {
            if serde_json::to_value(MoveRecord::from(&of)).ok() != Some(known.offer.clone()) {
                return Err(Failure(format!("{} is for something else than was handed over", receipt.display())));
            }
            if !has_signed(node, &of.to, &signed, Kind::Move, now).await? {
                return Err(Failure(format!("{} has not signed {}", of.to, receipt.display())));
            }
            let read = ask_of(node, of.tenant, |tx| Ok((tx.head(), tx.is_moving())));
            let (head, is_paused) = read.await.map_err(|error| told(&error))?;
            if !is_paused || (head.epoch, head.seq, head.hash) != (of.head.epoch, of.head.seq, of.head.hash) {
                return Err(Failure(format!("{} was written to since it was handed over: undo the move", of.slug)));
            }
            let own = sign(node, Kind::Move, &of)?;
            signed.signatures.truncate(1);
            signed.signatures.splice(0..0, own.signatures);
            give_away(node, known, &of, &signed).await?;
            signed
        }
    };
    node.tenants.forget();
    if node.store.is_shared() {
        // Other nodes remember for a moment that it is here; until they do not, nobody else may serve it.
        tokio::time::sleep(Directory::REMEMBERED + Duration::from_secs(1)).await;
    }
    PrivateFile::write(out, &serde_json::to_vec(&deed).map_err(unwritten)?)?;
    remove(node, of.tenant, owner)?;
    Ok(of)
}

/// In one transaction: the community is at home elsewhere, by what both have signed.
async fn give_away(node: &Node, known: KeptMove, of: &Relocation, deed: &Signed) -> Result<(), Failure> {
    let (of, now) = (of.clone(), node.clock.now());
    let deed = serde_json::to_value(deed).map_err(unwritten)?;
    let write = move |tx: &mut persistence::RegionTx<'_, '_>| {
        let old = tx.tenants().get(&domain::Handle::Id(of.tenant))?;
        let new = Tenant { version: old.value.version + 1, changed_at: now, ..old.value.clone() };
        tx.tenants().settle(&old, &new, Some(&of.to))?;
        tx.work().leave(of.tenant)?;
        let state = RelocationState::Left;
        tx.moves().put(&KeptMove { state, deed: Some(deed), changed_at: now, ..known })?;
        let placement = of.placement(now.plus_seconds(directory::LONGEST / 2));
        tx.directory().put(&PlacementRow { placement, head_fault: None })
    };
    let written = note(node, write).await;
    written.map_err(|error| told(&error))
}

/// Keeps the community and lets it be written to again. The file that is written tells the new home to let go; done again
/// it tells the same.
pub async fn undo(node: &Node, slug: &Key, out: &Path) -> Result<Undone, Failure> {
    let tenant = entry(&node.store, slug).await?;
    let known = match leaving(node, &tenant).await? {
        Some(known) => known,
        // One that was noted and stopped there, or whose file was lost.
        None => last_kept(node, &tenant).await?.ok_or_else(|| Failure(format!("{slug} is not leaving")))?,
    };
    let of = MoveRecord::deserialize(&known.offer).ok().and_then(MoveRecord::relocation);
    let signed = of.as_ref().map(|of| sign(node, Kind::Stay, of)).transpose()?;
    // Whatever is wrong with the file is found before anything is decided.
    let file = signed.as_ref().map(|_| PrivateFile::begin(out)).transpose()?;
    let deed = signed.as_ref().map(|signed| serde_json::to_value(signed).map_err(unwritten)).transpose()?;
    let (id, state, changed_at) = (known.id, RelocationState::Stayed, node.clock.now());
    // Noted before it is told, and told before it is written to: the new home never lets go of what can still be given
    // away, and from the first write on it can be given away by this move no more.
    put(node, KeptMove { state, deed, changed_at, ..known }).await?;
    if let (Some((file, out)), Some(signed)) = (file, signed) {
        file.end_with(out, &serde_json::to_vec(&signed).map_err(unwritten)?)?;
    }
    node.store.resume(tenant.id, id, patiently()).await.map_err(|error| told(&error))?;
    Ok(if of.is_some() { Undone::Told } else { Undone::Nothing })
}
