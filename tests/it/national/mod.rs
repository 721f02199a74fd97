//! Tokens as Maskinporten, Altinn and HelseID document them, signed by an issuer of the tests.
mod dpop;
mod issuers;
mod oracle;
mod organisations;
mod proof;
mod well_known;

use serde_json::{Value, json};

use crate::issuer::{ISSUER, Issuer, header, signed};
use crate::region::{Kind, Region, Wishes};

const CASES: &str = "/v1/tenants/bergen/cases";
const GRANTS: &str = "/v1/tenants/bergen/grants";
const SETTINGS: &str = "/v1/tenants/bergen/settings";

const PLAIN: &str = include_str!("tokens/maskinporten.json");
const DELEGATED: &str = include_str!("tokens/maskinporten-delegated.json");
const SYSTEM_USER: &str = include_str!("tokens/maskinporten-system-user.json");
const HEALTH_CLIENT: &str = include_str!("tokens/helseid-client.json");
const HEALTH_PERSON: &str = include_str!("tokens/helseid-person.json");

/// A region that believes an issuer of this kind.
async fn believing(store: Kind, issuer: &Issuer, kind: &str) -> Region {
    let settings = format!("{}kind = {kind:?}\n", issuer.settings());
    Region::start(store, &Wishes { settings, ..Wishes::default() }).await
}

fn now(region: &Region) -> i64 {
    region.clock.now().micros() / 1_000_000
}

/// The claims of a documented token for region `vest`, with some of them changed; null takes one away.
fn documented(token: &str, region: &Region, changes: &Value) -> Value {
    let mut claims: Value = serde_json::from_str(token).unwrap();
    let scopes: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
    let now = now(region);
    claims["iss"] = json!(ISSUER);
    claims["aud"] = json!("https://vest.example");
    (claims["iat"], claims["exp"]) = (json!(now), json!(now + 120));
    if claims.get("nbf").is_some() {
        claims["nbf"] = json!(now);
    }
    claims["scope"] = if claims["scope"].is_array() { json!(scopes) } else { json!(scopes.join(" ")) };
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

fn token(claims: &Value) -> String {
    signed(&header(), claims)
}

/// Gives Alver's systems at the issuer their rights, as the community's administrator does.
async fn admit_alver(region: &Region) {
    let holder = json!({"kind": "organization", "issuer": ISSUER, "orgNumber": "920290922"});
    let grant = json!({"role": "party-system", "holder": holder, "party": "alver"});
    region.caller("bergen-admin").await.post(GRANTS, &grant).await.expect(201);
}
