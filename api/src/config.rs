//! The settings of one region: a TOML file, every setting also by environment variable.
//! All faults of a start are told at once, each with its key and where it was written.

mod faults;
mod parts;
mod reader;
mod table;
mod values;

use std::path::{Path, PathBuf};

use domain::Patience;

pub use faults::{ConfigFaults, Origin, SettingFault};
pub use parts::{Issuer, Limits, Log, Mail, Region, Security, Server, Store, Tls, Webhooks};
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
    let contacts: Option<Vec<ContactUrl>> = reader.list("security.contacts");
    let expires = reader.optional("security.expires");
    let contacts = contacts?;
    match (contacts.is_empty(), expires) {
        (true, None) if !reader.holds("security.expires") => Some(None),
        (false, Some(expires)) => Some(Some(Security { contacts, expires })),
        (true, _) => reader.missing("security.contacts", "security.expires is given"),
        (false, None) if reader.holds("security.expires") => None,
        (false, None) => reader.missing("security.expires", "security.contacts is given"),
    }
}

/// `Some(None)` where there is none.
fn read_mail(reader: &mut Reader) -> Option<Option<Mail>> {
    let server = reader.optional::<MailServer>("mail.server");
    let (encryption, authority) = (reader.one("mail.encryption"), reader.path("mail.authority"));
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
    Some(Some(Mail { server, encryption, authority, login, from, timeout }))
}

#[cfg(test)]
mod tests;
