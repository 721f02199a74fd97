//! `openapi`: the contract, as the program serves it.

use clap::Args;

/// What `openapi` is told: nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap openapi > openapi.json")]
pub struct OpenApi {}
