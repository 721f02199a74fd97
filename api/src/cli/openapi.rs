//! `openapi`: the contract, as the program serves it.

use clap::Args;

use crate::boot::Failure;

/// What `openapi` is told: nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap openapi > openapi.json")]
pub struct OpenApi {}

impl OpenApi {
    /// Prints the contract.
    pub(super) fn run(&self) -> Result<(), Failure> {
        super::print(&crate::document::text())
    }
}
