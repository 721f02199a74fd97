//! A guard that reads more than once for one request: each time with the rights and on the day of that moment.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use actix_web::web::Data;
use domain::Tenant;
use persistence::TenantScope;

use super::needs::{Needs, ReadChanges};
use super::request::Facts;
use super::tenant::{Gate, InTenant, Reading};
use crate::edge::TraceId;
use crate::node::Node;
use crate::wire::{ApiError, CursorKeys};

/// A community's rows, for one who reads them again and again.
#[derive(Clone)]
pub struct Follower {
    gate: Gate,
    scope: TenantScope,
}

impl<P: Needs> InTenant<P> {
    /// The same caller, to read more than once.
    pub fn follower(&self) -> Follower {
        Follower { gate: self.gate(), scope: self.scope.clone() }
    }

    /// Reads a request that may bring a place, with the keys of cursors; what is wrong with it is told only to a caller
    /// who may act at all.
    pub async fn with_cursors<T: Send>(
        &self,
        read: impl Fn(&CursorKeys) -> Result<T, ApiError>,
    ) -> Result<(CursorKeys, T), ApiError> {
        match self.facts.with_cursor_keys(read).await {
            Ok(read) => Ok(read),
            Err(refusal) => self.refuse(refusal).await,
        }
    }
}

impl Follower {
    /// Whoever says nothing of who they are, and so reads what is published and nothing else.
    pub fn nobody(node: Arc<Node>, tenant: Arc<Tenant>) -> Self {
        let scope = node.store.tenant(tenant.id);
        let (now, deadline) = (node.clock.now(), Monotonic::now() + node.request_time);
        let facts = Facts { node: Data::from(node), caller: None, now, deadline, trace: TraceId::fresh() };
        Self { gate: Gate { facts, tenant, permission: ReadChanges::PERMISSION }, scope }
    }

    /// Reads in one snapshot that begins with the caller's rights as they are now.
    pub async fn read<T: Send + 'static>(
        &self,
        deadline: Monotonic,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let mut gate = self.gate.clone();
        gate.facts.now = gate.facts.node.clock.now();
        let (now, today) = (gate.facts.now, gate.facts.today());
        self.scope
            .read(deadline, move |tx| {
                let rights = gate.open(tx)?;
                work(&mut Reading { tx, rights: &rights, sight: &rights.sight(), today, now })
            })
            .await
    }

    /// Waits until the community may have changed: at once where this process changed it, and a second at most where
    /// another may have.
    pub async fn wait(&self, bell: &mut persistence::Listener, until: Monotonic) {
        const LOOK: std::time::Duration = std::time::Duration::from_secs(1);
        let next = if self.gate.facts.node.store.is_shared() { until.min(Monotonic::now() + LOOK) } else { until };
        let _ = tokio::time::timeout_at(next.into(), bell.hear(self.scope.tenant())).await;
    }
}
