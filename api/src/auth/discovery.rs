//! Where an issuer's keys are, by its own description: OpenID Connect Discovery 1.0, else RFC 8414.
use std::net::IpAddr;

use reqwest::{Client, Url};
use serde::Deserialize;

use super::fetch::{FetchError, get};

/// An issuer's description of itself, by the issuer's name alone.
pub(super) struct Description {
    issuer: String,
    /// The addresses at which it may lie, in the order they are asked.
    documents: [Url; 2],
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: Option<String>,
}

impl Description {
    /// Of an issuer whose name is an address we trust; `None` for every other.
    pub(super) fn of(issuer: &str) -> Option<Self> {
        let url = Url::parse(issuer).ok().filter(is_trusted)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let path = url.path().trim_end_matches('/');
        let at = |path: String| {
            let mut document = url.clone();
            document.set_path(&path);
            document
        };
        let documents = [
            at(format!("{path}/.well-known/openid-configuration")),
            at(format!("/.well-known/oauth-authorization-server{path}")),
        ];
        Some(Self { issuer: issuer.to_owned(), documents })
    }

    /// Where it is looked for first.
    pub(super) fn address(&self) -> &Url {
        &self.documents[0]
    }

    /// Where it says that the keys are.
    pub(super) async fn keys(&self, client: &Client) -> Result<Url, FetchError> {
        let mut why = None;
        for document in &self.documents {
            match self.read(client, document).await {
                Ok(keys) => return Ok(keys),
                // That there is none of the second kind says nothing of what is wrong with the first.
                Err(error) => why = Some(why.filter(|first| !matches!(first, FetchError::Status(_))).unwrap_or(error)),
            }
        }
        Err(why.unwrap_or(FetchError::KeysNowhere))
    }

    async fn read(&self, client: &Client, document: &Url) -> Result<Url, FetchError> {
        let body = get(client, document, &["application/json"]).await?;
        let found: Document = serde_json::from_slice(&body)?;
        // To the letter: a description may not speak for another issuer (RFC 8414 3.3).
        if found.issuer != self.issuer {
            return Err(FetchError::OtherIssuer);
        }
        let keys = found.jwks_uri.and_then(|uri| Url::parse(&uri).ok());
        let followed = |keys: &Url| is_trusted(keys) && keys.scheme() == document.scheme();
        keys.filter(followed).ok_or(FetchError::KeysNowhere)
    }
}

/// Whether what is fetched from an address is its own: https, or http on this machine.
pub(super) fn is_trusted(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
#[path = "discovery_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
