//! From settings to a region that can run: its store opened, its keys loaded, its issuers known.
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::{Actor, Key, Line};
use persistence::{Store, Writer};

use crate::auth::{IssuerConfig, IssuerKeys, Keys, OwnIssuer, Proofs, SharedKeys, SigningAlgorithm, Verifier};
use crate::config::{self, Config};
use crate::edge::TraceId;
use crate::node::{Clock, Directory, Node};
use crate::notices::Mail;

/// Why a command fails: one clear line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl Failure {
    /// What anything that prints as one line becomes.
    pub fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// How long a command waits for the store.
const PATIENCE: Duration = Duration::from_secs(60);

/// When a command that starts now gives up.
pub fn patience() -> Monotonic {
    Monotonic::now() + PATIENCE
}

/// Opens the store the settings name; an SQLite folder is owned from now on.
pub fn open_store(config: &Config) -> Result<Store, Failure> {
    claim(config)?;
    match &config.store {
        config::Store::Files { folder } => Store::files(folder).map_err(Failure::of),
        config::Store::Postgres { url, pool_size, .. } => {
            Store::postgres(url.reveal(), pool_size.get()).map_err(Failure::of)
        }
    }
}

/// Says of the region's data folder whose it is, whichever command comes first.
pub fn claim(config: &Config) -> Result<(), Failure> {
    match &config.store {
        config::Store::Files { folder } => claim_folder(folder, "region", &config.region.name),
        config::Store::Postgres { .. } => Ok(()),
    }
}

/// A region as the settings describe it.
pub async fn node(config: &Config, store: Store, clock: Clock) -> Result<Node, Failure> {
    let url = config.region.url.as_str().to_owned();
    let shared_keys = config.keys_secret.as_ref().map(|secret| SharedKeys::new(&store, secret.reveal()));
    let keys = match &shared_keys {
        Some(shared) => shared.open(&config.keys, writer("node", &clock), patience()).await.map_err(Failure::of)?,
        None => Keys::open(&config.keys, clock.now()).map_err(Failure::of)?,
    };
    let keys = Arc::new(keys);
    let own_issuer = config.own_issuer.then(|| OwnIssuer::new(url.clone(), url.clone(), Arc::clone(&keys)));
    let mut issuers: Vec<IssuerConfig> = own_issuer.iter().map(OwnIssuer::config).collect();
    for issuer in &config.issuers {
        let algorithms = issuer.algorithms.iter().filter_map(|name| SigningAlgorithm::parse(&format!("{name:?}")));
        issuers.push(IssuerConfig {
            issuer: issuer.issuer.clone(),
            algorithms: algorithms.collect(),
            keys: match &issuer.jwks_url {
                Some(url) => IssuerKeys::Published(url.as_str().to_owned()),
                None => IssuerKeys::Discovered,
            },
            kind: issuer.kind.into(),
            audience: issuer.audience.clone(),
        });
    }
    let mail = config.mail.as_ref().map(Mail::new).transpose().map_err(Failure::of)?;
    let verifier = Verifier::new(issuers, url.clone()).map_err(Failure::of)?;
    Ok(Node {
        region: config.region.name.clone(),
        proofs: Proofs::new(&url),
        security: config.security.clone(),
        patience: config.patience,
        url,
        store,
        verifier,
        keys,
        shared_keys,
        own_issuer,
        mail,
        holder: uuid::Uuid::now_v7(),
        clock,
        request_time: config.limits.request,
        body_bytes: config.limits.body_bytes.get(),
        rights: crate::guard::RightsCache::default(),
        finished: crate::guard::FinishedAnswers::new(config.region.name.clone(), config.limits.cache_bytes),
        twins: crate::guard::Twins::default(),
        webhooks: crate::webhooks::Sender::new(&config.webhooks, crate::webhooks::system_lookup())
            .map_err(Failure::of)?,
        tenants: Directory::default(),
        doors: crate::federation::Doors::default(),
        announcer: crate::federation::Announcer::default(),
        opening: tokio::sync::Mutex::default(),
    })
}

/// Who writes when a command does, and not a request.
pub fn operator(clock: &Clock) -> Writer {
    writer("command-line", clock)
}

/// Who writes when the region does something by itself.
pub fn worker(clock: &Clock) -> Writer {
    writer("region", clock)
}

/// Who writes, by the word the journal knows them by.
pub(crate) fn writer(word: &str, clock: &Clock) -> Writer {
    let id = Line::parse(word).expect("a word is a line");
    let actor = Actor { id, organization: None, supplier: None, trace: TraceId::fresh().to_string() };
    Writer { actor, now: clock.now() }
}

/// A data folder says what it is for, so that neither demonstration nor production takes the other's, nor anybody else's.
pub fn claim_folder(folder: &Path, kind: &str, region: &Key) -> Result<(), Failure> {
    let mark = folder.join("helsefellesskap");
    let wanted = format!("{kind} {region}\n");
    let cannot = |error: std::io::Error| Failure(format!("the folder {} cannot be used: {error}", folder.display()));
    match std::fs::read_to_string(&mark) {
        Ok(found) if found == wanted => Ok(()),
        Ok(found) => Err(Failure(format!(
            "the folder {} holds the data of another: {} (wanted: {})",
            folder.display(),
            found.trim(),
            wanted.trim()
        ))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(folder).map_err(cannot)?;
            if std::fs::read_dir(folder).map_err(cannot)?.next().is_some() {
                let shown = folder.display();
                return Err(Failure(format!("the folder {shown} is not empty and not ours: choose another folder")));
            }
            std::fs::write(&mark, wanted).map_err(cannot)
        }
        Err(error) => Err(cannot(error)),
    }
}
