//! PyJWT, which knows nothing of us, checks our tokens and makes proofs that we take.
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::*;
use crate::caller::Caller;
use crate::region::on_both;

/// What the oracle answers to a question.
async fn ask(question: &Value) -> Value {
    let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON names the interpreter that tests/run installs");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/tokens.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(question.to_string().as_bytes()).await.expect("it listens");
    drop(stdin);
    let ended = child.wait_with_output().await.expect("it ends");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    serde_json::from_slice(&ended.stdout).expect("it answers in JSON")
}

#[actix_web::test]
async fn pyjwt_verifies_our_tokens_by_our_metadata_and_keys() {
    on_both(async |region| {
        region.caller("bergen-alver").await;
        let token = region.token("bergen-alver", Some("helsefellesskap:cases.read")).await;
        let base = format!("http://{}", region.address);
        let question = json!({"ask": "verify", "base": base, "issuer": "https://vest.example", "token": token});
        let answer = ask(&question).await;
        assert_eq!(answer["header"]["typ"], "at+jwt");
        let claims = &answer["claims"];
        assert_eq!((&claims["sub"], &claims["scope"]), (&json!("bergen-alver"), &json!("helsefellesskap:cases.read")));
        assert_eq!(claims["consumer"]["ID"], "0192:920290922");
        let mut forged = token.into_bytes();
        let at = forged.iter().rposition(|byte| *byte == b'.').unwrap() + 20;
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let mut question = question;
        question["token"] = json!(String::from_utf8(forged).unwrap());
        assert_eq!(ask(&question).await["refused"], "InvalidSignatureError", "it would take anything");
    })
    .await;
}

#[actix_web::test]
async fn a_proof_that_pyjwt_makes_is_taken_once() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "helseid").await;
        let path = "/v1/tenants/bergen/parties";
        for algorithm in ["ES256", "ES384", "RS256", "PS256", "EdDSA"] {
            let made = ask(&json!({"ask": "key", "algorithm": algorithm})).await;
            let bound = json!({"cnf": {"jkt": made["thumbprint"]}});
            let token = token(&documented(HEALTH_CLIENT, &region, &bound));
            let question = json!({
                "ask": "proof", "algorithm": algorithm, "key": made["key"], "token": token, "method": "GET",
                "url": format!("https://vest.example{path}?limit=2"), "iat": now(&region),
            });
            let proof = ask(&question).await["proof"].as_str().unwrap().to_owned();
            let send = || Caller::send(super::proof::request(&region, &token, ("GET", path), &[&proof]));
            send().await.expect(200);
            send().await.expect(401);
        }
        region.stop().await;
    }
}
