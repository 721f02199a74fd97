//! What a guard learns of a request before any store is asked.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest};
use domain::policy::Permission;
use domain::{Actor, Date, Digest, Handle, Instant, Line, Tenant, TenantId, oslo_date};

use super::authenticate;
use super::finished::FinishedAnswers;
use crate::auth::Caller;
use crate::edge::security_log::{Refusal, refused};
use crate::edge::{Deadline, TraceId};
use crate::federation::Unknown;
use crate::node::Node;
use crate::wire::{ApiError, Code, CursorKeys};

/// Who calls, when, and until when they wait.
#[derive(Clone)]
pub struct Facts {
    /// The region.
    pub node: Data<Node>,
    /// Who calls, if anyone says so.
    pub caller: Option<Arc<Caller>>,
    /// When the request came.
    pub now: Instant,
    /// When it must be answered.
    pub deadline: Monotonic,
    /// The trace it belongs to.
    pub trace: TraceId,
}

impl Facts {
    /// Verifies the token, that its holder has allowance left, and that it carries the permission's scope.
    pub(super) async fn of(request: &HttpRequest, permission: Permission) -> Result<Self, actix_web::Error> {
        let node = request.app_data::<Data<Node>>().ok_or_else(|| ApiError::internal("no node in this app"))?.clone();
        let now = node.clock.now();
        let deadline = Deadline::of(request).0;
        let caller = authenticate::caller(request, &node, now, deadline).await?;
        match &caller {
            Some(caller) if !caller.scopes.contains(permission.scope()) => {
                refused(request, &Refusal::because("scope-missing").issuer(&caller.issuer).subject(&caller.subject));
                return Err(ApiError::new(Code::ScopeMissing).with("scope", permission.scope()).into());
            }
            None if !permission.is_open() => return Err(ApiError::new(Code::Unauthenticated).into()),
            _ => {}
        }
        Ok(Self { caller, now, deadline, trace: TraceId::of(request), node })
    }

    /// The community that is meant, unless the door has just looked for it and found none.
    pub(super) async fn find(&self, request: &HttpRequest, wanted: &Handle<TenantId>) -> Result<Arc<Tenant>, ApiError> {
        if request.extensions().get::<Unknown>().is_some_and(|unknown| unknown.0 == *wanted) {
            return Err(ApiError::new(Code::NotFound));
        }
        self.node.tenants.find(&self.node.store, wanted, self.now, self.deadline).await
    }

    /// Reads a request that may bring a cursor, with the keys of cursors. A cursor that none of them has sealed may be
    /// another node's, by a key that is new.
    pub(super) async fn with_cursor_keys<T>(
        &self,
        read: impl Fn(&CursorKeys) -> Result<T, ApiError>,
    ) -> Result<(CursorKeys, T), ApiError> {
        let mut keys = self.node.cursor_keys(self.now);
        let mut found = read(&keys);
        if found.as_ref().is_err_and(|refusal| refusal.code == Code::CursorInvalid)
            && self.node.looked_for_unknown_key(self.deadline).await
        {
            keys = self.node.cursor_keys(self.now);
            found = read(&keys);
        }
        found.map(|found| (keys, found))
    }

    /// Where finished answers under a permission are kept, if they are for a caller such as this.
    pub(super) fn finished(&self, permission: Permission) -> Option<Arc<FinishedAnswers>> {
        let concerned = FinishedAnswers::concern(self.caller.as_deref(), permission);
        self.node.finished.clone().filter(|_| concerned)
    }

    /// The day it is in Norway.
    pub fn today(&self) -> Date {
        oslo_date(self.now)
    }

    /// The caller as the journal names them while their person is not known: a digest, never a name.
    pub(super) fn actor(&self) -> Actor {
        actor(self.caller.as_deref(), self.trace)
    }

    /// Why a caller without the permission is refused: who is nobody is asked for a token, who is somebody is told no.
    pub(super) fn refusal(&self) -> ApiError {
        ApiError::new(if self.caller.is_some() { Code::Forbidden } else { Code::Unauthenticated })
    }
}

/// A caller as the journal names them while their person is not known: a digest, never a name.
pub(super) fn actor(caller: Option<&Caller>, trace: TraceId) -> Actor {
    let id = caller.map_or_else(
        || "anonymous".to_owned(),
        |caller| {
            let identity = format!("{}\n{}", caller.issuer, caller.subject);
            format!("caller_{}", &Digest::of_bytes(identity.as_bytes()).to_string()[..32])
        },
    );
    Actor {
        id: Line::parse(&id).expect("hexadecimal digits are a line"),
        organization: caller.and_then(|caller| caller.organization),
        supplier: caller.and_then(|caller| caller.supplier),
        trace: trace.to_string(),
    }
}
