//! Whose eyes choose what a webhook is told: those of whoever set it up, with the rights they have at that moment.
use std::time::Instant as Monotonic;

use domain::policy::{Permission, Rights, Target};
use domain::{Date, Instant, Tenant, Webhook, WebhookMaker};
use persistence::TenantTx;

use crate::auth::Caller;
use crate::guard::{is_hidden, is_known, rights_now};
use crate::node::Node;
use crate::wire::ApiError;

/// The maker as they called then. Their token is long over; that they may still look is asked of the community.
pub(super) fn caller(maker: &WebhookMaker, now: Instant) -> Caller {
    Caller {
        issuer: maker.issuer.as_str().to_owned(),
        subject: maker.subject.as_str().to_owned(),
        organization: maker.organization,
        supplier: None,
        // The organisation was kept only where the maker was a system of it.
        person: false,
        scopes: maker.scopes.clone(),
        expires: now,
        via: None,
    }
}

/// What the maker may do now; none where they may not have such a webhook any more.
pub(super) fn rights(
    node: &Node,
    tenant: &Tenant,
    webhook: &Webhook,
    today: Date,
    caller: &Caller,
    tx: &mut TenantTx<'_, '_>,
) -> Result<Option<Rights>, ApiError> {
    let rights = rights_now(node, tenant.id, caller, today, tx)?;
    let target = Target { party: webhook.party, ..Target::default() };
    let may = !is_hidden(tenant, &rights) && rights.may_for(Permission::WriteWebhooks, &target);
    Ok(may.then_some(rights))
}

/// Whether there is still somebody who looks: a client that was disabled does not, whatever its grants say.
pub async fn are_open(node: &Node, webhook: &Webhook, deadline: Monotonic) -> Result<bool, ApiError> {
    is_known(node, webhook.maker.issuer.as_str(), webhook.maker.subject.as_str(), deadline).await
}
