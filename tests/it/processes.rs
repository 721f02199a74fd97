//! Several processes of one region over one database: what both write is told once and in order, and what one did the other
//! takes on.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::process::{Running, Settings, caller, run_with, two_ports};
use crate::region::Kind;
use crate::webhooks::{Receiver, until};

const FJELL: &str = "/v1/tenants/fjell";
/// How many processes and tasks write, and how much each of them.
const WRITERS: usize = 4;
const EACH: usize = 25;

const SHARED: [(&str, &str); 4] = [
    ("HELSEFELLESSKAP_KEYS__SECRET", "5a0e2d3c4b5a69788796a5b4c3d2e1f05a0e2d3c4b5a69788796a5b4c3d2e1f0"),
    ("HELSEFELLESSKAP_LIMITS__RATE_PER_SECOND", "100000"),
    ("HELSEFELLESSKAP_LIMITS__RATE_BURST", "100000"),
    ("HELSEFELLESSKAP_WEBHOOKS__ALLOW_LOOPBACK", "true"),
];

/// Two processes that run, with the invented `fjell` and its administrator.
struct Two {
    settings: Settings,
    ports: [u16; 2],
    running: [Running; 2],
    token: String,
}

async fn told(arguments: &[&str], secret: Option<&str>) -> String {
    let mut variables = SHARED.to_vec();
    variables.extend(secret.map(|secret| ("HELSEFELLESSKAP_CLIENT_SECRET", secret)));
    let ended = run_with(arguments, &variables).await;
    assert_eq!(ended.status, Some(0), "{arguments:?}: {ended:?}");
    ended.stdout.trim().to_owned()
}

impl Two {
    async fn start() -> Self {
        let port = two_ports();
        let settings = Settings::fresh(Kind::Postgres, port);
        let (one, other) = (settings.file().to_owned(), settings.of_another_node(port + 1));
        told(&["migrate", "--config", &one], None).await;
        let secret = told(&["client", "add", "--config", &one, "fjell-admin"], None).await;
        let charter = concat!(env!("CARGO_MANIFEST_DIR"), "/it/fjell.toml");
        told(&["tenant", "load", charter, "--config", &one, "--admin", "fjell-admin"], None).await;
        let mut running = [&one, &other].map(|file| Running::with(&["serve", "--config", file], &SHARED));
        running.iter_mut().for_each(|node| drop(node.until("listens on")));
        let token = told(&["token", "--config", &one, "fjell-admin"], Some(&secret)).await;
        Self { settings, ports: [port, port + 1], running, token }
    }

    /// The administrator, at one of the processes.
    fn admin(&self, at: usize) -> Caller {
        caller(self.ports[at % 2], Some(self.token.clone()))
    }

    /// Somebody who may read the journal, at either process.
    async fn auditors(&self) -> [Caller; 2] {
        let secret = told(&["client", "add", "--config", self.settings.file(), "fjell-auditor"], None).await;
        let issuer = format!("http://127.0.0.1:{}", self.ports[0]);
        let holder = json!({"kind": "identity", "issuer": issuer, "subject": "fjell-auditor"});
        let grant = json!({"role": "auditor", "holder": holder});
        self.admin(0).post(&format!("{FJELL}/grants"), &grant).await.expect(201);
        let token = told(&["token", "--config", self.settings.file(), "fjell-auditor"], Some(&secret)).await;
        self.ports.map(|port| caller(port, Some(token.clone())))
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    held: i64,
}

/// How many pieces of standing work some process holds.
fn held(settings: &Settings) -> i64 {
    let mut owner = settings.database().expect("it has one").owner();
    let counted = "SELECT count(*) AS held FROM standing_work WHERE holder IS NOT NULL";
    diesel::sql_query(counted).get_result::<Count>(&mut owner).expect("it is counted").held
}

#[actix_web::test]
async fn what_two_processes_write_at_once_is_followed_once_and_in_order() {
    let two = Two::start().await;
    let auditors = two.auditors().await;
    let mut place = auditors[0].get(&format!("{FJELL}/changes")).await.expect(200).json["cursor"].clone();
    let writing = Arc::new(AtomicUsize::new(WRITERS));
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let (admin, writing) = (two.admin(number), Arc::clone(&writing));
        writers.push(actix_web::rt::spawn(async move {
            let mut taken = Vec::new();
            for i in 0..EACH {
                let new = json!({"name": format!("Oppdikta Person {number}-{i}")});
                let made = admin.post(&format!("{FJELL}/persons"), &new).await.expect(201);
                taken.push(made.json["id"].clone());
            }
            writing.fetch_sub(1, Ordering::SeqCst);
            taken
        }));
    }
    // Read while they write, now at one process and now at the other.
    let mut seen: Vec<Value> = Vec::new();
    for auditor in auditors.iter().cycle() {
        let finished = writing.load(Ordering::SeqCst) == 0;
        let after = place.as_str().expect("a place").to_owned();
        let page = auditor.get(&format!("{FJELL}/changes?limit=7&wait=1&after={after}")).await.expect(200).json;
        let items = page["items"].as_array().expect("events");
        seen.extend(items.iter().cloned());
        place = page["cursor"].clone();
        if finished && page["more"] == false && items.is_empty() {
            break;
        }
    }
    let mut taken = Vec::new();
    for writer in writers {
        taken.extend(writer.await.expect("it wrote"));
    }
    let told: Vec<&Value> = seen.iter().map(|event| &event["subject"]).collect();
    let entries = auditors[1].all(&format!("{FJELL}/journal?subjectType=person&limit=100")).await;
    let mut journal: Vec<(i64, &Value)> =
        entries.iter().map(|entry| (entry["seq"].as_i64().expect("a number"), &entry["subject"])).collect();
    journal.sort_by_key(|(seq, _)| *seq);
    assert_eq!(told, journal.iter().map(|(_, subject)| *subject).collect::<Vec<_>>(), "in the journal's order");
    let mut told: Vec<&str> = told.into_iter().filter_map(Value::as_str).collect();
    let mut taken: Vec<&str> = taken.iter().filter_map(Value::as_str).collect();
    told.sort_unstable();
    taken.sort_unstable();
    assert_eq!(told, taken, "each write that was taken, once");
    assert_eq!(told.len(), WRITERS * EACH);
}

#[actix_web::test]
async fn a_process_that_stops_in_order_leaves_its_work_to_the_others() {
    let two = Two::start().await;
    let (receiver, admin) = (Receiver::start().await, two.admin(0));
    let new = json!({"url": receiver.url(), "types": ["person"]});
    admin.post(&format!("{FJELL}/webhooks"), &new).await.expect(201);
    admin.post(&format!("{FJELL}/persons"), &json!({"name": "Oppdikta Person"})).await.expect(201);
    until("the first is told", async || !receiver.seen().is_empty()).await;
    assert_eq!(held(&two.settings), 1);
    let Two { settings, ports, running: [one, other], token } = two;
    one.terminate();
    assert_eq!(one.end().status, Some(0));
    // Whichever of them it was: the one that goes on need not wait.
    let late = caller(ports[1], Some(token));
    late.post(&format!("{FJELL}/persons"), &json!({"name": "Oppdikta Person"})).await.expect(201);
    until("the second is told", async || receiver.seen().len() >= 2).await;
    other.terminate();
    assert_eq!(other.end().status, Some(0));
    assert_eq!(held(&settings), 0, "nothing is held by those who are gone");
}
