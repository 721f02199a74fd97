//! Who calls a region: its clients, with tokens of its own issuer.
use api::boot::operator;
use api::loading::NewClient;
use domain::policy::SCOPES;
use domain::{Identity, Line, OrgNumber};

use super::Region;
use crate::caller::Caller;

/// The secret of every client in the tests.
const SECRET: &str = "only-for-tests";

impl Region {
    /// Adds a client of the region's own issuer.
    pub async fn client(&self, name: &str, org_number: Option<OrgNumber>, operator_too: bool) {
        let scopes: Vec<&str> = SCOPES.iter().map(|(scope, _)| *scope).collect();
        let operates = operator_too.then_some(self.node.url.as_str());
        let client = NewClient { name, secret: SECRET, org_number, scopes: &scopes, demo: false, operator: operates };
        client.add(&self.node.store, operator(&self.clock)).await.expect("the client is added");
    }

    /// How the region's own issuer knows a client.
    pub fn identity(&self, client: &str) -> Identity {
        let line = |text: &str| Line::parse(text).expect("a line");
        Identity { issuer: line(&self.node.url), subject: line(client) }
    }

    /// A caller with a token of the region's own issuer; the client is added if it is not there yet.
    pub async fn caller(&self, client: &str) -> Caller {
        let known = self.tokens.lock().expect("unpoisoned").get(client).cloned();
        let token = match known {
            Some(token) => token,
            None => {
                let token = self.token(client, None).await;
                self.tokens.lock().expect("unpoisoned").insert(client.to_owned(), token.clone());
                token
            }
        };
        self.with_token(&token)
    }

    /// A fresh token for a client, with all scopes or those named.
    pub async fn token(&self, client: &str, scope: Option<&str>) -> String {
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(scope.map(|scope| ("scope", scope)));
        let ask = self.http.post(format!("http://{}/oauth/token", self.address)).basic_auth(client, Some(SECRET));
        let answer = ask.form(&form).send().await.expect("the issuer answers");
        assert_eq!(answer.status(), 200, "a token for {client}");
        let body: serde_json::Value = answer.json().await.expect("JSON");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    /// Someone who runs the region.
    pub async fn operator(&self) -> Caller {
        if self.added.lock().expect("unpoisoned").insert("operator") {
            self.client("operator", None, true).await;
        }
        self.caller("operator").await
    }

    /// Someone with a valid token and no right anywhere.
    pub async fn stranger(&self) -> Caller {
        if self.added.lock().expect("unpoisoned").insert("stranger") {
            self.client("stranger", None, false).await;
        }
        self.caller("stranger").await
    }

    /// A caller by the name a table gives them: `nobody`, `stranger`, `operator`, or a client.
    pub async fn named(&self, name: &str) -> Caller {
        match name {
            "nobody" => self.nobody(),
            "stranger" => self.stranger().await,
            "operator" => self.operator().await,
            client => self.caller(client).await,
        }
    }

    /// A caller without a token.
    pub fn nobody(&self) -> Caller {
        Caller::new(self.http.clone(), self.address, None)
    }

    /// A caller with this token, whatever it is.
    pub fn with_token(&self, token: &str) -> Caller {
        Caller::new(self.http.clone(), self.address, Some(token.to_owned()))
    }
}
