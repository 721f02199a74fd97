//! `token`: a token from a region's own issuer, for scripts and trials.

use std::path::PathBuf;

use clap::Args;
use reqwest::Url;

/// What `token` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
The token alone goes to standard output. The secret is read from the variable
HELSEFELLESSKAP_CLIENT_SECRET, else from standard input; never from an argument,
which others on the machine could see.

Examples:
  export HELSEFELLESSKAP_CLIENT_SECRET=demo
  TOKEN=$(helsefellesskap token --url http://127.0.0.1:8080 bergen-admin)
  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8080/v1/tenants")]
pub struct Token {
    /// Which region.
    #[command(flatten)]
    pub node: Node,
    /// The client's id
    pub client: String,
    /// A scope to ask for; repeat for several [default: all it may]
    #[arg(long = "scope", value_name = "SCOPE", value_parser = super::client::scope)]
    pub scopes: Vec<&'static str>,
}

/// The running region that issues the token: by its address, or by the settings that name it.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Node {
    /// The region's settings, which name its address
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The region's address
    #[arg(long)]
    pub url: Option<Url>,
}
