//! How a region asks another one: no redirects, no endless answers, no waiting for long.
use std::time::Duration;

use reqwest::{Client, Response, Url, redirect};

use super::take::PullFault;

/// The largest directory that is read, in bytes.
pub const BODY_MAX: usize = 1 << 20;

/// How long one question may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A client for a peer at this address: https, or http on this machine.
pub fn for_peer(url: &Url) -> Result<Client, reqwest::Error> {
    let client = Client::builder()
        .timeout(TIMEOUT)
        .connect_timeout(TIMEOUT / 2)
        .redirect(redirect::Policy::none())
        .referer(false)
        // Workers come and go with their runtimes; a kept connection would outlive its own.
        .pool_max_idle_per_host(0);
    // Addresses are refused unless they are one of the two; see [`is_allowed`].
    let client = if url.scheme() == "https" { client.https_only(true) } else { client.no_proxy().tls_certs_only([]) };
    client.build()
}

/// A client for requests that are passed on, each with a time of its own. It keeps connections, and is to be used on one
/// thread: they end with its runtime. The other end keeps an idle one for five seconds.
pub fn for_hops(url: &Url) -> Result<Client, reqwest::Error> {
    let client = Client::builder()
        .connect_timeout(TIMEOUT / 2)
        .redirect(redirect::Policy::none())
        .referer(false)
        .pool_idle_timeout(Duration::from_secs(3));
    let client = if url.scheme() == "https" { client.https_only(true) } else { client.no_proxy().tls_certs_only([]) };
    client.build()
}

/// Whether a peer may be asked at an address: what is neither sealed nor on this machine could be read by anyone.
pub fn is_allowed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

/// The whole content, if it is not larger than any may be.
pub async fn read_all(answer: &mut Response) -> Result<Vec<u8>, PullFault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| PullFault::Unreachable)? {
        if bytes.len() + chunk.len() > BODY_MAX {
            return Err(PullFault::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
