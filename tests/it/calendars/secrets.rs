//! The secret in a private address is in no log line, no figure and no trace, whatever came of the request.
use serde_json::json;

use crate::caller::Caller;
use crate::process::{Running, Settings, caller, run, run_with, two_ports};
use crate::region::Kind;

/// Logs as much as one who looks for a fault has it log.
const CHATTY: [(&str, &str); 2] = [("HELSEFELLESSKAP_LOG__FILTER", "debug"), ("HELSEFELLESSKAP_LOG__FORMAT", "json")];

async fn told(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let ended = run_with(arguments, variables).await;
    assert_eq!(ended.status, Some(0), "{arguments:?}: {ended:?}");
    ended.stdout.trim().to_owned()
}

#[actix_web::test]
async fn a_private_address_is_in_no_log_and_no_figure() {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let port = two_ports();
        let settings = Settings::fresh(kind, port);
        let config = settings.file();
        assert_eq!(run(&["migrate", "--config", config]).await.status, Some(0));
        let secret = told(&["client", "add", "--config", config, "fjell-admin"], &[]).await;
        let charter = concat!(env!("CARGO_MANIFEST_DIR"), "/it/fjell.toml");
        told(&["tenant", "load", charter, "--config", config, "--admin", "fjell-admin"], &[]).await;
        let mut running = Running::with(&["serve", "--config", config], &CHATTY);
        let mut said = running.until("listens on");
        let secret = [("HELSEFELLESSKAP_CLIENT_SECRET", secret.as_str())];
        let token = told(&["token", "--config", config, "fjell-admin"], &secret).await;
        let admin = caller(port, Some(token));
        let new = json!({"of": "tenant"});
        let made = admin.post("/v1/tenants/fjell/calendar-addresses", &new).await.expect(201);
        let address = made.json["address"].as_str().unwrap().to_owned();
        let path = address.strip_prefix(&format!("http://127.0.0.1:{port}")).unwrap().to_owned();
        let key = path.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
        assert_eq!(key.len(), 43, "{path}");

        let nobody = caller(port, None);
        let told = nobody.get(&path).await.expect(200);
        // Held already, asked for in other ways, wrong in one letter, of another community, under a token, too long.
        let other: String = key.chars().rev().collect();
        Caller::send(nobody.request("GET", &path).header("If-None-Match", told.etag())).await.expect(304);
        Caller::send(nobody.request("HEAD", &path)).await.expect(200);
        Caller::send(nobody.request("POST", &path)).await.expect(405);
        nobody.get(&format!("{path}?secret={key}")).await.expect(400);
        nobody.get(&path.replace(&key, &other)).await.expect(404);
        nobody.get(&path.replace("/fjell/", "/bergen/")).await.expect(404);
        nobody.get(&format!("/v1/tenants/fjell/calendar-addresses/{key}")).await;
        caller(port, Some(key.clone())).get(&path).await;
        let traced = nobody
            .request("GET", &path)
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Caller::send(traced.header("Referer", &address)).await.expect(200);
        let figures = String::from_utf8(nobody.get("/metrics").await.expect(200).bytes).unwrap();
        assert!(figures.contains("http_request_duration_seconds"));

        admin.delete(made.header("location").unwrap(), "\"1\"").await.expect(200);
        nobody.get(&path).await.expect(404);
        running.terminate();
        let ended = running.end();
        assert_eq!(ended.status, Some(0), "{ended:?}");
        said.push_str(&ended.stdout);
        said.push_str(&ended.stderr);
        assert!(
            said.contains("/v1/tenants/{tenant}/calendars/{calendar}.ics"),
            "its requests are logged by their route: {said}"
        );
        for secret in [key.as_str(), other.as_str()] {
            let line = said.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "a log line has it");
            assert!(!figures.contains(secret), "a figure has it");
        }
    }
}
