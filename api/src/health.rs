//! Whether the region, and each of its communities, can be served.
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::auth::KeyState;
use crate::edge::Deadline;
use crate::node::Node;
use crate::wire::read::handle;
use crate::wire::{ApiError, Code};

/// `GET /readyz`: the region's store answers, and what is known of each issuer's keys.
pub async fn get_readiness(request: HttpRequest, node: Data<Node>) -> HttpResponse {
    let region = node.store.region();
    let read = region.read(Deadline::of(&request).0, |tx| Ok::<_, ApiError>(tx.head().seq)).await;
    // An issuer that does not answer locks out its own callers alone: it is told, and the region is ready all the same.
    let issuers = node.verifier.issuers().map(|(name, state)| {
        let keys = match state {
            KeyState::Unasked => "unasked",
            KeyState::Held => "held",
            KeyState::Missing => "missing",
        };
        json!({"issuer": name, "keys": keys})
    });
    answer(&node, None, Some(issuers.collect()), read.map(drop))
}

/// `GET /readyz/{tenant}`: the community's store answers, opened and migrated first if need be. It tells nobody whether
/// a community exists that is listed for its members only: an unready and an unknown one answer alike.
pub async fn get_tenant_readiness(request: HttpRequest, node: Data<Node>, tenant: Path<String>) -> HttpResponse {
    let ready = async {
        let named = handle(&tenant).map_err(|_| ApiError::new(Code::NotFound))?;
        let deadline = Deadline::of(&request).0;
        let found = node.tenants.find(&node.store, &named, node.clock.now(), deadline).await?;
        if found.listing == domain::Listing::Members {
            return Err(ApiError::new(Code::NotFound));
        }
        node.store.tenant(found.id).read(deadline, |tx| Ok::<_, ApiError>(tx.head().seq)).await.map(drop)
    };
    answer(&node, Some(&tenant), None, ready.await)
}

fn answer(
    node: &Node,
    tenant: Option<&str>,
    issuers: Option<Vec<Value>>,
    outcome: Result<(), ApiError>,
) -> HttpResponse {
    let (status, word) = match &outcome {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) if error.code == Code::Migrating => (StatusCode::SERVICE_UNAVAILABLE, "migrating"),
        Err(error) if error.code == Code::NotFound => (StatusCode::NOT_FOUND, "not-found"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    if let Err(error) = outcome
        && status.is_server_error()
    {
        tracing::warn!(region = %node.region, code = error.code.word(), cause = ?error.source, "not ready");
    }
    let mut told = json!({
        "status": word,
        "region": node.region.as_str(),
        "store": node.store.kind(),
        "tenant": tenant,
    });
    if let Some(issuers) = issuers {
        told["issuers"] = issuers.into();
    }
    HttpResponse::build(status).json(told)
}
