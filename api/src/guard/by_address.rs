//! The guard of private addresses: whoever knows the secret in one reads what its maker may see at that moment.
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use domain::policy::{Permission, Rights};
use domain::{CalendarAddress, Digest, Handle, Tenant, TenantId, canonical};
use persistence::{TenantScope, TenantTx};
use subtle::ConstantTimeEq as _;

use super::known::is_known;
use super::listing::Tagged;
use super::request::Facts;
use super::tenant::Reading;
use crate::auth::Caller;
use crate::edge::{Deadline, TraceId};
use crate::node::Node;
use crate::wire::read::handle;
use crate::wire::{ApiError, Code, ListAsk, Query, Reply};

/// A tenant's rows, for whoever knows a secret. No token is asked for, and one that is brought is not looked at.
pub struct ByAddress {
    request: HttpRequest,
    facts: Facts,
    tenant: Arc<Tenant>,
    scope: TenantScope,
    secret: Digest,
}

impl FromRequest for ByAddress {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let node = request.app_data::<Data<Node>>().ok_or_else(|| ApiError::internal("no node in this app"))?;
            let (node, deadline) = (node.clone(), Deadline::of(&request).0);
            let facts = Facts { caller: None, now: node.clock.now(), deadline, trace: TraceId::of(&request), node };
            let segment = |name| request.match_info().get(name).unwrap_or_default();
            let tenant: Handle<TenantId> = handle(segment("tenant")).map_err(|_| ApiError::new(Code::NotFound))?;
            let secret = Digest::of_bytes(segment("calendar").as_bytes());
            let tenant = facts.find(&request, &tenant).await?;
            let scope = facts.node.store.tenant(tenant.id);
            Ok(Self { request, facts, tenant, scope, secret })
        })
    }
}

/// The address with a secret, and what its maker may do now. One that is not there, is revoked, or whose maker may have
/// no private address any more is as if it had never been.
fn open(
    tx: &mut TenantTx<'_, '_>,
    facts: &Facts,
    tenant: &Tenant,
    secret: Digest,
) -> Result<(CalendarAddress, Rights), ApiError> {
    let nothing = || ApiError::new(Code::NotFound);
    let address = tx.calendars().by_secret(secret)?.ok_or_else(nothing)?;
    // The store has compared digests, of which nobody can choose one; a second look tells nothing by the time it takes.
    let same = bool::from(address.secret_sha256.0.ct_eq(&secret.0));
    let identity = address.maker.identity.as_ref().filter(|_| same).ok_or_else(nothing)?;
    let maker = Caller {
        issuer: identity.issuer.as_str().to_owned(),
        subject: identity.subject.as_str().to_owned(),
        organization: address.maker.organization,
        supplier: None,
        // The organisation was kept only where its maker was a system of it.
        person: false,
        scopes: BTreeSet::new(),
        expires: facts.now,
        via: None,
    };
    let known = facts.node.rights.known(tenant.id, &maker, tx)?;
    if let Some(person) = known.person {
        tx.act_as(person);
    }
    let rights = Rights::on(facts.today(), maker.organization, &known.held, &known.claims);
    let opens = address.opens_for(known.person) && rights.may(Permission::ReadCalendars);
    if opens { Ok((address, rights)) } else { Err(nothing()) }
}

impl ByAddress {
    /// The tenant.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The region's public address.
    pub fn url(&self) -> &str {
        &self.facts.node.url
    }

    /// Answers with a text that nobody keeps, tagged like a list.
    pub async fn get_text(
        &self,
        media_type: &'static str,
        write: impl FnOnce(&mut Reading<'_, '_, '_>, &CalendarAddress) -> Result<String, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let (facts, tenant, secret) = (self.facts.clone(), Arc::clone(&self.tenant), self.secret);
        let (ask, nothing) = (ListAsk::of(&self.request), Query::of(&self.request).finish());
        let (now, today) = (facts.now, facts.today());
        let node = facts.node.clone();
        let read = self.scope.read(facts.deadline, move |tx| {
            let (address, rights) = open(tx, &facts, &tenant, secret)?;
            let (head, sight) = (tx.head(), rights.sight());
            let digest = Digest::of_bytes(&canonical(&(&sight, tenant.id, tenant.version, address.id)));
            let maker = address.maker.identity.clone();
            let told = nothing.and_then(|()| {
                Tagged::read(&ask, head, today, &digest.0, None, || {
                    write(&mut Reading { tx, rights: &rights, sight: &sight, today, now }, &address)
                })
            });
            Ok::<_, ApiError>((maker, told))
        });
        let (maker, told) = read.await?;
        // Clients are the region's, and are asked for where its own rows are open.
        let maker = maker.ok_or_else(|| ApiError::new(Code::NotFound))?;
        if !is_known(&node, maker.issuer.as_str(), maker.subject.as_str(), self.facts.deadline).await? {
            return Err(ApiError::new(Code::NotFound));
        }
        told?.answer(|tag, text| {
            Reply::ok(&self.request).cached(Reply::NO_STORE).tag(tag).text(media_type, text.unwrap_or_default())
        })
    }
}
