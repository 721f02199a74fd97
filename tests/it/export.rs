//! `export`: a copy of a community in a file, taken up where its stream broke off. The region is played by this test, which
//! ends its answers wherever it likes.
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use places::Folder;

use crate::process::{Ended, Running, program, run_with};
use crate::region::on_both;
use crate::seated::person;
use crate::webhooks::until;

const SNAPSHOT: &str = "{\"kind\":\"snapshot\"}\n";
const ONE: &str = "{\"kind\":\"record\",\"type\":\"party\",\"id\":\"party_ein\",\"version\":1,\"data\":{}}\n";
const TWO: &str = "{\"kind\":\"record\",\"type\":\"party\",\"id\":\"party_to\",\"version\":1,\"data\":{}}\n";
const FIRST: &str = "{\"kind\":\"resume\",\"after\":\"fyrste\"}\n";
const SECOND: &str = "{\"kind\":\"resume\",\"after\":\"andre\"}\n";
const END: &str = "{\"kind\":\"end\",\"cursor\":\"sluttstaden\",\"records\":2}\n";

/// What a region answers: a status, and a body that is cut before it is said to end.
struct Says(u16, String);

fn cut(parts: &[&str]) -> Says {
    Says(200, parts.concat())
}

/// Answers one request after the other; gives what was asked for.
fn play(answers: Vec<Says>) -> (String, JoinHandle<Vec<String>>) {
    play_slowly(Duration::ZERO, answers)
}

/// The same, with a pause before each answer.
fn play_slowly(pause: Duration, answers: Vec<Says>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let node = format!("http://{}", listener.local_addr().expect("an address"));
    let played = std::thread::spawn(move || {
        let answer = |Says(status, body): Says| {
            let (mut stream, _) = listener.accept().expect("a request");
            let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
            let asked = lines.next().expect("a request line");
            lines.find(String::is_empty).expect("an end of the headers");
            std::thread::sleep(pause);
            let length = body.len();
            // A body in chunks, without the one that ends it.
            let head = format!("HTTP/1.1 {status} X\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n");
            let whole = if status == 200 { "" } else { "0\r\n\r\n" };
            stream.write_all(format!("{head}{whole}").as_bytes()).expect("sent");
            asked.split(' ').nth(1).expect("an address").to_owned()
        };
        answers.into_iter().map(answer).collect()
    });
    (node, played)
}

async fn export(node: &str, to: &str) -> Ended {
    let words = ["export", "fjell", "--types", "party,body", "--to", to, "--node", node];
    run_with(&words, &[("HELSEFELLESSKAP_TOKEN", "eit-token")]).await
}

const ADDRESS: &str = "/v1/tenants/fjell/snapshot?types=party%2Cbody";

#[actix_web::test]
async fn what_comes_further_each_time_is_fetched_to_its_end() {
    let folder = Folder::new();
    let file = folder.path().join("fjell.jsonl");
    let half = &TWO[..20];
    let (node, played) = play(vec![cut(&[SNAPSHOT, ONE, FIRST, half]), cut(&[TWO, SECOND]), cut(&[END])]);
    let ended = export(&node, file.to_str().unwrap()).await;
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.stdout.ends_with("2 records\n"), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), [SNAPSHOT, ONE, FIRST, TWO, SECOND, END].concat());
    let asked = played.join().expect("played");
    assert_eq!(asked, [ADDRESS.to_owned(), format!("{ADDRESS}&after=fyrste"), format!("{ADDRESS}&after=andre")]);
    assert!(!folder.path().join("fjell.jsonl.part").exists());
    let again = export(&node, file.to_str().unwrap()).await;
    assert_eq!((again.status, again.stderr.contains("is there already")), (Some(1), true), "{again:?}");
}

#[actix_web::test]
async fn what_was_broken_off_goes_on_in_another_run_without_a_half_line() {
    let folder = Folder::new();
    let (file, part) = (folder.path().join("fjell.jsonl"), folder.path().join("fjell.jsonl.part"));
    let (node, played) = play(vec![cut(&[SNAPSHOT, ONE, FIRST, TWO]), cut(&[&TWO[..9]])]);
    let ended = export(&node, file.to_str().unwrap()).await;
    assert_eq!((ended.status, ended.stderr.lines().count()), (Some(1), 1), "{ended:?}");
    assert!(ended.stderr.contains("broken off after 1 records"), "{ended:?}");
    assert_eq!(played.join().expect("played").len(), 2);
    assert!(!file.exists());
    assert_eq!(std::fs::read_to_string(&part).unwrap(), [SNAPSHOT, ONE, FIRST].concat());

    // As a machine that stopped in the middle of writing leaves it.
    std::fs::write(&part, [SNAPSHOT, ONE, FIRST, TWO, &SECOND[..15]].concat()).unwrap();
    let (node, played) = play(vec![cut(&[TWO, END])]);
    let ended = export(&node, file.to_str().unwrap()).await;
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert_eq!(played.join().expect("played"), [format!("{ADDRESS}&after=fyrste")]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), [SNAPSHOT, ONE, FIRST, TWO, END].concat());
}

#[actix_web::test]
async fn each_refusal_is_one_clear_line() {
    let folder = Folder::new();
    let (file, part) = (folder.path().join("fjell.jsonl"), folder.path().join("fjell.jsonl.part"));
    let failed = "{\"kind\":\"failed\",\"code\":\"resync-required\"}\n";
    for (answer, told, kept) in [
        (Says(410, "{}".to_owned()), "run it again to begin anew", false),
        (cut(&[failed]), "run it again to begin anew", false),
        (Says(403, "{\"detail\":\"Not for you.\"}".to_owned()), "refused with 403 Forbidden: Not for you.", true),
        (cut(&["ikkje JSON\n"]), "a line cannot be read", true),
    ] {
        std::fs::write(&part, [SNAPSHOT, ONE, FIRST].concat()).unwrap();
        let (node, played) = play(vec![answer]);
        let ended = export(&node, file.to_str().unwrap()).await;
        assert_eq!((ended.status, ended.stderr.lines().count()), (Some(1), 1), "{ended:?}");
        assert!(ended.stderr.contains(told), "{ended:?}");
        assert_eq!((part.exists(), file.exists()), (kept, false), "{told}");
        played.join().expect("played");
    }
    std::fs::write(&part, "noko heilt anna\n").unwrap();
    let ended = export("http://127.0.0.1:9", file.to_str().unwrap()).await;
    assert!(ended.stderr.contains("is no export that was broken off"), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&part).unwrap(), "noko heilt anna\n");
}

/// Hands on what a region says until it has told where to go on, and is silent from then on.
fn hold_back(region: std::net::SocketAddr) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let node = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut near, _) = listener.accept().expect("a request");
        let far = TcpStream::connect(region).expect("the region listens");
        let (mut asks, mut hears) = (near.try_clone().expect("a stream"), far.try_clone().expect("a stream"));
        std::thread::spawn(move || std::io::copy(&mut asks, &mut hears));
        let mut says = BufReader::new(far);
        let mut line = Vec::new();
        while says.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if near.write_all(&line).is_err()
                || line.starts_with(b"{\"after\"")
                || line.starts_with(b"{\"kind\":\"resume\"")
            {
                break;
            }
            line.clear();
        }
        // Neither closed nor heard of any more.
        std::thread::sleep(std::time::Duration::from_secs(3600));
    });
    node
}

/// The things a copy holds, by their kinds and ids.
fn things(copy: &str) -> Vec<(String, String)> {
    let lines = copy.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"));
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let records = lines.filter(|line| line["kind"] == "record");
    let mut things: Vec<_> = records.map(|line| (text(&line["type"]), text(&line["id"]))).collect();
    things.sort();
    things
}

#[actix_web::test]
async fn an_export_that_was_killed_on_its_way_goes_on_to_the_same_copy() {
    on_both(async |region| {
        let (folder, admin) = (Folder::new(), region.caller("bergen-admin").await);
        for i in 0..150 {
            person(&admin, "bergen", &format!("Oppdikta Person {i}")).await;
        }
        let (file, part) = (folder.path().join("bergen.jsonl"), folder.path().join("bergen.jsonl.part"));
        let token = region.token("bergen-admin", None).await;
        let (token, to) = ([("HELSEFELLESSKAP_TOKEN", token.as_str())], file.to_str().unwrap());
        let words = |node: &str| ["export", "bergen", "--to", to, "--node", node].map(str::to_owned);
        let node = hold_back(region.address);
        let running = Running::with(&words(&node).each_ref().map(String::as_str), &token);
        let kept = || std::fs::read_to_string(&part).unwrap_or_default();
        until("a piece is kept", async || kept().contains("\"resume\"")).await;
        drop(running);
        assert!(!file.exists(), "it is not whole");
        let before = things(&kept()).len();

        let node = format!("http://{}", region.address);
        let ended = run_with(&words(&node).each_ref().map(String::as_str), &token).await;
        assert_eq!(ended.status, Some(0), "{ended:?}");
        assert!(!part.exists());
        let copy = std::fs::read_to_string(&file).unwrap();
        let fresh = admin.get("/v1/tenants/bergen/snapshot").await.expect(200).bytes;
        let all = things(std::str::from_utf8(&fresh).unwrap());
        assert_eq!(things(&copy), all, "everything, and nothing twice");
        assert!(0 < before && before < all.len(), "{before} of {} were there", all.len());
        let end: serde_json::Value = serde_json::from_str(copy.lines().last().unwrap()).unwrap();
        assert_eq!((&end["kind"], &end["records"]), (&"end".into(), &all.len().into()));
        assert!(ended.stdout.ends_with(&format!("{} records\n", all.len())), "{ended:?}");
    })
    .await;
}

/// Runs a command in a terminal, as people do; gives what they see.
const IN_A_TERMINAL: &str = "import os, pty, sys\nsys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

#[actix_web::test]
async fn whoever_watches_sees_how_far_it_has_come() {
    let folder = Folder::new();
    let file = folder.path().join("fjell.jsonl");
    // Many times as long as between two looks of the bar.
    let answers = vec![cut(&[SNAPSHOT, ONE, FIRST]), cut(&[TWO, END])];
    let (node, played) = play_slowly(Duration::from_secs(3), answers);
    let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON: see tests/run --help");
    let mut watched = std::process::Command::new(python);
    watched.args(["-c", IN_A_TERMINAL]).arg(program());
    watched.args(["export", "fjell", "--types", "party,body", "--node", &node, "--to"]).arg(&file);
    watched.env("HELSEFELLESSKAP_TOKEN", "eit-token").env("TERM", "xterm").stdin(std::process::Stdio::null());
    let seen = watched.output().expect("it runs");
    let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
    assert!(seen.contains("fjell") && seen.contains("1 records") && seen.contains("2 records"), "{seen:?}");
    played.join().expect("played");
}
