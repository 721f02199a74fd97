//! The program from a shell: the demonstration, and every command.
use serde_json::json;

use crate::caller::Caller;
use crate::process::{Running, Settings, caller, program, run, run_with, two_ports};
use crate::region::Kind;
use places::Folder;

const READY: &str = "Stop with Ctrl-C";

fn demo(folder: &Folder, port: u16) -> Running {
    let data = folder.path().join("demo").display().to_string();
    Running::of(&["demo", "--port", &port.to_string(), "--data", &data])
}

async fn token(port: u16, client: &str) -> String {
    let url = format!("http://127.0.0.1:{port}");
    let got = run_with(&["token", "--url", &url, client], &[("HELSEFELLESSKAP_CLIENT_SECRET", "demo")]).await;
    assert_eq!(got.status, Some(0), "{got:?}");
    got.stdout.trim().to_owned()
}

/// A command that fails says why in one line, and says nothing else.
async fn assert_one_line(arguments: &[&str], expected: &str) {
    let ended = run(arguments).await;
    assert_eq!((ended.status, ended.stderr.lines().count()), (Some(1), 1), "{arguments:?}: {ended:?}");
    assert!(ended.stderr.starts_with("helsefellesskap: ") && ended.stderr.contains(expected), "{ended:?}");
    assert_eq!(ended.stdout, "", "{arguments:?}");
}

#[actix_web::test]
async fn the_demonstration_runs_as_it_says_and_keeps_its_data() {
    let (folder, port) = (Folder::new(), two_ports());
    let mut running = demo(&folder, port);
    let said = running.until(READY);
    for wanted in ["/docs", "bergen-admin", "bergen-alver", "nordland-vagan", "vest-operator", "nord-operator"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    for (at, slug) in [(port, "bergen"), (port + 1, "nordland")] {
        let nobody = caller(at, None);
        assert_eq!(nobody.get("/v1/tenants").await.expect(200).json["items"][0]["slug"], slug);
        assert!(nobody.all(&format!("/v1/tenants/{slug}/bodies")).await.len() > 3, "{slug} is loaded");
        let file = format!("{}/../tenants/{slug}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let admin = token(at, &format!("{slug}-admin")).await;
        let again = ["import", slug, &file, "--node", &format!("http://127.0.0.1:{at}")];
        let again = run_with(&again, &[("HELSEFELLESSKAP_TOKEN", &admin)]).await;
        assert!(again.stdout.contains(" 0 new, "), "the history of {slug} is loaded: {again:?}");
        nobody.get("/docs/").await.expect(200);
        nobody.get("/healthz").await.expect(200);
        let ready = nobody.get(&format!("/readyz/{slug}")).await.expect(200);
        assert_eq!(ready.json["status"], "ready");
        let figures = String::from_utf8(nobody.get("/metrics").await.expect(200).bytes).unwrap();
        assert!(figures.contains("http_request_duration_seconds") && !figures.contains(slug), "{figures}");
    }
    let line = said.lines().find(|line| line.trim_start().starts_with("curl ")).expect("a curl to try");
    let words: Vec<String> = line.split_whitespace().skip(1).map(str::to_owned).collect();
    let tried = std::process::Command::new("curl").arg("--silent").arg("--fail").args(&words).output();
    let answer: serde_json::Value = serde_json::from_slice(&tried.expect("curl is there").stdout).unwrap();
    assert_eq!(answer["items"].as_array().map(Vec::len), Some(3), "{line}");

    let admin = caller(port, Some(token(port, "bergen-admin").await));
    let body = admin.all("/v1/tenants/bergen/bodies").await.remove(0);
    let address = format!("/v1/tenants/bergen/bodies/{}", body["id"].as_str().unwrap());
    let before = admin.get(&address).await.expect(200);
    admin.patch(&address, before.etag(), &json!({"note": "Endra i demo"})).await.expect(200);
    let auditor = caller(port, Some(token(port, "bergen-auditor").await));
    let entries = auditor.all("/v1/tenants/bergen/journal?subjectType=body&limit=100").await;
    let changed = |entry: &serde_json::Value| entry["act"] == "changed" && entry["subject"] == body["id"];
    assert!(entries.iter().any(changed), "the change is in the journal");
    // The token of one region opens nothing in the other.
    let abroad = caller(port + 1, Some(token(port, "bergen-admin").await));
    abroad.get("/v1/tenants/nordland/settings").await.expect(401);
    // A page that points its own name at this machine reaches nothing.
    let rebound = caller(port, None).request("GET", "/v1/tenants").header("Host", "evil.example");
    assert_eq!(Caller::send(rebound).await.expect(421).code(), "misdirected");

    running.terminate();
    assert_eq!(running.end().status, Some(0), "it stops when it is told to");
    let mut again = demo(&folder, port);
    again.until(READY);
    let kept = caller(port, None).get(&address).await.expect(200);
    assert_eq!(kept.json["note"], "Endra i demo");
    again.terminate();
    assert_eq!(again.end().status, Some(0));
}

#[actix_web::test]
async fn a_start_that_cannot_succeed_says_so_in_one_line_and_leaves_nothing() {
    let (folder, port) = (Folder::new(), two_ports());
    let data = folder.path().join("demo").display().to_string();
    let number = port.to_string();
    let arguments = ["demo", "--port", &number, "--data", &data];
    let taken = std::net::TcpListener::bind(("127.0.0.1", port + 1)).unwrap();
    assert_one_line(&arguments, &(port + 1).to_string()).await;
    assert!(!folder.path().join("demo").exists(), "a start that failed made a folder");
    drop(taken);

    let foreign = folder.path().join("foreign");
    std::fs::create_dir_all(foreign.join("vest")).unwrap();
    std::fs::write(foreign.join("vest/photo.jpg"), b"").unwrap();
    assert_one_line(&["demo", "--port", &number, "--data", &foreign.display().to_string()], "not ours").await;
    // Where a file is, no folder can be made: nobody can write there, not even the superuser.
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    assert_one_line(&["demo", "--port", &number, "--data", &file.display().to_string()], "cannot be used").await;

    let mut running = demo(&folder, port);
    running.until(READY);
    let other = two_ports().to_string();
    assert_one_line(&["demo", "--port", &other, "--data", &data], "another process").await;

    let settings = folder.path().join("vest.toml");
    let vest = format!("{data}/vest");
    let text = format!(
        "[region]\nname = \"vest\"\nurl = \"http://127.0.0.1:{other}\"\n[server]\nlisten = \"127.0.0.1:{other}\"\n\
         [data]\nfolder = {vest:?}\n",
    );
    std::fs::write(&settings, text).unwrap();
    let settings = settings.display().to_string();
    assert_one_line(&["serve", "--config", &settings], "demo vest").await;
    running.terminate();
    running.end();
    // Without the mark it is the demonstration's clients that are known.
    std::fs::write(format!("{vest}/helsefellesskap"), "region vest\n").unwrap();
    assert_one_line(&["serve", "--config", &settings], "demonstration clients").await;
}

/// A region from nothing to a first answer, by commands alone.
async fn raise_a_region(kind: Kind) {
    let port = two_ports();
    let settings = Settings::fresh(kind, port);
    let config = settings.file();
    let migrated = run(&["migrate", "--config", config]).await;
    assert_eq!(migrated.status, Some(0), "{kind:?}: {migrated:?}");
    assert!(run(&["migrate", "--config", config]).await.stdout.contains(" 0 applied"), "twice changes nothing");
    let added = run(&["client", "add", "--config", config, "fjell-admin"]).await;
    assert_eq!(added.status, Some(0), "{added:?}");
    let secret = added.stdout.trim().to_owned();
    assert!(secret.len() >= 43, "256 bits: {secret}");
    assert_one_line(&["client", "add", "--config", config, "fjell-admin"], "fjell-admin already").await;
    let charter = concat!(env!("CARGO_MANIFEST_DIR"), "/it/fjell.toml");
    let load = ["tenant", "load", charter, "--config", config, "--admin", "fjell-admin"];
    let loaded = run(&load).await;
    assert_eq!(loaded.status, Some(0), "{loaded:?}");
    assert_one_line(&load, "already").await;
    for purpose in ["node", "issuer", "cursor"] {
        let rotated = run(&["keys", "rotate", "--config", config, purpose]).await;
        assert_eq!(rotated.status, Some(0), "{rotated:?}");
    }
    let whole = run(&["journal", "verify", "--config", config, "fjell"]).await;
    assert!(whole.status == Some(0) && whole.stdout.contains("whole"), "{whole:?}");

    let mut running = Running::of(&["serve", "--config", config]);
    running.until("listens on");
    let secret = [("HELSEFELLESSKAP_CLIENT_SECRET", secret.as_str())];
    let got = run_with(&["token", "--config", config, "fjell-admin"], &secret).await;
    assert_eq!(got.status, Some(0), "{got:?}");
    let admin = caller(port, Some(got.stdout.trim().to_owned()));
    assert_eq!(admin.all("/v1/tenants/fjell/bodies").await.len(), 2);
    let wrong = [("HELSEFELLESSKAP_CLIENT_SECRET", "wrong")];
    let refused = run_with(&["token", "--config", config, "fjell-admin"], &wrong).await;
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""), "{refused:?}");
    if !settings.has_database() {
        // A folder has one owner: a command that would write beside a running node refuses.
        assert_one_line(&["client", "add", "--config", config, "one-more"], "another process").await;
    }
    running.terminate();
    let ended = running.end();
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(settings.folder().exists() && !ended.stderr.contains(secret[0].1), "no secret is logged");
}

#[actix_web::test]
async fn a_region_is_raised_from_nothing_by_commands() {
    for kind in [Kind::Files, Kind::Postgres] {
        raise_a_region(kind).await;
    }
}

#[actix_web::test]
async fn a_charter_is_checked_with_the_place_of_every_fault() {
    let folder = Folder::new();
    let sound = concat!(env!("CARGO_MANIFEST_DIR"), "/it/fjell.toml");
    let checked = run(&["tenant", "check", sound]).await;
    assert!(checked.status == Some(0) && checked.stdout.contains("fjell is sound"), "{checked:?}");
    let file = folder.path().join("bad.toml");
    let text = std::fs::read_to_string(sound).unwrap();
    let text =
        text.replace("kind = \"municipality\"", "kind = \"castle\"").replace("parent = \"ssu\"", "parent = \"su\"");
    std::fs::write(&file, &text).unwrap();
    let file = file.display().to_string();
    let bad = run(&["tenant", "check", &file]).await;
    assert_eq!(bad.status, Some(1), "{bad:?}");
    let line = 1 + text.lines().position(|line| line.contains("castle")).unwrap();
    assert!(bad.stdout.lines().any(|said| said.starts_with(&format!("{file}:{line}:"))), "{bad:?}");
}

#[actix_web::test]
async fn the_printed_contract_is_the_committed_one() {
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json")).unwrap();
    let printed = run(&["openapi"]).await.stdout;
    assert!(printed == committed, "the contract, or the program, is not current: cargo build -p api");
}

#[actix_web::test]
async fn every_command_explains_itself_on_a_narrow_terminal() {
    let all: [&[&str]; 25] = [
        &[],
        &["demo"],
        &["serve"],
        &["import"],
        &["export"],
        &["migrate"],
        &["tenant"],
        &["tenant", "check"],
        &["tenant", "load"],
        &["tenant", "diff"],
        &["tenant", "apply"],
        &["tenant", "export"],
        &["tenant", "move"],
        &["tenant", "move", "list"],
        &["client"],
        &["client", "add"],
        &["client", "disable"],
        &["peer"],
        &["token"],
        &["keys"],
        &["keys", "rotate"],
        &["journal"],
        &["journal", "verify"],
        &["journal", "list"],
        &["openapi"],
    ];
    for words in all {
        let help = run(&[words, &["--help"]].concat()).await;
        assert_eq!(help.status, Some(0), "{words:?}");
        assert!(help.stdout.contains("Usage: helsefellesskap"), "{words:?}: {}", help.stdout);
        let long = help.stdout.lines().find(|line| line.chars().count() > 80);
        assert_eq!(long, None, "{words:?}");
    }
    let unknown = run(&["dmeo"]).await;
    assert_eq!((unknown.status, unknown.stdout.as_str()), (Some(2), ""));
    assert!(program().is_file());
}
