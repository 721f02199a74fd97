//! Where a community is at home, as far as this region may say.
use domain::{Handle, Home, Instant, Listing, Tenant, TenantId, directory};
use persistence::{RegionTx, StoreError};

use crate::wire::{ApiError, Code};

/// The community of this region that is meant. One that is at home elsewhere is 421 and one that two regions claim 503;
/// but of one that is listed for its members only, where it is at home is as little told as that there is one.
pub fn resolve(tx: &mut RegionTx<'_, '_>, wanted: &Handle<TenantId>, now: Instant) -> Result<Tenant, ApiError> {
    let here = match tx.tenants().get(wanted) {
        Ok(found) => Some(found.value),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let mut claims = tx.directory().claims(wanted)?;
    if let Some(here) = &here {
        // However it is asked for, its name is its own.
        let by_name = tx.directory().claims(&Handle::Key(here.slug.clone()))?;
        claims.extend(by_name.into_iter().filter(|claim| claim.tenant != here.id));
    }
    let hidden = claims.iter().any(|claim| claim.listing == Listing::Members)
        || here.as_ref().is_some_and(|here| here.listing == Listing::Members);
    match (directory::home(here.is_some(), &claims, now), here) {
        (Home::Here, Some(here)) => Ok(here),
        (Home::Abroad(placement), _) if !hidden => {
            let home = tx.peers().get(&placement.home)?.value;
            Err(ApiError::new(Code::Misdirected).with("home", home.url.as_str()))
        }
        (Home::Disputed, _) if !hidden => Err(ApiError::new(Code::DirectoryDisputed)),
        _ => Err(ApiError::new(Code::NotFound)),
    }
}
