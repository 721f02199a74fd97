//! `export`: a copy of a community in a file, taken up where its stream broke off. The region is played by this test, which
//! ends its answers wherever it likes.
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::thread::JoinHandle;

use places::Folder;

use crate::process::{Ended, run_with};

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
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let node = format!("http://{}", listener.local_addr().expect("an address"));
    let played = std::thread::spawn(move || {
        let answer = |Says(status, body): Says| {
            let (mut stream, _) = listener.accept().expect("a request");
            let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
            let asked = lines.next().expect("a request line");
            lines.find(String::is_empty).expect("an end of the headers");
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
