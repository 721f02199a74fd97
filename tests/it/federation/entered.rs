//! Both ends of a write that is passed on have it in their journals, under one trace; what was refused is in neither.
use std::time::{Duration, Instant};

use domain::{ActKind, Entry, ForwardedOutcome, ForwardedRequest, RequestId, SubjectType, WriteMethod};
use persistence::{JournalFilter, StoreError};
use serde_json::{Value, json};

use super::stand::{Stand, replaced, stopped};
use super::{Regions, grant, key, on_either, on_either_with, soon, verified, with_nordland};
use crate::caller::Caller;
use crate::process::{Settings, run};
use crate::region::Region;

const CASES: &str = "/v1/tenants/nordland/cases";
const PARTIES: &str = "/v1/tenants/nordland/parties";

/// What the region's journal has of requests that were passed on, in order.
async fn entries(region: &Region) -> Vec<(Entry, ForwardedRequest)> {
    let filter = JournalFilter { subject_type: Some(SubjectType::Request), limit: 100, ..JournalFilter::default() };
    let scope = region.node.store.region();
    let read = scope.read::<_, StoreError>(soon(), move |tx| {
        let entries = tx.journal().list(&filter)?;
        entries
            .into_iter()
            .map(|entry| {
                let id = RequestId::parse(&entry.act.subject.id).expect("a request's id");
                Ok((entry, tx.forwarded().get(id)?))
            })
            .collect()
    });
    read.await.expect("the journal is read")
}

/// Waits until there are so many: those whose client has left are entered after it has.
async fn until(region: &Region, many: usize) -> Vec<(Entry, ForwardedRequest)> {
    let begun = Instant::now();
    loop {
        let found = entries(region).await;
        if found.len() >= many {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{} of {many} entries", found.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn new_case() -> Value {
    json!({"title": "Oppdikta sak", "party": "vagan"})
}

/// The newest entry of the community's own journal.
async fn at_home(auditor: &Caller) -> Value {
    auditor.get("/v1/tenants/nordland/journal?limit=1").await.expect(200).json["items"][0].clone()
}

async fn heads(regions: &Regions) -> (i64, i64, i64) {
    let (vest, nord) = (regions.vest(), regions.nord());
    (vest.region_head().await, nord.head("nordland").await, nord.region_head().await)
}

#[actix_web::test]
async fn what_is_written_through_another_door_is_in_both_journals_under_one_trace() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let auditor = grant(regions, "nordland", "ettersyn", "auditor").await;
        let community = nord.tenant("nordland").await;

        let made = secretary.post(CASES, &new_case()).await.expect(201);
        let home = at_home(&auditor).await;
        let (entry, request) = entries(vest).await.pop().expect("an entry");
        assert_eq!(home["traceId"], entry.actor.trace);
        assert!(made.header("traceparent").is_some_and(|trace| trace.contains(&entry.actor.trace)));
        assert_eq!((home["actor"].as_str(), home["act"].as_str()), (Some(entry.actor.id.as_str()), Some("created")));
        assert_eq!(
            (entry.act.kind, Some(entry.act.subject.id.as_str())),
            (ActKind::Forwarded, made.header("x-request-id"))
        );
        let wanted = ForwardedRequest {
            id: request.id,
            peer: key("nord"),
            community,
            method: WriteMethod::Post,
            route: domain::Line::parse("/v1/tenants/{tenant}/cases").expect("a line"),
            outcome: ForwardedOutcome::Done(201),
        };
        assert_eq!(request, wanted);

        let case = made.header("location").expect("an address").to_owned();
        let tag = secretary.get(&case).await.expect(200).names_version();
        secretary.patch(&case, &tag, &json!({"note": "Oppdikta merknad"})).await.expect(200);
        let (entry, request) = entries(vest).await.pop().expect("an entry");
        assert_eq!(at_home(&auditor).await["traceId"], entry.actor.trace);
        assert_eq!((request.method, request.route.as_str()), (WriteMethod::Patch, "/v1/tenants/{tenant}/cases/{case}"));

        let keyed = || secretary.request("POST", CASES).header("Idempotency-Key", "ein-gong").json(&new_case());
        Caller::send(keyed()).await.expect(201);
        assert_eq!(entries(vest).await.len(), 3);
        let heads_before = heads(regions).await;
        let again = Caller::send(keyed()).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(heads(regions).await, heads_before, "what is answered again is no second act");
        verified(vest).await;
        verified(nord).await;
        let settings = Settings::beside(vest);
        let trace = at_home(&auditor).await["traceId"].as_str().expect("a trace").to_owned();
        let listed = run(&["journal", "list", "--config", settings.file(), "--trace", &trace]).await;
        let wanted = format!(" POST /v1/tenants/{{tenant}}/cases to nord for {community}: 201 trace {trace}");
        assert!(listed.status == Some(0) && listed.stdout.trim_end().ends_with(&wanted), "{listed:?}");
        assert_eq!(listed.stdout.lines().count(), 1, "{listed:?}");
    })
    .await;
}

#[actix_web::test]
async fn what_is_read_or_refused_is_in_neither_journal() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let vest = regions.vest();
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let (stranger, nobody) = (vest.stranger().await, vest.nobody());
        let before = heads(regions).await;
        secretary.get(CASES).await.expect(200);
        for method in ["HEAD", "OPTIONS"] {
            assert!(Caller::send(secretary.request(method, CASES)).await.status < 300);
        }
        nobody.post(CASES, &new_case()).await.expect(401);
        stranger.post(CASES, &new_case()).await.expect(403);
        secretary.post(CASES, &json!({"title": 1})).await.expect(422);
        secretary.post(&format!("{CASES}?x=1"), &new_case()).await.expect(400);
        secretary.post("/v1/tenants/nordland/ukjend", &new_case()).await.expect(404);
        secretary.patch(&format!("{PARTIES}/vagan"), "\"99\"", &json!({"names": {"nb": "A", "nn": "A"}})).await;
        stopped(regions).await;
        let gone = secretary.post(CASES, &new_case()).await.expect(503);
        assert_eq!(gone.code(), "peer-unavailable");
        assert_eq!(heads(regions).await, before);
        assert!(entries(vest).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn what_may_have_been_done_is_entered_as_doubtful_once() {
    let settings = "[limits]\nrequest_seconds = 5\nrate_per_second = 100000\nrate_burst = 100000\n";
    for (stand, status) in [(Stand::HangsUp, 502), (Stand::Unsigned, 502), (Stand::Silent, 504)] {
        on_either_with(&["vest", "nord"], settings, async |regions| {
            with_nordland(regions).await;
            let vest = regions.vest();
            let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
            replaced(regions, stand).await;
            let keyed = secretary.request("POST", CASES).header("Idempotency-Key", "ein-gong").json(&new_case());
            let answer = Caller::send(keyed).await.expect(status);
            let (entry, request) = until(vest, 1).await.remove(0);
            assert_eq!(request.outcome, ForwardedOutcome::Doubtful);
            assert_eq!(answer.json["traceId"], entry.actor.trace);
            // Without a token nothing is ever changed, and reads change nothing.
            vest.nobody().post(CASES, &new_case()).await.expect(status);
            secretary.get(CASES).await.expect(status);
            verified(vest).await;
            assert_eq!(entries(vest).await.len(), 1);
        })
        .await;
    }
}

#[actix_web::test]
async fn that_it_cannot_be_asked_again_does_not_tell_that_nothing_was_done() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let vest = regions.vest();
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        replaced(regions, Stand::HangsUpAndGoes).await;
        let keyed = secretary.request("POST", CASES).header("Idempotency-Key", "ein-gong").json(&new_case());
        assert_eq!(Caller::send(keyed).await.expect(502).code(), "peer-answer-invalid");
        assert_eq!(until(vest, 1).await[0].1.outcome, ForwardedOutcome::Doubtful);
        let keyed = secretary.request("POST", CASES).header("Idempotency-Key", "to-gonger").json(&new_case());
        assert_eq!(Caller::send(keyed).await.expect(503).code(), "peer-unavailable");
        assert_eq!(entries(vest).await.len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn a_client_that_leaves_takes_its_request_with_it_and_leaves_an_entry() {
    let settings = "[limits]\nrequest_seconds = 300\nrate_per_second = 100000\nrate_burst = 100000\n";
    on_either_with(&["vest", "nord"], settings, async |regions| {
        with_nordland(regions).await;
        let vest = regions.vest();
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let met = replaced(regions, Stand::Silent).await;
        let read = actix_web::rt::spawn(Caller::send(secretary.request("GET", CASES)));
        met.asked(1).await;
        read.abort();
        met.left(1).await;
        let write = actix_web::rt::spawn(Caller::send(secretary.request("POST", CASES).json(&new_case())));
        met.asked(2).await;
        write.abort();
        met.left(2).await;
        let found = until(vest, 1).await;
        assert_eq!((found.len(), found[0].1.outcome), (1, ForwardedOutcome::Doubtful), "a read leaves none");
        verified(vest).await;
    })
    .await;
}

/// Lets no request that was passed on be entered.
fn locked(region: &Region) {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, PgConnection, SqliteConnection};
    match region.database() {
        Some(database) => {
            let mut conn = PgConnection::establish(&database.owner_url()).expect("the database answers");
            conn.batch_execute("ALTER TABLE forwarded_request RENAME TO elsewhere").expect("renamed");
        }
        None => {
            let file = region.folder().join("data").join("region.db");
            let mut conn = SqliteConnection::establish(&file.to_string_lossy()).expect("the file opens");
            conn.batch_execute("PRAGMA busy_timeout = 30000; ALTER TABLE forwarded_request RENAME TO elsewhere")
                .expect("renamed");
        }
    }
}

#[actix_web::test]
async fn an_entry_that_cannot_be_made_takes_nobodys_answer_away() {
    on_either(&["vest", "nord"], async |regions| {
        crate::overheard::listen_for("could not be entered in this region's journal");
        with_nordland(regions).await;
        let vest = regions.vest();
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let auditor = grant(regions, "nordland", "ettersyn", "auditor").await;
        let before = vest.region_head().await;
        locked(vest);
        secretary.post(CASES, &new_case()).await.expect(201);
        assert_eq!(vest.region_head().await, before);
        let trace = at_home(&auditor).await["traceId"].as_str().expect("a trace").to_owned();
        let begun = Instant::now();
        let told = || crate::overheard::heard("could not be entered in this region's journal").1;
        while !told().iter().any(|line| line.contains(&trace) && line.contains("error")) {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is said of it");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}
