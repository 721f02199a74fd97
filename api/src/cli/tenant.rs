//! `tenant check` and `tenant load`: communities' charters.

mod relocating;
mod running;
mod whole;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::RegionFile;

use domain::policy::Role;
use domain::{Identity, Key, Line};

use crate::boot::{Failure, open_store, operator};
use crate::charter::check_file;
use crate::loading::{FirstGrant, is_loaded, load};
use crate::node::Clock;

pub use relocating::{MoveAccept, MoveBegin, MoveCommand, MoveFinish, MoveSettle, MoveUndo};
pub use running::{TenantApply, TenantDiff, TenantExport};
pub use whole::{TenantBackup, TenantRestore};

/// What can be done with communities.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Name every fault of charter files, with its place
    Check(TenantCheck),
    /// Open a community from its charter
    Load(TenantLoad),
    /// Tell what applying a charter file would change
    Diff(TenantDiff),
    /// Apply a charter file to a community that runs
    Apply(TenantApply),
    /// Print the charter of a community that runs
    Export(TenantExport),
    /// Write all of a community to a file
    Backup(TenantBackup),
    /// Restore a community from a file
    Restore(TenantRestore),
    /// Move a community to another region, step by step
    #[command(subcommand)]
    Move(MoveCommand),
}

/// What `tenant check` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Needs no region and no data. Exit code 1 if any file has a fault.

Examples:
  helsefellesskap tenant check tenants/*.toml")]
pub struct TenantCheck {
    /// Charter files, TOML
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// What `tenant load` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap tenant load tenants/bergen.toml --config vest.toml \\
    --admin bergen-admin")]
pub struct TenantLoad {
    /// The charter file, TOML
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Into which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// Client of the region's own issuer that administers it
    #[arg(long, value_name = "CLIENT", value_parser = super::client::client_id)]
    pub admin: Option<Key>,
}

impl TenantCheck {
    /// Checks every file and tells every fault.
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut faults = 0;
        for file in &self.files {
            match check_file(&read(file)?) {
                Ok(charter) => {
                    let (parties, areas, bodies) = (charter.parties.len(), charter.areas.len(), charter.bodies.len());
                    let slug = &charter.community.slug;
                    let provisions = charter.provisions.len();
                    let counts = format!("{parties} parties, {areas} areas, {bodies} bodies, {provisions} provisions");
                    super::print(&format!("{}: {slug} is sound ({counts})\n", file.display()))?;
                }
                Err(found) => {
                    faults += found.len();
                    for fault in found {
                        super::print(&format!("{}:{fault}\n", file.display()))?;
                    }
                }
            }
        }
        if faults == 0 { Ok(()) } else { Err(Failure(format!("{faults} faults"))) }
    }
}

/// A file's text.
fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure(format!("{}: {error}", file.display())))
}

impl TenantLoad {
    /// Opens the community, unless it is here already: changing a running one is the charter's own operation.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        let charter = check_file(&read(&self.file)?).map_err(|faults| {
            let lines = faults.iter().map(|fault| format!("{}:{fault}", self.file.display()));
            Failure(lines.collect::<Vec<_>>().join("\n"))
        })?;
        let store = open_store(&config)?;
        if is_loaded(&store, &charter.community.slug).await? {
            return Err(Failure(format!("{} is open in this region already", charter.community.slug)));
        }
        let admin = self.admin.as_ref().map(|client| FirstGrant {
            holder: Identity {
                issuer: Line::parse(config.region.url.as_str()).expect("an address in the settings is a line"),
                subject: Line::parse(client.as_str()).expect("a key is a line"),
            },
            role: Role::TenantAdmin,
            party: None,
        });
        let tenant = load(&store, &charter, admin.into_iter().collect(), operator(&Clock::default()), |_| ()).await?;
        super::print(&format!("{} is open as {}\n", tenant.slug, tenant.id))
    }
}
