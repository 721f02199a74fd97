//! `token`: a token from a region's own issuer, for scripts and trials.

use std::path::PathBuf;

use clap::Args;
use reqwest::Url;

use std::time::Duration;

use crate::auth::install_tls_provider;
use crate::boot::Failure;
use crate::config::Config;

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

impl Token {
    /// Asks the region's own issuer and prints the token alone.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        install_tls_provider();
        let base = match (&self.node.url, &self.node.config) {
            (Some(url), _) => url.clone(),
            (None, Some(file)) => {
                let config = Config::load(file).map_err(Failure::of)?;
                config.region.url.as_str().parse().map_err(|_| Failure("region.url is no address".into()))?
            }
            (None, None) => return Err(Failure("name the region by --url or --config".into())),
        };
        super::print(&format!("{}\n", ask(&base, &self.client, &self.scopes).await?))
    }
}

/// Asks a region's own issuer for a token of a client.
pub(super) async fn ask(base: &Url, client: &str, scopes: &[&str]) -> Result<String, Failure> {
    let secret = match std::env::var("HELSEFELLESSKAP_CLIENT_SECRET") {
        Ok(secret) => secret,
        Err(_) => {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).map_err(Failure::of)?;
            line.trim().to_owned()
        }
    };
    let address = base.join("/oauth/token").map_err(Failure::of)?;
    let mut form = vec![("grant_type", "client_credentials".to_owned())];
    if !scopes.is_empty() {
        form.push(("scope", scopes.join(" ")));
    }
    let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().map_err(Failure::of)?;
    let asked = http.post(address.clone()).basic_auth(client, Some(secret)).form(&form).send().await;
    let answer = asked.map_err(|_| Failure(format!("{address} does not answer")))?;
    let status = answer.status();
    let body: serde_json::Value = answer.json().await.map_err(Failure::of)?;
    let refused = || {
        let reason = body["error_description"].as_str().unwrap_or("no reason told");
        Failure(format!("refused with {status}: {reason}"))
    };
    body["access_token"].as_str().map(str::to_owned).ok_or_else(refused)
}
