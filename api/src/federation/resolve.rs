//! Where a community is at home, as far as this region may say.
use std::sync::Arc;

use domain::{Forwarding, Handle, Home, Instant, Listing, Peer, Placement, Tenant, TenantId, directory};
use persistence::{Pull, RegionTx, StoreError};

use super::take::PullFault;
use crate::wire::{ApiError, Code};

/// Where a community is.
#[derive(Debug, Clone)]
pub enum Located {
    /// In this region.
    Here(Arc<Tenant>),
    /// In another one.
    Abroad(Arc<Abroad>),
}

/// In a request's extensions: a community that the door has looked for and found nowhere.
pub struct Unknown(pub Handle<TenantId>);

/// A community that is at home in another region.
#[derive(Debug)]
pub struct Abroad {
    /// What its home says of it.
    pub placement: Placement,
    /// Its home, as it is trusted here.
    pub home: Peer,
    /// Whether that there is such a community is for its members alone to know.
    pub hidden: bool,
    /// Whether its home said last that the two regions cannot work together, or somebody else answered there.
    pub parted: bool,
}

impl Abroad {
    /// Whether what is known of it may still be acted on.
    pub fn is_valid(&self, now: Instant) -> bool {
        now < self.placement.valid_until
    }

    /// Whether requests for it are passed on.
    pub fn is_forwarded(&self, now: Instant) -> bool {
        self.placement.forwarding == Forwarding::Forward && self.is_valid(now)
    }

    /// Why a request that was not passed on is refused: of a community that is listed for its members only, where it is at
    /// home is as little told as that there is one.
    pub fn refusal(&self) -> ApiError {
        if self.hidden {
            return ApiError::new(Code::NotFound);
        }
        // It was at home here when the request came, or it would have been passed on.
        if self.placement.forwarding == Forwarding::Forward {
            return ApiError::new(Code::Moving);
        }
        ApiError::new(Code::Misdirected).with("home", self.home.url.as_str())
    }
}

/// Whether nothing is asked of a region for now, by what came of fetching its directory.
pub fn is_parted(pull: &Pull) -> bool {
    pull.fault.as_deref().is_some_and(PullFault::parts)
}

/// Where the community that is meant is. One that two regions claim is 503.
pub fn resolve(tx: &mut RegionTx<'_, '_>, wanted: &Handle<TenantId>, now: Instant) -> Result<Located, ApiError> {
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
        (Home::Here, Some(here)) => Ok(Located::Here(Arc::new(here))),
        (Home::Abroad(placement), _) => {
            let home = tx.peers().get(&placement.home)?.value;
            let pulls = tx.directory().pulls()?;
            let parted = pulls.iter().any(|pull| pull.region == home.region && is_parted(pull));
            Ok(Located::Abroad(Arc::new(Abroad { placement: placement.clone(), home, hidden, parted })))
        }
        (Home::Disputed, _) if !hidden => Err(ApiError::new(Code::DirectoryDisputed)),
        _ => Err(ApiError::new(Code::NotFound)),
    }
}
