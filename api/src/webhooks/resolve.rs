//! Names are looked up here and nowhere else: what was found is checked, and the connection goes to exactly that.
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::reach::Reach;

/// What a lookup comes to, in time.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// What knows the addresses of names.
pub trait Lookup: Send + Sync {
    /// The addresses of a name.
    fn look_up(&self, name: &str) -> Looking;
}

/// The system's own.
struct System;

impl Lookup for System {
    fn look_up(&self, name: &str) -> Looking {
        let name = name.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()) })
    }
}

/// What the system knows of names.
pub fn system_lookup() -> Arc<dyn Lookup> {
    Arc::new(System)
}

/// Why a name leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Astray {
    /// It has no address.
    #[error("the name is not known")]
    Unknown,
    /// One of its addresses may not be reached. The others are not tried either: a name that leads both ways is a trap.
    #[error("the name leads to a network that is not sent to")]
    Forbidden,
}

/// Looks names up and hands on only what may be reached.
#[derive(Clone)]
pub(super) struct Resolver {
    reach: Arc<Reach>,
    lookup: Arc<dyn Lookup>,
}

impl Resolver {
    pub fn new(reach: Arc<Reach>, lookup: Arc<dyn Lookup>) -> Self {
        Self { reach, lookup }
    }

    /// The addresses of a name, all of which may be reached.
    pub async fn find(&self, name: &str) -> Result<Vec<IpAddr>, Astray> {
        let found = self.lookup.look_up(name).await.map_err(|_| Astray::Unknown)?;
        match found.iter().all(|ip| self.reach.may(*ip)) {
            _ if found.is_empty() => Err(Astray::Unknown),
            true => Ok(found),
            false => Err(Astray::Forbidden),
        }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = this.find(name.as_str()).await?;
            Ok(Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
