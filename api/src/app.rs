//! The application of one region, layer by layer.
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpRequest, HttpResponse};
use utoipa_actix_web::AppExt as _;
use utoipa_swagger_ui::{Config, SwaggerUi, oauth};

use crate::document;
use crate::edge::{self, Edge};
use crate::federation;
use crate::health;
use crate::metrics::{self, Metrics};
use crate::node::Node;
use crate::tokens;
use crate::well_known;
use crate::wire::{BodyLimit, ResourceMetadata, Routes, explain, no_route, problems};

/// What every worker of a region shares.
#[derive(Clone)]
pub struct Shared {
    node: Data<Node>,
    edge: Data<Edge>,
    metrics: Option<Data<Metrics>>,
    routes: Data<Routes>,
    metadata: Data<ResourceMetadata>,
    document: Arc<str>,
    /// The client Swagger UI offers; only a demonstration has one anyone may use.
    client: Option<&'static str>,
}

impl Shared {
    /// For a region. Figures are kept once a process, so that a test may do without.
    pub fn new(node: Data<Node>, edge: Edge, metrics: Option<Metrics>, client: Option<&'static str>) -> Self {
        let routes = Routes::of(&document::contract())
            .and("/", &[Method::GET])
            .and("/docs", &[Method::GET])
            .and("/docs/{file:.*}", &[Method::GET])
            .and("/healthz", &[Method::GET])
            .and("/oauth/jwks.json", &[Method::GET])
            .and("/openapi.json", &[Method::GET])
            .and("/problems/{code}", &[Method::GET])
            .and("/readyz", &[Method::GET])
            .and("/readyz/{tenant}", &[Method::GET]);
        let routes = well_known::ALL.iter().fold(routes, |routes, path| routes.and(path, &[Method::GET]));
        let routes = if metrics.is_some() { routes.and("/metrics", &[Method::GET]) } else { routes };
        let metadata = ResourceMetadata(format!("{}{}", node.url, well_known::PROTECTED_RESOURCE));
        Self {
            node,
            edge: Data::new(edge),
            metrics: metrics.map(Data::new),
            routes: Data::new(routes),
            metadata: Data::new(metadata),
            document: document::text().into(),
            client,
        }
    }

    /// The region.
    pub fn node(&self) -> &Data<Node> {
        &self.node
    }
}

/// The application. From outside in: frame, seal, problems, gate, door, routes.
pub fn app(
    shared: &Shared,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let scopes = domain::policy::SCOPES.iter().map(|(scope, _)| (*scope).to_owned()).collect();
    let login = oauth::Config::new().client_id(shared.client.unwrap_or_default()).scopes(scopes);
    let swagger = SwaggerUi::new("/docs/{file:.*}").config(Config::from("/openapi.json")).oauth(login);
    let app = App::new()
        .app_data(shared.node.clone())
        .app_data(shared.routes.clone())
        .app_data(shared.metadata.clone())
        .app_data(BodyLimit(shared.node.body_bytes));
    let app = match &shared.metrics {
        Some(metrics) => app.app_data(metrics.clone()).route("/metrics", web::get().to(metrics::get_metrics)),
        None => app,
    };
    let app = app
        .app_data(Data::new(Arc::clone(&shared.document)))
        .route("/", web::get().to(to_docs))
        .route("/docs", web::get().to(to_docs))
        .route("/healthz", web::get().to(metrics::get_healthz))
        .route("/readyz", web::get().to(health::get_readiness))
        .route("/readyz/{tenant}", web::get().to(health::get_tenant_readiness))
        .route("/openapi.json", web::get().to(get_document))
        .route("/problems/{code}", web::get().to(explain))
        .route("/oauth/jwks.json", web::get().to(tokens::get_keys))
        .configure(well_known::routes)
        .into_utoipa_app()
        .configure(document::routes)
        .into_app()
        .service(swagger)
        .default_service(web::to(no_route));
    let app = edge::gate(app.wrap(from_fn(federation::door)), shared.edge.clone());
    edge::frame(app.wrap(from_fn(problems)).wrap(from_fn(federation::seal)))
}

async fn to_docs(_: HttpRequest) -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, "/docs/")).finish()
}

async fn get_document(document: Data<Arc<str>>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(document.to_string())
}
