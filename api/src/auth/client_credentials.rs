//! OAuth 2.0 client credentials (RFC 6749, 2.3.1 and 4.4): what is asked for, who asks, and the errors it may get.
use std::collections::BTreeSet;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::OrgNumber;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// What the store knows of a client.
#[derive(Clone)]
pub struct ClientRecord {
    /// Its name at the issuer, and the subject of its tokens.
    pub id: String,
    /// The digest of its secret.
    pub secret_sha256: [u8; 32],
    /// The organisation it acts for.
    pub organization: Option<OrgNumber>,
    /// What it may ask for.
    pub scopes: BTreeSet<String>,
    /// Whether it has been shut out.
    pub disabled: bool,
}

/// A new client secret: 256 random bits in base64url.
pub fn generate_secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// What is kept of a client secret. It is not salted and not slowed down: a secret of 256 random bits needs neither.
pub fn secret_sha256(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// A request for a token, read and not yet believed.
pub struct TokenRequest {
    client_id: String,
    secret_sha256: [u8; 32],
    scope: Option<String>,
}

impl TokenRequest {
    /// Reads a request from its form body and its Authorization header, one of which holds the client's credentials.
    pub fn parse(form: &[u8], authorization: Option<&[u8]>) -> Result<Self, OAuthError> {
        let invalid = |why| OAuthError::new(OAuthCode::InvalidRequest, why);
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_bytes(form).map_err(|_| invalid("the body is not a form"))?;
        let value = |name: &str| {
            let mut found = pairs.iter().filter(|(key, value)| key == name && !value.is_empty()).map(|(_, v)| v);
            match (found.next(), found.next()) {
                (_, Some(_)) => Err(invalid("a parameter is given twice")),
                (one, None) => Ok(one.cloned()),
            }
        };
        let (id, secret) = (value("client_id")?, value("client_secret")?);
        let scope = value("scope")?;
        match value("grant_type")?.as_deref() {
            Some("client_credentials") => {}
            Some(_) => return Err(OAuthError::new(OAuthCode::UnsupportedGrantType, "use client_credentials")),
            None => return Err(invalid("grant_type is missing")),
        }
        let (client_id, secret) = match (authorization, id, secret) {
            (Some(_), _, Some(_)) => return Err(invalid("credentials are given both in the header and in the form")),
            (Some(header), stated, None) => {
                let (id, secret) = basic(header).ok_or_else(OAuthError::invalid_client)?;
                if stated.is_some_and(|stated| stated != id) {
                    return Err(invalid("the header and the form name different clients"));
                }
                (id, secret)
            }
            (None, Some(id), Some(secret)) => (id, secret),
            (None, ..) => return Err(OAuthError::invalid_client()),
        };
        Ok(Self { client_id, secret_sha256: secret_sha256(&secret), scope })
    }

    /// The client it says it is from, to be looked up.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The client, if it is known, not disabled, and the secret is its own. The comparison takes the same time
    /// whatever is wrong.
    pub(super) fn authenticate<'c>(&self, client: Option<&'c ClientRecord>) -> Result<&'c ClientRecord, OAuthError> {
        let known = client.map_or([0; 32], |client| client.secret_sha256);
        let matches = bool::from(self.secret_sha256.ct_eq(&known));
        client
            .filter(|client| matches && !client.disabled && client.id == self.client_id)
            .ok_or_else(OAuthError::invalid_client)
    }

    /// What was asked for, or all the client may ask for.
    pub(super) fn granted_scope(&self, client: &ClientRecord) -> Result<String, OAuthError> {
        let Some(asked) = &self.scope else {
            return Ok(client.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" "));
        };
        let asked: BTreeSet<&str> = asked.split(' ').filter(|scope| !scope.is_empty()).collect();
        if asked.iter().any(|scope| !client.scopes.contains(*scope)) {
            return Err(OAuthError::new(OAuthCode::InvalidScope, "the client may not ask for one of these scopes"));
        }
        Ok(asked.into_iter().collect::<Vec<_>>().join(" "))
    }
}

/// Id and secret from `Basic`, each of them form-encoded before they were joined (RFC 6749, 2.3.1).
fn basic(header: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let joined = String::from_utf8(BASE64.decode(encoded.trim_matches(' ').as_bytes()).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

fn form_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                u8::try_from(digit(rest.next()?)? * 16 + digit(rest.next()?)?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A token, as answered. Shown without the token.
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    /// The token.
    pub access_token: String,
    /// How to use it.
    pub token_type: &'static str,
    /// How long it lives, in seconds.
    pub expires_in: u32,
    /// What it may be used for.
    pub scope: String,
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse").field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl Responder for TokenResponse {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(self)
    }
}

/// The error codes of RFC 6749, 5.2, that this endpoint uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OAuthCode {
    /// Incomplete, repeated or contradictory.
    InvalidRequest,
    /// Not a client we know by that secret.
    InvalidClient,
    /// A grant we do not give.
    UnsupportedGrantType,
    /// More than the client may ask for.
    InvalidScope,
    /// Our fault.
    ServerError,
}

/// A refused token request, in the body RFC 6749 prescribes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TokenRefusal)]
pub struct OAuthError {
    /// What kind of refusal it is.
    #[serde(rename = "error")]
    #[schema(value_type = String, max_length = 40, pattern = "^[a-z_]+$", example = "invalid_client")]
    pub code: OAuthCode,
    /// A sentence for the developer.
    #[serde(rename = "error_description")]
    #[schema(max_length = 200, pattern = "^[ -~]+$", example = "no client with this id and secret")]
    pub description: &'static str,
}

impl OAuthError {
    /// An error and its reason, for the client's developer.
    pub const fn new(code: OAuthCode, description: &'static str) -> Self {
        Self { code, description }
    }

    const fn invalid_client() -> Self {
        Self::new(OAuthCode::InvalidClient, "no client with this id and secret")
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.description)
    }
}

impl std::error::Error for OAuthError {}

impl ResponseError for OAuthError {
    fn status_code(&self) -> StatusCode {
        match self.code {
            OAuthCode::InvalidClient => StatusCode::UNAUTHORIZED,
            OAuthCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CACHE_CONTROL, "no-store"));
        if self.code == OAuthCode::InvalidClient {
            response.insert_header((WWW_AUTHENTICATE, r#"Basic realm="oauth", charset="UTF-8""#));
        }
        response.json(self)
    }
}
