//! The command line: what can be asked of the program. Each subcommand has a file of its own.

mod client;
mod demo;
mod export;
mod import;
mod journal;
mod keys;
mod migrate;
mod openapi;
mod peer;
mod remote;
mod serve;
mod tenant;
mod token;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::boot::Failure;
use crate::config::Config;

pub use client::{ClientAdd, ClientCommand, ClientDisable};
pub use demo::Demo;
pub use export::Export;
pub use import::Import;
pub use journal::{HeadArgument, JournalCommand, JournalList, JournalVerify};
pub use keys::{KeyPurpose, KeysCommand, KeysRotate};
pub use migrate::Migrate;
pub use openapi::OpenApi;
pub use peer::{PeerAdd, PeerCommand, PeerList, PeerRemove};
pub use serve::Serve;
pub use tenant::{
    MoveAccept, MoveBegin, MoveCommand, MoveFinish, MoveSettle, MoveUndo, TenantApply, TenantBackup, TenantCheck,
    TenantCommand, TenantDiff, TenantExport, TenantLoad, TenantRestore,
};
pub use token::{Node, Token};

const EXAMPLES: &str = "\
Examples:
  helsefellesskap                          two regions to try, with Swagger UI
  helsefellesskap serve --config vest.toml one region in production
  helsefellesskap tenant check bergen.toml every fault of a charter

Settings and their environment variables: docs/configuration.md";

/// Federated service for Norwegian health-cooperation communities
///
/// Without a command it does what `demo` does.
#[derive(Debug, Parser)]
#[command(name = "helsefellesskap", version, after_help = EXAMPLES, max_term_width = 80)]
pub struct Cli {
    /// What to do; nothing means `demo`.
    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// What was asked for.
    pub fn into_command(self) -> Command {
        self.command.unwrap_or_else(|| Command::Demo(Demo::default()))
    }
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run two regions on this machine, with both communities loaded
    Demo(Demo),
    /// Run one region
    Serve(Serve),
    /// Bring a region's store to this version
    Migrate(Migrate),
    /// Check, load and compare communities' charters; back communities up, restore
    /// and move them
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Enter cases and meetings of earlier years from files
    Import(Import),
    /// Write everything a caller may see of a community into a file
    Export(Export),
    /// Manage the clients of the region's own issuer
    #[command(subcommand)]
    Client(ClientCommand),
    /// Get a token from a region's own issuer
    Token(Token),
    /// Manage a region's private keys
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Say which regions this one trusts, and how far
    #[command(subcommand)]
    Peer(PeerCommand),
    /// Check the journal
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Print the contract (OpenAPI 3.1)
    #[command(name = "openapi")]
    OpenApi(OpenApi),
}

/// The settings of the region a command is about.
#[derive(Debug, Args)]
pub struct RegionFile {
    /// The region's settings, TOML
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
}

/// Does what was asked for.
///
/// # Errors
/// One clear line.
pub async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => demo.run().await,
        Command::Serve(serve) => serve.run().await,
        Command::Migrate(migrate) => migrate.run().await,
        Command::Tenant(TenantCommand::Check(check)) => check.run(),
        Command::Tenant(TenantCommand::Load(load)) => load.run().await,
        Command::Tenant(TenantCommand::Diff(diff)) => diff.run().await,
        Command::Tenant(TenantCommand::Apply(apply)) => apply.run().await,
        Command::Tenant(TenantCommand::Export(export)) => export.run().await,
        Command::Tenant(TenantCommand::Backup(backup)) => backup.run().await,
        Command::Tenant(TenantCommand::Restore(restore)) => restore.run().await,
        Command::Tenant(TenantCommand::Move(step)) => step.run().await,
        Command::Import(import) => import.run().await,
        Command::Export(export) => export.run().await,
        Command::Client(ClientCommand::Add(add)) => add.run().await,
        Command::Client(ClientCommand::Disable(disable)) => disable.run().await,
        Command::Token(token) => token.run().await,
        Command::Keys(KeysCommand::Rotate(rotate)) => rotate.run().await,
        Command::Peer(PeerCommand::Add(add)) => add.run().await,
        Command::Peer(PeerCommand::List(list)) => list.run().await,
        Command::Peer(PeerCommand::Remove(remove)) => remove.run().await,
        Command::Journal(JournalCommand::Verify(verify)) => verify.run().await,
        Command::Journal(JournalCommand::List(list)) => list.run().await,
        Command::OpenApi(openapi) => openapi.run(),
    }
}

/// Writes to standard output; a reader that has gone away is no fault of the command.
fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::of(error)),
        _ => Ok(()),
    }
}

impl RegionFile {
    /// The region's settings, or every fault in them.
    fn load(&self) -> Result<Config, Failure> {
        Config::load(&self.config).map_err(Failure::of)
    }
}

#[cfg(test)]
mod tests;
