//! Whether those are still known who set something up that outlives their token.
use std::time::Instant as Monotonic;

use persistence::StoreError;

use crate::node::Node;
use crate::wire::ApiError;

/// Whether somebody whose token is long over is still one who could get another, as far as this region decides that: a
/// client of its own issuer that is disabled is not, and none is where the region issues no tokens any more.
pub async fn is_known(node: &Node, issuer: &str, subject: &str, deadline: Monotonic) -> Result<bool, ApiError> {
    if issuer != node.url {
        return Ok(true);
    }
    if node.own_issuer.is_none() {
        return Ok(false);
    }
    let name = subject.to_owned();
    let region = node.store.region();
    let read = region.read(deadline, move |tx| match tx.clients().get(&name) {
        Ok(client) => Ok(!client.value.disabled),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    });
    Ok(read.await?)
}
