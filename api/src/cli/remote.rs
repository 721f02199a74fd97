//! A running region, spoken to as any client speaks to it.
use std::time::Duration;

use clap::Args;
use domain::Date;
use reqwest::header::{ACCEPT_LANGUAGE, HeaderMap};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde_json::Value;

use crate::auth::install_tls_provider;
use crate::boot::Failure;
use crate::cli::token;

/// The variable a token is read from.
const TOKEN: &str = "HELSEFELLESSKAP_TOKEN";

/// Which running region, and as whom.
#[derive(Debug, Args)]
pub struct At {
    /// The region's address
    #[arg(long, value_name = "URL")]
    pub node: Url,
    /// Client of the region's own issuer [default: the token in the variable
    /// HELSEFELLESSKAP_TOKEN]
    #[arg(long, value_name = "ID")]
    pub client: Option<String>,
}

/// An open way to a region.
pub(super) struct Remote {
    http: reqwest::Client,
    node: Url,
    token: String,
}

/// What a region answered.
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

impl At {
    /// Gets a token, if none is there.
    pub(super) async fn open(&self) -> Result<Remote, Failure> {
        install_tls_provider();
        let token = match (&self.client, std::env::var(TOKEN)) {
            (Some(client), _) => token::ask(&self.node, client, &[]).await?,
            (None, Ok(token)) => token,
            (None, Err(_)) => return Err(Failure(format!("name a client by --client, or set {TOKEN}"))),
        };
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build().map_err(Failure::of)?;
        Ok(Remote { http, node: self.node.clone(), token })
    }
}

impl Remote {
    /// A request to an address of the region, with a day in its query where one is named.
    pub fn ask(&self, method: Method, path: &str, day: (&str, Option<Date>)) -> Result<RequestBuilder, Failure> {
        let mut address = self.node.join(path).map_err(Failure::of)?;
        if let (name, Some(day)) = day {
            address.query_pairs_mut().append_pair(name, &day.to_string());
        }
        Ok(self.http.request(method, address).bearer_auth(&self.token).header(ACCEPT_LANGUAGE, "en"))
    }

    /// Sends a request whose answer is read as it comes; one that refuses is read whole.
    pub async fn stream(&self, request: RequestBuilder) -> Result<Result<Response, Answer>, Failure> {
        let answer = request.send().await.map_err(|_| self.silent())?;
        if answer.status() == StatusCode::OK { Ok(Ok(answer)) } else { self.read(answer).await.map(Err) }
    }

    /// Sends a request and reads the answer.
    pub async fn send(&self, request: RequestBuilder) -> Result<Answer, Failure> {
        let answer = request.send().await.map_err(|_| self.silent())?;
        self.read(answer).await
    }

    fn silent(&self) -> Failure {
        Failure(format!("{} does not answer", self.node))
    }

    async fn read(&self, answer: Response) -> Result<Answer, Failure> {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer.bytes().await.map_err(|_| self.silent())?;
        Ok(Answer { status, headers, json: serde_json::from_slice(&bytes).unwrap_or_default() })
    }
}

impl Answer {
    /// Why it was refused, in one line.
    pub fn refusal(&self) -> Failure {
        let reason = self.json["detail"].as_str().unwrap_or("no reason told");
        Failure(format!("refused with {}: {reason}", self.status))
    }

    /// The faults in a list of it: each as pointer, code and text.
    pub fn faults(&self, list: &str) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let told = self.json[list].as_array().into_iter().flatten();
        told.map(|fault| (text(&fault["pointer"]), text(&fault["code"]), text(&fault["detail"]))).collect()
    }
}
