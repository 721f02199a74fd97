//! Fetching from issuers: small documents, by https or on this machine, without detours.
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Url, redirect};

use super::SetupError;

/// The largest document we read, in bytes.
pub(super) const BODY_MAX: usize = 64 * 1024;

/// Why what was fetched was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("status {0}")]
    Status(u16),
    #[error("not JSON by its media type")]
    MediaType,
    #[error("larger than {BODY_MAX} bytes")]
    TooLarge,
    #[error("not the JSON that belongs there: {0}")]
    Json(#[from] serde_json::Error),
    #[error("no key in it can be used")]
    NoUsableKey,
    #[error("the description found is of another issuer")]
    OtherIssuer,
    #[error("the description says nothing we follow of where the keys are")]
    KeysNowhere,
}

/// What we fetch with from an address and those it leads to: TLS, or nothing but this machine.
pub(super) fn client(url: &Url, timeout: Duration) -> Result<Client, SetupError> {
    let client = Client::builder()
        .timeout(timeout)
        .connect_timeout(timeout)
        .redirect(redirect::Policy::none())
        .referer(false)
        // Workers come and go with their runtimes; a kept connection would outlive its own.
        .pool_max_idle_per_host(0);
    let client = match url.scheme() {
        "https" => client.https_only(true),
        _ => client.no_proxy().tls_certs_only([]),
    };
    client.build().map_err(SetupError::Client)
}

/// Fetches a document of a bounded size and one of these media types.
pub(super) async fn get(client: &Client, url: &Url, media_types: &[&str]) -> Result<Vec<u8>, FetchError> {
    let mut answer = client.get(url.clone()).header(ACCEPT, "application/json").send().await?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(FetchError::Status(answer.status().as_u16()));
    }
    let media_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !media_types.contains(&essence.as_str()) {
        return Err(FetchError::MediaType);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > BODY_MAX {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
