//! What the region says of itself to programs, at addresses they know beforehand (RFC 8615).
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LINK};
use actix_web::web::{Data, ServiceConfig, get};
use domain::policy::SCOPES;
use serde_json::{Value, json};

use crate::auth::SigningAlgorithm;
use crate::node::Node;
use crate::wire::{ApiError, Code};

/// The region as a protected resource (RFC 9728).
pub const PROTECTED_RESOURCE: &str = "/.well-known/oauth-protected-resource";
/// The region's own issuer (RFC 8414).
pub const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";
/// Whom to tell of a weakness (RFC 9116).
pub const SECURITY: &str = "/.well-known/security.txt";
/// Where the API and what is written of it are (RFC 9727).
pub const API_CATALOG: &str = "/.well-known/api-catalog";

/// Every address.
pub const ALL: [&str; 4] = [PROTECTED_RESOURCE, AUTHORIZATION_SERVER, SECURITY, API_CATALOG];

/// The addresses with their handlers.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route(PROTECTED_RESOURCE, get().to(get_protected_resource))
        .route(AUTHORIZATION_SERVER, get().to(get_authorization_server))
        .route(SECURITY, get().to(get_security))
        .route(API_CATALOG, get().to(get_api_catalog));
}

fn scopes() -> Vec<&'static str> {
    SCOPES.iter().map(|(scope, _)| *scope).collect()
}

fn document(media_type: &'static str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(body)
}

/// `GET /.well-known/oauth-protected-resource`: whose tokens are believed here, and how they are sent.
async fn get_protected_resource(node: Data<Node>) -> HttpResponse {
    let issuers: Vec<&str> = node.verifier.issuers().map(|(name, _)| name).collect();
    let url = &node.url;
    let metadata = json!({
        "resource": url,
        "resource_name": format!("helsefellesskap {}", node.region),
        "resource_documentation": format!("{url}/docs/"),
        "authorization_servers": issuers,
        "scopes_supported": scopes(),
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": SigningAlgorithm::ALL.map(SigningAlgorithm::name),
        "dpop_bound_access_tokens_required": false,
    });
    document("application/json", metadata.to_string())
}

/// `GET /.well-known/oauth-authorization-server`: the region's own issuer, where it is enabled.
async fn get_authorization_server(node: Data<Node>) -> Result<HttpResponse, ApiError> {
    if node.own_issuer.is_none() {
        return Err(ApiError::new(Code::RouteNotFound));
    }
    let url = &node.url;
    let metadata = json!({
        "issuer": url,
        "token_endpoint": format!("{url}/oauth/token"),
        "jwks_uri": format!("{url}/oauth/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": scopes(),
        "service_documentation": format!("{url}/docs/"),
    });
    Ok(document("application/json", metadata.to_string()))
}

/// `GET /.well-known/security.txt`: whom to tell of a weakness, where the settings say so.
async fn get_security(node: Data<Node>) -> Result<HttpResponse, ApiError> {
    let security = node.security.as_ref().ok_or_else(|| ApiError::new(Code::RouteNotFound))?;
    let contacts: String = security.contacts.iter().map(|contact| format!("Contact: {contact}\n")).collect();
    let text = format!(
        "{contacts}Expires: {}\nPreferred-Languages: nb, nn, en\nCanonical: {}{SECURITY}\n",
        security.expires, node.url
    );
    Ok(document("text/plain; charset=utf-8", text))
}

/// `GET /.well-known/api-catalog`: the one API there is, as a set of links (RFC 9264).
async fn get_api_catalog(node: Data<Node>) -> HttpResponse {
    let url = &node.url;
    let link =
        |path: &str, media_type: &str| -> Value { json!([{"href": format!("{url}{path}"), "type": media_type}]) };
    let catalog = json!({"linkset": [
        {"anchor": format!("{url}{API_CATALOG}"), "item": [{"href": format!("{url}/v1")}]},
        {
            "anchor": format!("{url}/v1"),
            "service-desc": link("/openapi.json", "application/json"),
            "service-doc": link("/docs/", "text/html"),
            "service-meta": link(PROTECTED_RESOURCE, "application/json"),
            "status": link("/readyz", "application/json"),
        },
    ]});
    let media_type = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
    let mut answer = document(media_type, catalog.to_string());
    let links = format!("<{url}{API_CATALOG}>; rel=\"api-catalog\", <{url}/v1>; rel=\"item\"");
    if let Ok(links) = links.try_into() {
        answer.headers_mut().insert(LINK, links);
    }
    answer
}
