//! How far each move has come, as one region knows it.
use domain::{Handle, Relocation};
use persistence::{KeptMove, RegionTx, Store, StoreError};
use serde::Deserialize as _;

use super::{patiently, told};
use crate::boot::Failure;
use crate::federation::moved::MoveRecord;

/// A move in one line.
fn line(tx: &mut RegionTx<'_, '_>, kept: &KeptMove) -> Result<String, StoreError> {
    let of = MoveRecord::deserialize(&kept.offer).ok().and_then(MoveRecord::relocation);
    let (state, since) = (kept.state, kept.changed_at);
    Ok(match of {
        Some(Relocation { slug, from, to, .. }) => format!("{slug} from {from} to {to}: {state} since {since}\n"),
        None => {
            let slug = tx.tenants().get(&Handle::Id(kept.tenant)).map(|kept| kept.value.slug.to_string());
            let name = slug.or_else(|error| match error {
                StoreError::NotFound => Ok(kept.tenant.to_string()),
                error => Err(error),
            })?;
            format!("{name}, not handed over: {state} since {since}\n")
        }
    })
}

/// Every move that is known here, the latest last: a line for each, with how far it has come.
pub async fn list(store: &Store) -> Result<String, Failure> {
    let region = store.region();
    let read = region.read::<_, StoreError>(patiently(), |tx| {
        let moves = tx.moves().all()?;
        moves.iter().map(|kept| line(tx, kept)).collect::<Result<String, _>>()
    });
    read.await.map_err(|error| told(&error))
}
