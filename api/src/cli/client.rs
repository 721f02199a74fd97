//! `client add`, `client disable`: clients of the region's own issuer.

use clap::{Args, Subcommand};
use domain::{Key, OrgNumber};
use persistence::{Client, StoreError};

use super::RegionFile;

use crate::auth::generate_secret;
use crate::boot::{Failure, open_store, operator, patience};
use crate::loading::{NewClient, failure};
use crate::node::Clock;

/// What can be done with clients.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Add a client and print its secret, once
    Add(ClientAdd),
    /// Give a client no more tokens, and tell nobody anything more on its behalf
    Disable(ClientDisable),
}

/// What `client add` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
The secret is printed once and kept as a digest only. What the client may do
follows from grants in the communities, not from here.

Examples:
  helsefellesskap client add --config vest.toml alver-sak \\
    --organization 920290922 --scope helsefellesskap:structure.read")]
pub struct ClientAdd {
    /// To which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// The client's id: small letters, digits and hyphens
    #[arg(value_name = "ID", value_parser = client_id)]
    pub id: Key,
    /// Organisation number of whoever runs it
    #[arg(long, value_name = "NUMBER", value_parser = organization)]
    pub organization: Option<OrgNumber>,
    /// A scope it may ask for; repeat for several [default: all]
    #[arg(long = "scope", value_name = "SCOPE", value_parser = scope)]
    pub scopes: Vec<&'static str>,
    /// Let it run the region as well: open, change and close communities
    #[arg(long)]
    pub operator: bool,
}

/// What `client disable` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
The client gets no tokens any more; those it has live out their minutes. What it
has set up goes no further either: its webhooks are told nothing, and its private
calendar addresses open nothing. Its grants stay as they are.

Examples:
  helsefellesskap client disable --config vest.toml alver-sak")]
pub struct ClientDisable {
    /// In which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// The client's id
    #[arg(value_name = "ID", value_parser = client_id)]
    pub id: Key,
}

/// Reads a client's id.
pub(super) fn client_id(text: &str) -> Result<Key, &'static str> {
    Key::parse(text).ok_or("must be 2 to 63 small letters, digits and hyphens, a letter first")
}

fn organization(text: &str) -> Result<OrgNumber, &'static str> {
    OrgNumber::parse(text).ok_or("must be nine digits, the last one a check digit")
}

/// Reads a scope of the policy.
pub(super) fn scope(text: &str) -> Result<&'static str, String> {
    let known = || domain::policy::SCOPES.iter().map(|(scope, _)| *scope);
    known()
        .find(|scope| *scope == text)
        .ok_or_else(|| format!("must be one of {}", known().collect::<Vec<_>>().join(", ")))
}

impl ClientAdd {
    /// Adds the client and prints its secret.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        let secret = generate_secret().map_err(Failure::of)?;
        let store = open_store(&config)?;
        let all = domain::policy::SCOPES.iter().map(|(scope, _)| *scope);
        let scopes = if self.scopes.is_empty() { all.collect() } else { self.scopes.clone() };
        let new = NewClient {
            name: self.id.as_str(),
            secret: &secret,
            org_number: self.organization,
            scopes: &scopes,
            demo: false,
            operator: self.operator.then_some(config.region.url.as_str()),
        };
        new.add(&store, operator(&Clock::default())).await?;
        super::print(&format!("{secret}\n"))
    }
}

impl ClientDisable {
    /// Disables the client. One that is disabled already stays so.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let store = open_store(&self.region.load()?)?;
        let (writer, name) = (operator(&Clock::default()), self.id.to_string());
        let now = writer.now;
        let region = store.region();
        let disabled = region.write(patience(), writer, move |tx| {
            let old = tx.clients().get(&name)?;
            if old.value.disabled {
                return Ok(());
            }
            let new = Client { disabled: true, changed_at: now, version: old.value.version + 1, ..old.value.clone() };
            tx.clients().change(&old, &new)
        });
        disabled.await.map_err(|error| match error {
            StoreError::NotFound => Failure(format!("there is no client {}", self.id)),
            error => failure(&error),
        })?;
        super::print(&format!("{}: disabled\n", self.id))
    }
}
