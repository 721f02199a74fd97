//! What the communities at home here have published: read as anyone would, without a detour over the network.
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant as Monotonic;

use domain::{Handle, Tenant, Words as _};
use persistence::SharedSource;
use serde_json::Value;

use super::shelve::FOLLOWED;
use super::told::{Next, Piece, Silence, line};
use crate::feeds::{self, Asked, Place, Progress};
use crate::guard::Follower;
use crate::node::Node;
use crate::tenants::communities::TenantView;
use crate::wire::ApiError;

/// About how many changes are read together.
const CHANGES: usize = 100;

/// A community at home here.
pub(super) struct Own {
    node: Arc<Node>,
    tenant: Arc<Tenant>,
    follower: Follower,
    asked: Asked,
}

impl Own {
    pub(super) async fn open(node: &Arc<Node>, source: &SharedSource) -> Result<Self, Silence> {
        let (handle, now, deadline) =
            (Handle::Id(source.community), node.clock.now(), Monotonic::now() + node.request_time);
        let tenant = node.tenants.find(&node.store, &handle, now, deadline).await?;
        let types = Some(FOLLOWED.into_iter().collect::<BTreeSet<_>>());
        let asked = Asked { source: format!("{}/v1/tenants/{}", node.url, tenant.slug), scopes: None, types };
        let follower = Follower::nobody(Arc::clone(node), Arc::clone(&tenant));
        Ok(Self { node: Arc::clone(node), tenant, follower, asked })
    }

    pub(super) fn tenant(&self) -> Result<Value, Silence> {
        let view = TenantView::from((*self.tenant).clone());
        Ok(serde_json::to_value(view).map_err(ApiError::internal)?)
    }

    pub(super) async fn snapshot(&self, resume: Option<&str>) -> Result<Piece, Silence> {
        let progress: Option<Progress> = resume.map(serde_json::from_str).transpose().map_err(|_| Silence::Resync)?;
        let asked = self.asked.clone();
        let read = self.follower.read(self.deadline(), move |reading| feeds::advance(reading, &asked, progress));
        let (told, progress) = read.await?;
        let next = match progress.end() {
            Some(place) => Next::Whole(text(place)?),
            None => Next::Resume(text(&progress)?),
        };
        let lines = told.into_iter().filter_map(|mut told| {
            let data = told.get_mut("data").map(Value::take);
            line(told["type"].as_str()?, told["id"].as_str()?, data)
        });
        Ok(Piece { lines: lines.collect(), next })
    }

    pub(super) async fn changes(&self, cursor: &str) -> Result<Piece, Silence> {
        let place: Place = serde_json::from_str(cursor).map_err(|_| Silence::Resync)?;
        let asked = self.asked.clone();
        let read = self.follower.read(self.deadline(), move |reading| feeds::read(reading, &asked, &place, CHANGES));
        let batch = read.await?;
        let place = text(&batch.place)?;
        let next = if batch.caught_up { Next::CaughtUp(place) } else { Next::More(place) };
        let lines = batch.events.into_iter().filter_map(|event| line(event.kind.word(), &event.subject, event.data));
        Ok(Piece { lines: lines.collect(), next })
    }

    fn deadline(&self) -> Monotonic {
        Monotonic::now() + self.node.request_time
    }
}

fn text(place: &impl serde::Serialize) -> Result<String, ApiError> {
    serde_json::to_string(place).map_err(ApiError::internal)
}
