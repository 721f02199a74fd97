//! `migrate`: brings a region's store to this version of the program.

use clap::Args;

use super::RegionFile;

use persistence::migrate_postgres;

use crate::boot::{Failure, open_store, patience};
use crate::config::{self, Config};
use crate::loading::failure;

/// What `migrate` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
A PostgreSQL store is migrated as the role in database.migrate_url.

Examples:
  helsefellesskap migrate --config vest.toml")]
pub struct Migrate {
    /// Which region.
    #[command(flatten)]
    pub region: RegionFile,
}

impl Migrate {
    /// Brings the store up to date, naming each migration as it is applied.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        let applied = match &config.store {
            config::Store::Files { .. } => tenants(&config).await?,
            config::Store::Postgres { url, migrate_url, .. } => {
                let owner = migrate_url.as_ref().ok_or_else(|| Failure("database.migrate_url is not set".into()))?;
                let serving = role(url.reveal())?;
                let show = |name: &str| eprintln!("migrating {name}");
                migrate_postgres(owner.reveal(), &serving, show).map_err(|error| failure(&error))?
            }
        };
        super::print(&format!("{}: {applied} applied, up to date\n", config.region.name))
    }
}

/// Opens every tenant's file once, which brings it up to date.
async fn tenants(config: &Config) -> Result<usize, Failure> {
    let store = open_store(config)?;
    let all = store.region().read(patience(), |tx| tx.tenants().all()).await;
    let all = all.map_err(|error: persistence::StoreError| failure(&error))?;
    for tenant in &all {
        eprintln!("migrating {}", tenant.slug);
        let read = store.tenant(tenant.id).read(patience(), |tx| Ok(tx.head().seq)).await;
        read.map_err(|error: persistence::StoreError| Failure(format!("{}: {}", tenant.slug, failure(&error))))?;
    }
    Ok(all.len())
}

/// The role a database address names: the one that serves, and is let read and write.
fn role(url: &str) -> Result<String, Failure> {
    let parsed: reqwest::Url = url.parse().map_err(|_| Failure("database.url is no address".into()))?;
    match parsed.username() {
        "" => Err(Failure("database.url names no role: postgres://ROLE:PASSWORD@HOST/DATABASE".into())),
        role => Ok(role.to_owned()),
    }
}
