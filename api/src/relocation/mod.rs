//! A community as a whole: written to a file, restored from one, and moved from one region to another.
mod arrive;
mod backup;
mod leave;
mod list;
mod private_file;
mod secrets;

use std::path::Path;

use domain::{Instant, Key, MoveId, Relocation, TenantId};
use persistence::{KeptMove, PortableError, RegionTx, StoreError, TenantTx};
use serde::{Deserialize, Serialize};

use crate::boot::{Failure, operator};
use crate::federation::document::{Kind, Signed};
use crate::federation::moved::{MoveRecord, read};
use crate::loading::failure;
use crate::node::Node;

pub use arrive::{Settled, accept, settle};
pub use backup::{Restored, backup, restore};
pub use leave::{Begun, Undone, begin, finish, undo};
pub use list::list;
use secrets::WebhookSecrets;

/// How long a whole community may take to be written or read.
const LONG: std::time::Duration = std::time::Duration::from_secs(3600);

/// When a command that starts now with a whole community gives up.
fn patiently() -> std::time::Instant {
    std::time::Instant::now() + LONG
}

/// Reads what the region knows.
async fn ask<T: Send + 'static>(
    node: &Node,
    read: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    node.store.region().read(patiently(), read).await
}

/// Reads a community's rows.
async fn ask_of<T: Send + 'static>(
    node: &Node,
    tenant: TenantId,
    read: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    node.store.tenant(tenant).read(patiently(), read).await
}

/// Writes what the region is to know.
async fn note<T: Send + 'static>(
    node: &Node,
    write: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    node.store.region().write(patiently(), operator(&node.clock), write).await
}

/// A move, as far as it is known here.
async fn known(node: &Node, id: MoveId) -> Result<Option<KeptMove>, Failure> {
    ask(node, move |tx| tx.moves().get(id)).await.map_err(|error| told(&error))
}

/// What an old home hands over: what it signs, and what the new one needs besides the rows.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    #[serde(rename = "move")]
    of: MoveRecord,
    webhooks: Vec<WebhookSecrets>,
}

fn told(error: &StoreError) -> Failure {
    failure(error)
}

fn about(path: &Path, error: &PortableError) -> Failure {
    match error {
        PortableError::Store(error) => failure(error),
        error => Failure(format!("{}: {error}", path.display())),
    }
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure(format!("it could not be signed: {error}"))
}

/// A signed record from a file, and the move it tells of.
fn open(path: &Path) -> Result<(Signed, Relocation), Failure> {
    let no_record = || Failure(format!("{} holds no signed record of a move", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let signed: Signed = serde_json::from_str(&text).map_err(|_| no_record())?;
    let of = read(&signed).ok_or_else(no_record)?;
    Ok((signed, of))
}

/// A record as this region signs it.
fn sign(node: &Node, kind: Kind, of: &Relocation) -> Result<Signed, Failure> {
    Signed::new(kind, &MoveRecord::from(of), [&node.keys.node().current]).map_err(unwritten)
}

/// Whether a peer has signed a record.
async fn has_signed(node: &Node, region: &Key, signed: &Signed, kind: Kind, now: Instant) -> Result<bool, Failure> {
    let (region, signed) = (region.clone(), signed.clone());
    let read = ask(node, move |tx| crate::federation::moved::is_signed_by(tx, &region, &signed, kind, now));
    read.await.map_err(|error| told(&error))
}

/// A refused act in one line.
fn refused(slug: &Key, refusal: &domain::Refusal) -> Failure {
    let allowed = if refusal.allowed.is_empty() { "nothing".to_owned() } else { refusal.allowed.join(", ") };
    Failure(format!("the move of {slug} is {}: what can be done is {allowed}", refusal.state))
}

/// Takes a community's rows out of a store that is not its home any more.
fn remove(node: &Node, tenant: TenantId, owner: Option<&str>) -> Result<(), Failure> {
    match owner {
        Some(owner) => persistence::remove_from_postgres(owner, tenant).map_err(|error| told(&error)),
        None => {
            node.store.remove_file(tenant);
            Ok(())
        }
    }
}

/// A shared store's rows are removed by the role that owns them alone.
fn may_remove(node: &Node, owner: Option<&str>) -> Result<(), Failure> {
    if node.store.is_shared() && owner.is_none() {
        return Err(Failure("database.migrate_url is not set: the serving role cannot remove a community".into()));
    }
    Ok(())
}
