//! One call that puts an address on the server and its operations in the contract, so that neither can miss the other.
//! What can be put there is a handler that names its permission, or one that is declared open on purpose.
use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Responder, Route, web};
use domain::Words as _;
use domain::policy::Permission;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, Operation, Paths};
use utoipa::openapi::{RefOr, Schema, SecurityRequirement};
use utoipa_actix_web::OpenApiFactory;

use crate::guard::Guarded;

type Schemas = Vec<(String, RefOr<Schema>)>;

/// An address with its operations. Made by [`resource!`](crate::resource).
#[derive(Default)]
pub struct Resource {
    path: String,
    routes: Vec<Route>,
    documents: Vec<(Box<dyn OpenApiFactory>, Option<Permission>)>,
}

impl Resource {
    /// Adds an operation: its document and its handler, whose first argument is a guard.
    #[must_use]
    pub fn on<D, H, A>(self, document: D, handler: &H) -> Self
    where
        D: utoipa::Path + OpenApiFactory + 'static,
        H: Handler<A>,
        A: FromRequest + Guarded + 'static,
        H::Output: Responder + 'static,
    {
        self.add(document, handler, Some(A::PERMISSION))
    }

    /// Adds an operation that anyone may call and that reaches no store through a guard.
    #[must_use]
    pub fn open<D, H, A>(self, document: D, handler: &H) -> Self
    where
        D: utoipa::Path + OpenApiFactory + 'static,
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.add(document, handler, None)
    }

    fn add<D, H, A>(mut self, document: D, handler: &H, permission: Option<Permission>) -> Self
    where
        D: utoipa::Path + OpenApiFactory + 'static,
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        let path = D::path();
        assert!(self.path.is_empty() || self.path == path, "one resource has one address: {} and {path}", self.path);
        self.path = path;
        let methods = D::methods();
        self.routes.extend(methods.iter().map(|each| web::method(method(each)).to(handler.clone())));
        self.documents.push((Box::new(document), permission));
        self
    }
}

fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// What the contract says of who may call: the permission's scope, or nothing where none is needed.
fn secure(operation: &mut Operation, permission: Option<Permission>) {
    let nobody = SecurityRequirement::default();
    let Some(permission) = permission else {
        operation.security = Some(vec![nobody]);
        return;
    };
    let mut requirements = if permission.is_open() { vec![nobody] } else { Vec::new() };
    requirements.push(SecurityRequirement::new("oauth2", [permission.scope()]));
    requirements.push(SecurityRequirement::new("bearer", [permission.scope()]));
    operation.security = Some(requirements);
    operation.extensions = Some(Extensions::builder().add("x-permission", permission.word()).build());
}

impl HttpServiceFactory for Resource {
    fn register(self, config: &mut AppService) {
        let resource = self.routes.into_iter().fold(web::resource(self.path), actix_web::Resource::route);
        resource.register(config);
    }
}

impl OpenApiFactory for Resource {
    fn paths(&self) -> Paths {
        let mut all = Paths::new();
        for (document, permission) in &self.documents {
            let mut paths = document.paths();
            for item in paths.paths.values_mut() {
                let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
                operations.into_iter().flatten().for_each(|operation| secure(operation, *permission));
            }
            all.merge(paths);
        }
        all
    }

    fn schemas(&self, schemas: &mut Schemas) {
        self.documents.iter().for_each(|(document, _)| document.schemas(schemas));
    }
}

/// An address with the operations of these handlers, each documented by `#[utoipa::path]` with the whole path. Handlers
/// name their permission by a guard; those listed after `open` are for anyone.
#[macro_export]
macro_rules! resource {
    (open $($handler:ident),+ $(,)?) => {
        pastey::paste! { $crate::wire::Resource::default()$(.open([<__path_ $handler>], &$handler))+ }
    };
    ($($handler:ident),+ $(,)?) => {
        pastey::paste! { $crate::wire::Resource::default()$(.on([<__path_ $handler>], &$handler))+ }
    };
}
