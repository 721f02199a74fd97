//! The settings of one region: a TOML file, every setting also by environment variable.
//! All faults of a start are told at once, each with its key and where it was written.

mod faults;
mod reader;
mod table;
mod values;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{Instant, Key, Patience};
use ipnet::IpNet;
use jsonwebtoken::Algorithm;

pub use faults::{ConfigFaults, Origin, SettingFault};
pub use table::{Preset, SETTINGS, Setting, render, variable};
pub use values::{
    BaseUrl, ContactUrl, Encryption, IssuerKind, JwksUrl, LogFormat, MailServer, Password, RegionSecret, Secret, Sender,
};

use reader::Reader;
use values::Value as _;

/// The settings of one region.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which region this is.
    pub region: Region,
    /// Where and how it listens.
    pub server: Server,
    /// Where its data lie.
    pub store: Store,
    /// The folder of private keys.
    pub keys: PathBuf,
    /// What private keys are sealed with in the store; absent: they are in the folder only.
    pub keys_secret: Option<RegionSecret>,
    /// What one caller or one request may cost.
    pub limits: Limits,
    /// Whether the region issues tokens itself.
    pub own_issuer: bool,
    /// Those whose tokens it believes.
    pub issuers: Vec<Issuer>,
    /// Whom to tell of a weakness, if anyone is to be told.
    pub security: Option<Security>,
    /// How notices are sent; absent: none is.
    pub mail: Option<Mail>,
    /// Its own TLS, where nothing in front of it does that.
    pub tls: Option<Tls>,
    /// What webhooks may reach.
    pub webhooks: Webhooks,
    /// For how long what other regions published may be older than what is there.
    pub patience: Patience,
    /// What it logs and how.
    pub log: Log,
}

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

impl Config {
    /// Reads a file and this process's environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn load(file: &Path) -> Result<Self, ConfigFaults> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigFaults::unreadable(file, &error))?;
        // A name or value that is not UTF-8 cannot be one of ours.
        let variables = std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
        Self::read(file, &text, variables)
    }

    /// Reads a file's text and the given environment variables.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn read(
        file: &Path,
        text: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::open(file, text, variables);
        let config = Self::from_reader(&mut reader);
        reader.refuse_the_rest();
        match (config, reader.into_faults()) {
            (Some(config), None) => Ok(config),
            (_, faults) => Err(faults.unwrap_or_default()),
        }
    }

    /// `None` if anything required is missing or wrong; all of it is read before any `?`, so that every fault is told.
    fn from_reader(reader: &mut Reader) -> Option<Self> {
        let name = reader.one("region.name");
        let url = reader.one("region.url");
        let server = read_server(reader);
        let store = read_store(reader);
        let keys = match &store {
            Some(Store::Files { folder }) => Some(reader.path("keys.folder").unwrap_or_else(|| folder.join("keys"))),
            _ => reader.required_path("keys.folder", "database.url"),
        };
        let keys_secret = reader.optional("keys.secret");
        let limits = read_limits(reader);
        let own_issuer = reader.one("issuer.enabled");
        let issuers = (0..reader.length("issuers")).map(|at| read_issuer(reader, at)).collect::<Vec<_>>();
        let security = read_security(reader);
        let mail = read_mail(reader);
        let tls = match (reader.path("tls.certificate"), reader.path("tls.key")) {
            (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
            (None, None) => None,
            (Some(_), None) => reader.missing("tls.key", "tls.certificate is given"),
            (None, Some(_)) => reader.missing("tls.certificate", "tls.key is given"),
        };
        let webhooks = read_webhooks(reader);
        let patience = read_patience(reader);
        let log = (reader.one("log.format"), reader.one("log.filter"));
        Some(Self {
            region: Region { name: name?, url: url? },
            server: server?,
            store: store?,
            keys: keys?,
            keys_secret,
            limits: limits?,
            own_issuer: own_issuer?,
            issuers: issuers.into_iter().collect::<Option<_>>()?,
            security: security?,
            mail: mail?,
            tls,
            webhooks: webhooks?,
            patience: patience?,
            log: Log { format: log.0?, filter: log.1? },
        })
    }
}

fn read_server(reader: &mut Reader) -> Option<Server> {
    let listen = reader.one("server.listen");
    let trusted_proxies = reader.list("server.trusted_proxies");
    let shutdown = reader.one("server.shutdown_seconds").map(values::Seconds::into);
    Some(Server { listen: listen?, trusted_proxies: trusted_proxies?, shutdown: shutdown? })
}

fn read_store(reader: &mut Reader) -> Option<Store> {
    let folder = reader.path("data.folder");
    let url = reader.optional("database.url");
    let migrate_url = reader.optional("database.migrate_url");
    let pool_size = reader.one("database.pool_size");
    match (folder, url) {
        (Some(folder), None) => Some(Store::Files { folder }),
        (None, Some(url)) => Some(Store::Postgres { url, migrate_url, pool_size: pool_size? }),
        (Some(_), Some(_)) => reader.fault("data.folder", "cannot be given together with database.url"),
        // It could not be read, which is told already.
        (None, None) if reader.holds("database.url") => None,
        (None, None) => reader.missing("data.folder", "database.url is not given either"),
    }
}

fn read_limits(reader: &mut Reader) -> Option<Limits> {
    let body_bytes = reader.one("limits.body_bytes");
    let request = reader.one("limits.request_seconds").map(values::Seconds::into);
    let rate_per_second = reader.one("limits.rate_per_second");
    let rate_burst = reader.one("limits.rate_burst");
    let max_connections = reader.one("limits.max_connections");
    let cache_bytes = reader.one("limits.cache_bytes");
    let workers = reader.optional("limits.workers");
    Some(Limits {
        body_bytes: body_bytes?,
        request: request?,
        rate_per_second: rate_per_second?,
        rate_burst: rate_burst?,
        max_connections: max_connections?,
        cache_bytes: cache_bytes?,
        workers,
    })
}

fn read_webhooks(reader: &mut Reader) -> Option<Webhooks> {
    let allow_loopback = reader.one("webhooks.allow_loopback");
    let allowed_networks = reader.list("webhooks.allowed_networks");
    let timeout = reader.one("webhooks.timeout_seconds").map(values::FewSeconds::into);
    Some(Webhooks { allow_loopback: allow_loopback?, allowed_networks: allowed_networks?, timeout: timeout? })
}

fn read_patience(reader: &mut Reader) -> Option<Patience> {
    let behind_after = reader.one("federation.behind_after_seconds").map(values::Seconds::into);
    let silent_after = reader.one("federation.silent_after_seconds").map(values::Seconds::into);
    Some(Patience { behind_after: behind_after?, silent_after: silent_after? })
}

fn read_issuer(reader: &mut Reader, at: usize) -> Option<Issuer> {
    let key = format!("issuers.{at}.jwks_url");
    let issuer: Option<String> = reader.one(&format!("issuers.{at}.issuer"));
    let jwks_url = reader.optional::<JwksUrl>(&key);
    let audience = reader.optional(&format!("issuers.{at}.audience"));
    let algorithms = reader.list(&format!("issuers.{at}.algorithms"));
    let kind = reader.one(&format!("issuers.{at}.kind"));
    let issuer = issuer?;
    if !reader.holds(&key) && JwksUrl::read(&issuer).is_none() {
        return reader.missing(&key, "the issuer's name is no https address (http on this machine only) to find it by");
    }
    Some(Issuer { issuer, jwks_url, audience, algorithms: algorithms?, kind: kind? })
}

/// `None` after a fault, `Some(None)` where nobody is to be told.
fn read_security(reader: &mut Reader) -> Option<Option<Security>> {
    let contacts: Vec<ContactUrl> = reader.list("security.contacts")?;
    let expires = reader.optional("security.expires");
    match (contacts.is_empty(), expires) {
        (true, None) if !reader.holds("security.expires") => Some(None),
        (false, Some(expires)) => Some(Some(Security { contacts, expires })),
        (true, _) => reader.missing("security.contacts", "security.expires is given"),
        (false, None) => reader.missing("security.expires", "security.contacts is given"),
    }
}

/// `Some(None)` where there is none.
fn read_mail(reader: &mut Reader) -> Option<Option<Mail>> {
    let server = reader.optional::<MailServer>("mail.server");
    let encryption = reader.one("mail.encryption");
    let (user, password) = (reader.optional("mail.user"), reader.optional("mail.password"));
    let timeout = reader.one("mail.timeout_seconds").map(values::Seconds::into);
    let from = reader.optional("mail.from");
    let (encryption, timeout) = (encryption?, timeout?);
    let Some(server) = server else {
        // It could not be read, which is told already.
        return (!reader.holds("mail.server")).then_some(None);
    };
    let login = match (user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (Some(_), None) => return reader.missing("mail.password", "mail.user is given"),
        (None, Some(_)) => return reader.missing("mail.user", "mail.password is given"),
    };
    if login.is_some() && encryption == Encryption::None && !server.is_local() {
        return reader.fault("mail.encryption", "cannot be none where a password is sent to another machine");
    }
    let Some(from) = from else { return reader.missing("mail.from", "mail.server is given") };
    Some(Some(Mail { server, encryption, login, from, timeout }))
}

#[cfg(test)]
mod tests;
