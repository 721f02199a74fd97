//! What a region's settings are made of, section by section.
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use domain::{Instant, Key};
use ipnet::IpNet;
use jsonwebtoken::Algorithm;

use super::values::{
    BaseUrl, ContactUrl, Encryption, IssuerKind, JwksUrl, LogFormat, MailServer, Password, Secret, Sender,
};

/// Which region this is.
#[derive(Debug, Clone)]
pub struct Region {
    /// Its key, such as `vest`.
    pub name: Key,
    /// Its public address: the issuer of its own tokens and the audience of all it accepts.
    pub url: BaseUrl,
}

/// Where and how the region listens.
#[derive(Debug, Clone)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long requests under way may take at a stop.
    pub shutdown: Duration,
}

/// Where the data lie.
#[derive(Debug, Clone)]
pub enum Store {
    /// SQLite files in one folder.
    Files {
        /// The data folder.
        folder: PathBuf,
    },
    /// One PostgreSQL database.
    Postgres {
        /// As the role that serves.
        url: Secret,
        /// As the role that migrates; absent on a node that never does.
        migrate_url: Option<Secret>,
        /// Connections at most.
        pool_size: NonZeroU32,
    },
}

/// What one caller or one request may cost, and what is remembered to spare both.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body_bytes: NonZeroUsize,
    /// How long a request may take.
    pub request: Duration,
    /// Requests a second for one caller, in the long run.
    pub rate_per_second: NonZeroU32,
    /// Requests one caller may make at once.
    pub rate_burst: NonZeroU32,
    /// Open connections.
    pub max_connections: NonZeroUsize,
    /// Bytes of finished answers kept for callers without a token; 0: none.
    pub cache_bytes: u64,
    /// Worker threads; `None`: one for each core.
    pub workers: Option<NonZeroUsize>,
}

/// One external issuer of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The exact `iss`.
    pub issuer: String,
    /// Where its keys are; absent: where its own description says.
    pub jwks_url: Option<JwksUrl>,
    /// What it calls this region; absent: the region's address.
    pub audience: Option<String>,
    /// The signatures accepted from it; never empty, never symmetric.
    pub algorithms: Vec<Algorithm>,
    /// Which claims it writes.
    pub kind: IssuerKind,
}

/// Whom to tell of a weakness (RFC 9116).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Security {
    /// Their addresses, the best first.
    pub contacts: Vec<ContactUrl>,
    /// Until when that holds.
    pub expires: Instant,
}

/// How notices of meetings are sent.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The SMTP server.
    pub server: MailServer,
    /// How the way there is kept private.
    pub encryption: Encryption,
    /// An authority that vouches for the server, PEM, beside those the system trusts.
    pub authority: Option<PathBuf>,
    /// Who logs in, and with what.
    pub login: Option<(String, Password)>,
    /// Who notices are from.
    pub from: Sender,
    /// How long the server may take for each step.
    pub timeout: Duration,
}

/// The files of the region's own TLS.
#[derive(Debug, Clone)]
pub struct Tls {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// What webhooks may reach, and how long a receiver may take.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    /// Whether receivers may be on this machine, in the clear.
    pub allow_loopback: bool,
    /// Networks that are not public and yet may be reached.
    pub allowed_networks: Vec<IpNet>,
    /// How long a receiver may take to answer.
    pub timeout: Duration,
}

/// What is logged and how.
#[derive(Debug, Clone)]
pub struct Log {
    /// Shape of the lines.
    pub format: LogFormat,
    /// Which lines, in the syntax of `RUST_LOG`.
    pub filter: String,
}
