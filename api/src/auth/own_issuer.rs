//! The region's own issuer: signs tokens for its registered clients and publishes the keys to check them with.
use std::sync::Arc;

use domain::{Instant, KeyPurpose, OrgNumber};
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use uuid::Uuid;

use super::client_credentials::{ClientRecord, OAuthCode, OAuthError, TokenRequest, TokenResponse};
use super::keys::Keys;
use super::{IssuerConfig, IssuerKeys, JwkSet, KeyError, Kind, SigningAlgorithm, StaticKeys};

/// How long a token lives unless configured otherwise, in seconds.
const LIFETIME: u32 = 15 * 60;

/// The region's own issuer.
pub struct OwnIssuer {
    issuer: String,
    audience: String,
    lifetime: u32,
    keys: Arc<Keys>,
    published: Arc<StaticKeys>,
}

/// What a token says (RFC 9068), with the organisation in Maskinporten's shape.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    client_id: &'a str,
    aud: &'a str,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    consumer: Option<Consumer>,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

#[derive(Serialize)]
struct Consumer {
    authority: &'static str,
    #[serde(rename = "ID")]
    id: String,
}

impl From<OrgNumber> for Consumer {
    fn from(number: OrgNumber) -> Self {
        Self { authority: "iso6523-actorid-upis", id: format!("0192:{number}") }
    }
}

impl OwnIssuer {
    /// An issuer named by the region's base URL, whose tokens are for `audience`, signed with the key folder's keys.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>, keys: Arc<Keys>) -> Self {
        let published = Arc::new(StaticKeys::default());
        let this = Self { issuer: issuer.into(), audience: audience.into(), lifetime: LIFETIME, keys, published };
        this.publish();
        this
    }

    /// The same issuer with tokens that live for so many seconds: at least one, at most an hour.
    #[must_use]
    pub fn with_lifetime(self, seconds: u32) -> Self {
        Self { lifetime: seconds.clamp(1, 3600), ..self }
    }

    /// This issuer as [`super::Verifier::new`] wants to know it; later rotations reach the verifier by themselves.
    pub fn config(&self) -> IssuerConfig {
        IssuerConfig {
            issuer: self.issuer.clone(),
            algorithms: vec![SigningAlgorithm::EdDsa],
            keys: IssuerKeys::Static(Arc::clone(&self.published)),
            kind: Kind::Own,
            audience: None,
        }
    }

    /// The key set as published.
    pub fn jwks(&self, now: Instant) -> JwkSet {
        JwkSet { keys: self.keys.issuer().accepted(now).map(super::Stored::public).collect() }
    }

    /// Signs with a new key from now on; the one before is accepted for another `overlap` seconds.
    pub fn rotate(&self, now: Instant, overlap: u32) -> Result<String, KeyError> {
        let kid = self.keys.rotate(KeyPurpose::Issuer, now, overlap)?;
        self.publish();
        Ok(kid)
    }

    /// Lets the verifier know the keys as they are now.
    pub fn publish(&self) {
        let ring = self.keys.issuer();
        let all = std::iter::once(&ring.current).chain(&ring.previous);
        self.published.replace(all.map(|key| (key.public(), key.retires)));
    }

    /// Answers a token request, given what the store knows of the client it names. A client that is not known is
    /// given as `None` and costs the same work as a wrong secret.
    pub fn grant(
        &self,
        request: &TokenRequest,
        client: Option<&ClientRecord>,
        now: Instant,
    ) -> Result<TokenResponse, OAuthError> {
        let client = request.authenticate(client)?;
        let scope = request.granted_scope(client)?;
        self.token(client, scope, now)
    }

    fn token(&self, client: &ClientRecord, scope: String, now: Instant) -> Result<TokenResponse, OAuthError> {
        let iat = now.micros().div_euclid(1_000_000);
        let claims = Claims {
            iss: &self.issuer,
            sub: &client.id,
            client_id: &client.id,
            aud: &self.audience,
            scope: &scope,
            consumer: client.organization.map(Consumer::from),
            iat,
            nbf: iat,
            exp: iat + i64::from(self.lifetime),
            jti: Uuid::now_v7().simple().to_string(),
        };
        let ring = self.keys.issuer();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(ring.current.kid.clone());
        let failed = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "a token could not be signed");
            OAuthError::new(OAuthCode::ServerError, "the token could not be made")
        };
        let key = ring.current.secret.to_pkcs8_der().map_err(|error| failed(&error))?;
        let key = EncodingKey::from_ed_der(key.as_bytes());
        let access_token = jsonwebtoken::encode(&header, &claims, &key).map_err(|error| failed(&error))?;
        Ok(TokenResponse { access_token, token_type: "Bearer", expires_in: self.lifetime, scope })
    }
}

#[cfg(test)]
#[path = "own_issuer_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
