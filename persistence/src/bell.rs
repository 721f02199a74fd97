//! The bell: tells whoever waits in this process that a community has changed. What another process writes into the same
//! database is not heard; who must know looks now and then as well.
use domain::TenantId;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender};

/// How many rings a listener may be behind before they run together into one.
const BEHIND: usize = 1024;

/// Rings once for each commit that changed a community.
#[derive(Debug, Clone)]
pub struct Bell(Sender<TenantId>);

/// Hears every ring from the moment it was made.
#[derive(Debug)]
pub struct Listener(Receiver<TenantId>);

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ring {
    /// This community has changed.
    Of(TenantId),
    /// Any may have: more has changed than the listener could follow.
    Any,
}

impl Default for Bell {
    fn default() -> Self {
        Self(Sender::new(BEHIND))
    }
}

impl Bell {
    pub(crate) fn ring(&self, tenant: TenantId) {
        // Nobody need be listening.
        let _ = self.0.send(tenant);
    }

    /// Listens from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

impl Listener {
    /// The next ring. Once the store is gone there is none, and this waits for ever.
    pub async fn next(&mut self) -> Ring {
        match self.0.recv().await {
            Ok(tenant) => Ring::Of(tenant),
            Err(RecvError::Lagged(_)) => Ring::Any,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }

    /// Waits until this community may have changed.
    pub async fn hear(&mut self, tenant: TenantId) {
        while matches!(self.next().await, Ring::Of(other) if other != tenant) {}
    }
}
