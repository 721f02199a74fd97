//! `tenant backup` and `tenant restore`.
use std::path::Path;

use domain::{Handle, Key, Tenant, TenantId};
use persistence::{Contents, Store, StoreError, Writer};

use super::private_file::PrivateFile;
use super::{about, patiently, told};
use crate::boot::Failure;

/// What was restored.
pub type Restored = Contents;

/// The community's entry in the registry.
pub(super) async fn entry(store: &Store, slug: &Key) -> Result<Tenant, Failure> {
    let wanted: Handle<TenantId> = Handle::Key(slug.clone());
    let found = store.region().read::<_, StoreError>(patiently(), move |tx| tx.tenants().get(&wanted)).await;
    match found {
        Ok(kept) => Ok(kept.value),
        Err(StoreError::NotFound) => Err(Failure(format!("{slug} is not at home in this region"))),
        Err(error) => Err(told(&error)),
    }
}

/// Writes all of a community to a file, as it stands at one moment.
pub async fn backup(store: &Store, slug: &Key, to: &Path) -> Result<Contents, Failure> {
    let tenant = entry(store, slug).await?;
    let (file, out) = PrivateFile::begin(to)?;
    let (contents, out) = store.dump(tenant, patiently(), out).await.map_err(|error| about(to, &error))?;
    file.end(out)?;
    Ok(contents)
}

/// Restores a community that is not in this region, under a new epoch: whoever followed it fetches it anew.
pub async fn restore(store: &Store, from: &Path, writer: Writer) -> Result<Restored, Failure> {
    let own = store.clone();
    let enter = move |tx: &mut persistence::RegionTx<'_, '_>, contents: &Contents| tx.register(&own, &contents.tenant);
    let restored = store.restore(from.to_owned(), true, patiently(), writer, enter).await;
    restored.map_err(|error| about(from, &error))
}
