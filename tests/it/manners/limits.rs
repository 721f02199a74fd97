//! Limits: of bodies, headers, addresses and time. What goes beyond them is refused in time and changes nothing.
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use serde_json::json;

use super::wire::{Wire, head as request_head, parts};
use super::{PARTIES, head, party, rows};
use crate::caller::{Answer, Caller};
use crate::region::{Kind, Region, Wishes, on_both};

/// The writes of `bergen`, held up from outside: another connection has what each of them needs first.
pub struct Held(Blocker);

enum Blocker {
    File(SqliteConnection),
    Row(PgConnection),
}

impl Held {
    /// Holds them up from now on.
    pub async fn begin(region: &Region) -> Self {
        let tenant = rows(region, "bergen").await.tenant();
        Self(match region.database() {
            None => {
                let file = region.folder().join(format!("data/tenants/{tenant}.db"));
                let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
                conn.batch_execute("BEGIN IMMEDIATE").unwrap();
                Blocker::File(conn)
            }
            Some(database) => {
                let mut conn = PgConnection::establish(&database.owner_url()).unwrap();
                let lock = format!("BEGIN; SELECT 1 FROM journal_head WHERE tenant_id = '{}' FOR UPDATE", tenant.0);
                conn.batch_execute(&lock).unwrap();
                Blocker::Row(conn)
            }
        })
    }

    /// Lets them go.
    pub async fn release(self) {
        match self.0 {
            Blocker::File(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
            Blocker::Row(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
        }
    }
}

/// Runs a test on a region of either store with these limits.
pub(super) async fn limited(limits: &str, test: impl AsyncFn(&Region)) {
    let settings = format!("[limits]\nrate_per_second = 100000\nrate_burst = 100000\n{limits}\n");
    for kind in [Kind::Files, Kind::Postgres] {
        let region = Region::start(kind, &Wishes { settings: settings.clone(), ..Wishes::default() }).await;
        println!("on {:?}", region.kind);
        test(&region).await;
        region.stop().await;
    }
}

/// An answer and how long it took.
async fn timed(answer: impl Future<Output = Answer>) -> (Answer, Duration) {
    let began = Instant::now();
    (answer.await, began.elapsed())
}

#[actix_web::test]
async fn bodies_are_bounded_by_the_settings() {
    limited("body_bytes = 2000", async |region| {
        let admin = region.caller("bergen-admin").await;
        let before = head(region, "bergen").await;
        let token = region.token("bergen-admin", None).await;
        let sized = |bytes: usize| format!("{{\"zz\": \"{}\"}}", "x".repeat(bytes - 10));
        let send = async |body: String| {
            Caller::send(admin.request("POST", PARTIES).header("Content-Type", "application/json").body(body)).await
        };
        assert_eq!(send(sized(2000)).await.expect(422).code(), "invalid");
        let refused = send(sized(2001)).await.expect(413);
        assert_eq!(refused.code(), "body-too-large");
        assert!(refused.json["detail"].as_str().is_some_and(|detail| detail.contains("2000")), "{}", refused.json);

        // Without a length, the bytes are counted as they come.
        let chunked = [("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")];
        let mut wire = Wire::to(region).await;
        wire.send(request_head("POST", PARTIES, &token, &chunked)).await;
        for _ in 0..30 {
            wire.send(format!("64\r\n{}\r\n", "x".repeat(100))).await;
        }
        assert_eq!(parts(&wire.rest().await).0, 413);

        let form = region.nobody().request("POST", "/oauth/token").form(&[("grant_type", "x".repeat(3000))]);
        assert_eq!(Caller::send(form).await.expect(413).code(), "body-too-large");
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn an_address_and_headers_are_bounded() {
    on_both(async |region| {
        let nobody = region.nobody();
        nobody.get(&format!("{PARTIES}?kind={}", "x".repeat(8000))).await.expect(400);
        assert_eq!(
            nobody.get(&format!("{PARTIES}?kind={}", "x".repeat(8200))).await.expect(414).code(),
            "uri-too-long"
        );
        let ask = nobody.request("GET", PARTIES).header("X-Long", "x".repeat(60_000));
        Caller::send(ask).await.expect(200);
        // Beyond the parser's bounds the request is no request: refused and closed, without a body.
        let mut wire = Wire::to(region).await;
        wire.send(format!("GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}", "x".repeat(200_000))).await;
        let answer = wire.rest().await;
        assert_eq!(parts(&answer).0, 431, "{answer}");
        nobody.get(PARTIES).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    limited("request_seconds = 1", async |region| {
        let token = region.token("bergen-admin", None).await;
        for (path, content_type) in
            [(PARTIES, "application/json"), ("/oauth/token", "application/x-www-form-urlencoded")]
        {
            let mut wire = Wire::to(region).await;
            let headers = [("Content-Type", content_type), ("Content-Length", "100")];
            wire.send(request_head("POST", path, &token, &headers) + "{\"key\"").await;
            let began = Instant::now();
            let answer = wire.rest().await;
            assert_eq!(parts(&answer).0, 408, "{answer}");
            assert!(answer.contains("request-timeout") && began.elapsed() < Duration::from_secs(4), "{answer}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_write_that_cannot_begin_is_given_up_in_time() {
    limited("request_seconds = 1", async |region| {
        let admin = region.caller("bergen-admin").await;
        let before = head(region, "bergen").await;
        let held = Held::begin(region).await;
        let alver = format!("{PARTIES}/alver");
        let (new, note) = (party("sein", "Sein"), json!({"note": "sein"}));
        for (answer, took) in [
            timed(admin.post(PARTIES, &new)).await,
            timed(admin.patch(&alver, "*", &note)).await,
            timed(admin.delete(&alver, "*")).await,
        ] {
            let answer = answer.expect(503);
            assert_eq!(answer.code(), "deadline", "{}", answer.json);
            assert!(answer.header("retry-after").is_some());
            assert!(took < Duration::from_millis(2500), "{took:?}");
        }
        // Reads go on meanwhile.
        admin.get(PARTIES).await.expect(200);
        held.release().await;
        assert_eq!(head(region, "bergen").await, before, "nothing was written, nor later");
        admin.post(PARTIES, &new).await.expect(201);
    })
    .await;
}

#[actix_web::test]
async fn one_write_too_many_is_refused_at_once() {
    limited("request_seconds = 4", async |region| {
        let admin = region.caller("bergen-admin").await;
        admin.get(PARTIES).await.expect(200);
        let before = head(region, "bergen").await;
        let held = Held::begin(region).await;
        let writes = (0..300).map(|number| {
            let admin = admin.clone();
            let new = party(&format!("mange-{number}"), "Mange");
            actix_web::rt::spawn(async move { timed(admin.post(PARTIES, &new)).await })
        });
        let writes: Vec<_> = writes.collect();
        let (mut refused, mut waited) = (0, 0);
        for write in writes {
            let (answer, took) = write.await.unwrap();
            let answer = answer.expect(503);
            assert!(answer.header("retry-after").is_some());
            match answer.code() {
                "overloaded" => {
                    refused += 1;
                    assert!(took < Duration::from_secs(3), "at once, not after {took:?}");
                }
                "deadline" => waited += 1,
                other => panic!("{other}: {}", answer.json),
            }
        }
        assert!(refused > 0 && waited >= 256, "{refused} refused, {waited} waited");
        held.release().await;
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
        // The queue is worked off, and the community goes on.
        admin.post(PARTIES, &party("etterpa", "Etterpå")).await.expect(201);
    })
    .await;
}
