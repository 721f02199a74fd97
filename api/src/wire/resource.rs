//! One call that puts an address on the server and its operations in the contract, so that neither can miss the other.
use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{FromRequest, Handler, Responder, Route, http::Method, web};
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

type Schemas = Vec<(String, RefOr<Schema>)>;

/// An address with its operations. Made by [`resource!`](crate::resource).
#[derive(Default)]
pub struct Resource {
    path: String,
    routes: Vec<Route>,
    documents: Vec<Box<dyn OpenApiFactory>>,
}

impl Resource {
    /// Adds an operation: its document and its handler.
    #[must_use]
    pub fn on<D, H, A>(mut self, document: D, handler: H) -> Self
    where
        D: utoipa::Path + OpenApiFactory + 'static,
        H: Handler<A>,
        A: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        let path = D::path();
        assert!(self.path.is_empty() || self.path == path, "one resource has one address: {} and {path}", self.path);
        self.path = path;
        let methods = D::methods().into_iter().map(method);
        self.routes.extend(methods.map(|method| web::method(method).to(handler.clone())));
        self.documents.push(Box::new(document));
        self
    }
}

fn method(method: HttpMethod) -> Method {
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

impl HttpServiceFactory for Resource {
    fn register(self, config: &mut AppService) {
        let resource = self.routes.into_iter().fold(web::resource(self.path), actix_web::Resource::route);
        resource.register(config);
    }
}

impl OpenApiFactory for Resource {
    fn paths(&self) -> Paths {
        self.documents.iter().fold(Paths::new(), |mut paths, document| {
            paths.merge(document.paths());
            paths
        })
    }

    fn schemas(&self, schemas: &mut Schemas) {
        self.documents.iter().for_each(|document| document.schemas(schemas));
    }
}

/// An address with the operations of these handlers, each documented by `#[utoipa::path]` with the whole path.
#[macro_export]
macro_rules! resource {
    ($($handler:ident),+ $(,)?) => {
        pastey::paste! { $crate::wire::Resource::default()$(.on([<__path_ $handler>], $handler))+ }
    };
}
