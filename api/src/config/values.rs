//! The kinds of value a setting can have, each read from one word of text.

mod choices;
mod secrets;

use std::fmt;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::time::Duration;

use domain::{Instant, Key};
use ipnet::IpNet;
use jsonwebtoken::Algorithm;
use lettre::message::Mailbox;
use reqwest::Url;

pub use choices::{Encryption, IssuerKind, LogFormat};
pub use secrets::{Password, RegionSecret, Secret};

/// A value that can be read from text.
pub(super) trait Value: Sized {
    /// What is wanted, to follow the word "must be".
    const WANTED: &'static str;
    /// Whether a fault may show what was written.
    const SHOWN: bool = true;
    /// Reads it; `None` if the text does not fit.
    fn read(text: &str) -> Option<Self>;
}

macro_rules! parsed {
    ($($kind:ty: $wanted:literal),+ $(,)?) => { $(
        impl Value for $kind {
            const WANTED: &'static str = $wanted;
            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )+ };
}

parsed! {
    bool: "true or false",
    u64: "a whole number from 0",
    NonZeroU32: "a whole number above 0",
    NonZeroUsize: "a whole number above 0",
    SocketAddr: "an IP address and port such as 127.0.0.1:8080 or [::1]:8080",
}

impl Value for String {
    const WANTED: &'static str = "a text that is not empty";
    fn read(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| text.to_owned())
    }
}

impl Value for Key {
    const WANTED: &'static str = "2 to 63 small letters, digits and hyphens, a letter first";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Value for IpNet {
    const WANTED: &'static str = "an IP address or network such as 10.0.0.7 or 10.0.0.0/8";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| text.parse().ok().map(|address: std::net::IpAddr| address.into()))
    }
}

impl Value for Algorithm {
    const WANTED: &'static str = "an asymmetric algorithm such as RS256, PS256, ES256 or EdDSA";
    fn read(text: &str) -> Option<Self> {
        // A shared-secret algorithm would let anyone sign with the public key.
        text.parse().ok().filter(|found| !matches!(found, Self::HS256 | Self::HS384 | Self::HS512))
    }
}

/// Whole seconds, at least one and at most a day.
pub(super) struct Seconds(u64);

impl Value for Seconds {
    const WANTED: &'static str = "whole seconds from 1 to 86400";
    fn read(text: &str) -> Option<Self> {
        let seconds = text.parse::<NonZeroU64>().ok()?.get();
        (seconds <= 86_400).then_some(Self(seconds))
    }
}

impl From<Seconds> for Duration {
    fn from(Seconds(seconds): Seconds) -> Self {
        Self::from_secs(seconds)
    }
}

impl From<Seconds> for i64 {
    fn from(Seconds(seconds): Seconds) -> Self {
        // At most a day, as read.
        seconds.cast_signed()
    }
}

/// Whole seconds, few enough for a node to be known to be alive when they are over.
pub(super) struct FewSeconds(u64);

impl Value for FewSeconds {
    const WANTED: &'static str = "whole seconds from 1 to 20";
    fn read(text: &str) -> Option<Self> {
        let seconds = text.parse::<NonZeroU64>().ok()?.get();
        (seconds <= 20).then_some(Self(seconds))
    }
}

impl From<FewSeconds> for Duration {
    fn from(FewSeconds(seconds): FewSeconds) -> Self {
        Self::from_secs(seconds)
    }
}

/// A region's public address: scheme, host and port, nothing after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for BaseUrl {
    const WANTED: &'static str = "scheme, host and port only, such as https://vest.example.no";
    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        // Issuer and audience are compared letter by letter, so only the one canonical spelling is taken.
        (url.origin().ascii_serialization() == text).then(|| Self(text.to_owned()))
    }
}

/// Where an issuer publishes its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwksUrl(Url);

impl JwksUrl {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Value for JwksUrl {
    const WANTED: &'static str = "an https address (http on this machine only)";
    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        // Keys fetched in the clear could be anyone's.
        let local = matches!(url.host_str()?, "localhost" | "127.0.0.1" | "[::1]");
        (url.scheme() == "https" || (url.scheme() == "http" && local)).then_some(Self(url))
    }
}

/// Where somebody can be told of a weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactUrl(Url);

impl fmt::Display for ContactUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Value for ContactUrl {
    const WANTED: &'static str = "a mailto:, tel: or https: address";
    fn read(text: &str) -> Option<Self> {
        Url::parse(text).ok().filter(|url| matches!(url.scheme(), "mailto" | "tel" | "https")).map(Self)
    }
}

impl Value for Instant {
    const WANTED: &'static str = "a time in RFC 3339, in quotes, such as \"2027-06-30T22:00:00Z\"";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

/// Host and port of an SMTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl MailServer {
    /// Whether it runs on this machine.
    pub fn is_local(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1")
    }
}

impl Value for MailServer {
    const WANTED: &'static str = "host and port, such as smtp.example.no:587";
    fn read(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let port = port.parse::<u16>().ok().filter(|port| *port > 0)?;
        let fits = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@'));
        fits.then(|| Self { host: host.to_owned(), port })
    }
}

/// Who a letter is from: an address, with a name or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(pub Mailbox);

impl Value for Sender {
    const WANTED: &'static str = "an e-mail address such as Møte <mote@example.no>";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}
