//! Tokens from the region's own issuer: `/oauth/token` (RFC 6749) and the keys to check them with.
use std::collections::BTreeSet;

use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use persistence::StoreError;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::{ClientRecord, OAuthCode, OAuthError, TokenRequest};
use crate::edge::Deadline;
use crate::edge::security_log::{Refusal, refused};
use crate::node::Node;
use crate::resource;
use crate::wire::{ApiError, Code, FormBody};

/// The addresses of the issuer.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(open create_token));
}

/// What a client sends (RFC 6749 4.4.2).
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the contract only; the form is read by the issuer")]
struct TokenForm {
    #[schema(max_length = 32, pattern = "^client_credentials$", example = "client_credentials")]
    grant_type: String,
    /// The client, unless it is named in a Basic Authorization header.
    #[schema(max_length = 63, pattern = "\\S", example = "bergen-admin", nullable = false)]
    client_id: Option<String>,
    /// Its secret, unless it stands in a Basic Authorization header.
    #[schema(max_length = 255, pattern = "\\S", example = "demo", nullable = false)]
    client_secret: Option<String>,
    /// The scopes wanted, with spaces between; all the client may ask for unless named.
    #[schema(max_length = 1024, pattern = "\\S", example = "helsefellesskap:structure.read", nullable = false)]
    scope: Option<String>,
}

/// A token (RFC 6749 5.1).
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the contract only; the answer is made by the issuer")]
struct Token {
    /// A JWT.
    #[schema(max_length = 8192, pattern = "^[A-Za-z0-9_.-]+$", example = "eyJhbGciOiJFZERTQSJ9.e30.c2ln")]
    access_token: String,
    #[schema(max_length = 16, pattern = "^Bearer$", example = "Bearer")]
    token_type: String,
    /// Seconds.
    #[schema(minimum = 1, maximum = 3600, example = 900)]
    expires_in: i32,
    #[schema(max_length = 1024, pattern = "\\S", example = "helsefellesskap:structure.read")]
    scope: String,
}

/// Get a token
///
/// Gives a registered client a token (*tilgangstoken*) for this region, by client credentials. Failures of the request
/// itself are told as RFC 6749 5.2 prescribes.
#[utoipa::path(post, path = "/oauth/token", operation_id = "create_token", tag = "tokens",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The token", body = Token)))]
async fn create_token(request: HttpRequest, node: Data<Node>, form: FormBody) -> HttpResponse {
    match grant(&request, &node, form).await {
        Ok(response) => response,
        Err(Refused::OAuth(error)) => {
            refused(&request, &Refusal::because("client"));
            actix_web::ResponseError::error_response(&error)
        }
        Err(Refused::Other(error)) => HttpResponse::from_error(error),
    }
}

enum Refused {
    OAuth(OAuthError),
    Other(ApiError),
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}

async fn grant(request: &HttpRequest, node: &Node, form: FormBody) -> Result<HttpResponse, Refused> {
    let issuer = node.own_issuer.as_ref().ok_or_else(|| ApiError::new(Code::RouteNotFound))?;
    let form = form.bytes()?;
    let mut presented = request.headers().get_all(AUTHORIZATION);
    let authorization = presented.next().map(actix_web::http::header::HeaderValue::as_bytes);
    if presented.next().is_some() {
        return Err(OAuthError::new(OAuthCode::InvalidRequest, "more than one Authorization header").into());
    }
    let asked = TokenRequest::parse(&form, authorization)?;
    let name = asked.client_id().to_owned();
    let region = node.store.region();
    let found = region.read(Deadline::of(request).0, move |tx| match tx.clients().get(&name) {
        Ok(kept) => Ok(Some(kept.value)),
        Err(StoreError::NotFound) => Ok(None),
        Err(other) => Err(ApiError::from(other)),
    });
    let known = found.await?.map(|client| ClientRecord {
        id: client.name.as_str().to_owned(),
        secret_sha256: client.secret_sha256.0,
        organization: client.org_number,
        scopes: client.scopes.into_iter().collect::<BTreeSet<_>>(),
        disabled: client.disabled,
    });
    let token = issuer.grant(&asked, known.as_ref(), node.clock.now())?;
    Ok(token.respond_to(request).map_into_boxed_body())
}

/// `GET /oauth/jwks.json`: the keys that tokens of the own issuer are checked with.
pub async fn get_keys(node: Data<Node>) -> Result<HttpResponse, ApiError> {
    let issuer = node.own_issuer.as_ref().ok_or_else(|| ApiError::new(Code::RouteNotFound))?;
    let keys = serde_json::to_vec(&issuer.jwks(node.clock.now())).map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(keys))
}
