//! Tokens bound to a key, and the proofs that go with them (RFC 9449), over HTTP.
use serde_json::{Value, json};

use super::proof::{bound, good, proof, request, thumbprint};
use super::*;
use crate::caller::{Answer, Caller};

const SECRET: &str = "1f0e2d3c4b5a69788796a5b4c3d2e1f01f0e2d3c4b5a69788796a5b4c3d2e1f0";
const PARTIES: &str = "/v1/tenants/bergen/parties";

/// A refused token or proof is told as the standard says.
fn assert_refused(answer: &Answer, error: &str, why: &str) {
    assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{why}");
    let told: Vec<_> = answer.headers.get_all("www-authenticate").iter().map(|it| it.to_str().unwrap()).collect();
    let challenge = format!("DPoP error=\"{error}\", algs=\"EdDSA ES256 ES384 RS256");
    assert!(told[0].starts_with(&challenge), "{why}: {told:?}");
    assert!(told[1].starts_with("Bearer resource_metadata=\"https://vest.example/.well-known/"), "{why}: {told:?}");
}

#[actix_web::test]
async fn a_bound_token_opens_with_a_fresh_proof_for_each_request_and_with_nothing_less() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "helseid").await;
        admit_alver(&region).await;
        let token = bound(&region);
        let send = |at: (&'static str, &'static str), proofs: Vec<String>| {
            let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
            Caller::send(request(&region, &token, at, &proofs))
        };
        let get = ("GET", CASES);
        let made = proof(&region, &token, ("POST", CASES), &json!({}), &json!({}));
        let post = request(&region, &token, ("POST", CASES), &[&made]).json(&json!({"title": "Oppdikta"}));
        Caller::send(post).await.expect(201);
        // The query is none of the proof's, and the method is the client's own.
        let narrowed =
            request(&region, &token, ("GET", &format!("{CASES}?limit=1")), &[&good(&region, &token, "GET", CASES)]);
        Caller::send(narrowed).await.expect(200);
        send(("HEAD", CASES), vec![good(&region, &token, "HEAD", CASES)]).await.expect(200);
        let swapped = send(("HEAD", CASES), vec![good(&region, &token, "GET", CASES)]).await;
        assert_eq!(swapped.status, 401, "the proof was for GET");

        let now = now(&region);
        let with = |header: Value, claims: Value| vec![proof(&region, &token, get, &header, &claims)];
        let whole = |claims: Value| with(json!({}), claims);
        let fine = good(&region, &token, "GET", CASES);
        let mut broken = fine.clone().into_bytes();
        let at = fine.rfind('.').unwrap() + 20;
        broken[at] = if broken[at] == b'A' { b'B' } else { b'A' };
        let key = super::proof::key();
        let mut private = key.clone();
        private["d"] = json!("AAAA");
        let of_proof = "invalid_dpop_proof";
        for (why, proofs, error) in [
            ("no proof", vec![], of_proof),
            ("two proofs", vec![fine.clone(), good(&region, &token, "GET", CASES)], of_proof),
            ("no JWT", vec!["x".to_owned()], of_proof),
            ("typ", with(json!({"typ": "JWT"}), json!({})), of_proof),
            ("alg none", with(json!({"alg": "none"}), json!({})), of_proof),
            ("alg HS256", with(json!({"alg": "HS256"}), json!({})), of_proof),
            ("no key", with(json!({"jwk": null}), json!({})), of_proof),
            ("a private key", with(json!({"jwk": private}), json!({})), of_proof),
            ("a flipped bit", vec![String::from_utf8(broken).unwrap()], of_proof),
            ("no jti", whole(json!({"jti": null})), of_proof),
            ("another method", whole(json!({"htm": "POST"})), of_proof),
            ("another path", whole(json!({"htu": "https://vest.example/v1/tenants"})), of_proof),
            ("another region", whole(json!({"htu": format!("https://nord.example{CASES}")})), of_proof),
            ("too old", whole(json!({"iat": now - 600})), of_proof),
            ("from the future", whole(json!({"iat": now + 600})), of_proof),
            ("no ath", whole(json!({"ath": null})), of_proof),
            ("another token's", vec![good(&region, "another", "GET", CASES)], of_proof),
        ] {
            // The token has been verified and is remembered: the proof is asked for all the same.
            assert_refused(&send(get, proofs).await, error, why);
        }
        let used = good(&region, &token, "GET", CASES);
        send(get, vec![used.clone()]).await.expect(200);
        assert_refused(&send(get, vec![used.clone()]).await, of_proof, "a replay");
        region.turn_clock(60);
        assert_refused(&send(get, vec![used]).await, of_proof, "a replay a minute later");
        region.stop().await;
    }
}

#[actix_web::test]
async fn each_token_is_for_its_own_scheme() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "helseid").await;
        let (bound, free) = (bound(&region), token(&documented(HEALTH_CLIENT, &region, &json!({}))));
        region.with_token(&free).get(PARTIES).await.expect(200);
        let sent_as_bearer = region.with_token(&bound).request("GET", PARTIES);
        let with_proof = sent_as_bearer.header("DPoP", good(&region, &bound, "GET", PARTIES));
        let told = Caller::send(with_proof).await.expect(401);
        assert!(told.header("www-authenticate").unwrap().starts_with("Bearer error=\"invalid_token\""));
        let proofs = [good(&region, &free, "GET", PARTIES)];
        let unbound = Caller::send(request(&region, &free, ("GET", PARTIES), &[&proofs[0]])).await;
        assert_refused(&unbound, "invalid_token", "bound to nothing");
        // A key that is not the one the token names.
        let stolen = json!({"cnf": {"jkt": thumbprint().chars().rev().collect::<String>()}});
        let stolen = token(&documented(HEALTH_CLIENT, &region, &stolen));
        let proofs = [good(&region, &stolen, "GET", PARTIES)];
        let told = Caller::send(request(&region, &stolen, ("GET", PARTIES), &[&proofs[0]])).await;
        assert_refused(&told, "invalid_token", "another's key");
        // Bound in a way that this service cannot check.
        let mtls = token(&documented(HEALTH_CLIENT, &region, &json!({"cnf": {"x5t#S256": "oppdikta"}})));
        region.with_token(&mtls).get(PARTIES).await.expect(401);
        // A proof stands in no token's place.
        region.with_token(&proofs[0]).get(PARTIES).await.expect(401);
        let no_scope = json!({"cnf": {"jkt": thumbprint()}, "scope": []});
        let no_scope = token(&documented(HEALTH_CLIENT, &region, &no_scope));
        let told = request(&region, &no_scope, ("GET", PARTIES), &[&good(&region, &no_scope, "GET", PARTIES)]);
        let told = Caller::send(told).await.expect(403);
        let challenge = told.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("DPoP error=\"insufficient_scope\", scope=\"helsefellesskap:"), "{challenge}");
        region.stop().await;
    }
}

#[actix_web::test]
async fn a_proof_used_at_one_node_is_used_up_at_the_other() {
    let issuer = Issuer::start();
    let settings = format!("{}kind = \"helseid\"\n", issuer.settings());
    let (one, other) = Region::nodes(&Wishes { settings, secret: Some(SECRET), ..Wishes::default() }).await;
    one.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
    let token = bound(&one);
    let proofs: Vec<String> = (0..8).map(|_| good(&one, &token, "GET", PARTIES)).collect();
    let send = |node: &Region, proof: &str| Caller::send(request(node, &token, ("GET", PARTIES), &[proof]));
    for (at, proof) in proofs.iter().enumerate() {
        let (first, second) = if at % 2 == 0 { (&one, &other) } else { (&other, &one) };
        send(first, proof).await.expect(200);
        assert_refused(&send(second, proof).await, "invalid_dpop_proof", "used at the other node");
        assert_refused(&send(first, proof).await, "invalid_dpop_proof", "used at this node");
    }
    // At once, as an attacker on the way would try it: one of them, and only one.
    for _ in 0..8 {
        let raced = good(&one, &token, "GET", PARTIES);
        let (a, b, c) = tokio::join!(send(&one, &raced), send(&other, &raced), send(&other, &raced));
        let mut statuses = [a.status, b.status, c.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401, 401]);
    }
    one.stop().await;
    other.stop().await;
}

#[actix_web::test]
async fn used_proofs_are_remembered_for_as_long_as_they_would_be_taken_and_no_longer() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "helseid").await;
        let count = async || {
            let soon = std::time::Instant::now() + std::time::Duration::from_secs(30);
            let counted = region.node.store.region().read(soon, |tx| tx.spent_proofs().count()).await;
            counted.map_err(|error: persistence::StoreError| error.to_string()).unwrap()
        };
        let first = bound(&region);
        for _ in 0..3 {
            let proof = good(&region, &first, "GET", PARTIES);
            Caller::send(request(&region, &first, ("GET", PARTIES), &[&proof])).await.expect(200);
        }
        assert_eq!(count().await, 3);
        region.turn_clock(600);
        let second = bound(&region);
        let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
        let proof = good(&region, &second, "GET", PARTIES);
        Caller::send(request(&region, &second, ("GET", PARTIES), &[&proof])).await.expect(200);
        while count().await != 1 {
            assert!(std::time::Instant::now() < patience, "old proofs are still there");
            actix_web::rt::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        region.stop().await;
    }
}
