//! Servers that hang, that nobody vouches for or that do not let us in; several nodes at once; and names that would be more
//! than a name.
use serde_json::json;

use super::smtp::CERTIFICATE;
use super::*;

const PASSWORD: &str = "Oppdikta-passord-4711";

/// Runs a test on a region of either store whose mail server is this one.
async fn on_both_by_way_of(server: &mut Smtp, more: &str, test: impl AsyncFn(&Region, &mut Smtp)) {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let region = Region::start(kind, &by_way_of(server.port, more)).await;
        let_in(&region).await;
        let worker = begin_to_send(&region);
        test(&region, server).await;
        worker.abort();
        region.stop().await;
    }
}

#[actix_web::test]
async fn a_server_that_hangs_over_one_letter_delays_no_other_and_gets_it_again() {
    let mut server = Smtp::start(free_port()).await;
    let hasty = "encryption = \"none\"\ntimeout_seconds = 3";
    on_both_by_way_of(&mut server, hasty, async |region, server| {
        let slow = member(region, "Sein Oppdikta", "sein@alver.example").await;
        let kari = member(region, "Kari Oppdikta", "kari@alver.example").await;
        server.ask(json!({"hang": ["sein@alver.example"]})).await;
        let one = called(region, 30, any_item()).await;
        assert_eq!(server.letter().await["to"][0], "kari@alver.example");
        let told = |all: &[Value]| of(all, &kari) == [("notice", "sent")];
        let all = receipts(region, &one, told).await;
        assert_eq!(of(&all, &slow), [("notice", "waiting")]);
        // What is put into the outbox afterwards is not kept waiting either.
        let late = member(region, "Ny Oppdikta", "ny@alver.example").await;
        assert_eq!(server.letter().await["to"][0], "ny@alver.example");
        receipts(region, &one, |all| of(all, &late) == [("notice", "sent")]).await;
        server.ask(json!({"hang": []})).await;
        region.turn_clock(3 * 60);
        assert_eq!(server.letter().await["to"][0], "sein@alver.example");
        let all = receipts(region, &one, none_waits).await;
        assert_eq!(of(&all, &slow), [("notice", "sent")]);
    })
    .await;
}

#[actix_web::test]
async fn letters_go_out_encrypted_by_a_login_and_wait_while_it_is_refused() {
    let mut server = Smtp::guarded(free_port()).await;
    let login = format!("authority = {CERTIFICATE:?}\nuser = \"vest\"\npassword = {PASSWORD:?}");
    on_both_by_way_of(&mut server, &login, async |region, server| {
        server.ask(json!({"password": "eit anna"})).await;
        let kari = member(region, "Kari Oppdikta", "kari@alver.example").await;
        let one = called(region, 30, any_item()).await;
        let tried = |all: &[Value]| all.iter().any(|each| each["attempts"] == 1);
        let all = receipts(region, &one, tried).await;
        assert_eq!(of(&all, &kari), [("notice", "waiting")], "that we are refused says nothing of the address");
        server.ask(json!({"password": PASSWORD})).await;
        region.turn_clock(3 * 60);
        let letter = server.letter().await;
        assert_eq!((&letter["tls"], &letter["login"]), (&json!(true), &json!("vest")));
        assert_eq!(letter["to"][0], "kari@alver.example");
        receipts(region, &one, none_waits).await;
    })
    .await;
}

#[actix_web::test]
async fn nothing_is_said_to_a_server_that_nobody_vouches_for() {
    let mut server = Smtp::guarded(free_port()).await;
    server.ask(json!({"password": PASSWORD})).await;
    let login = format!("user = \"vest\"\npassword = {PASSWORD:?}");
    on_both_by_way_of(&mut server, &login, async |region, server| {
        let kari = member(region, "Kari Oppdikta", "kari@alver.example").await;
        let one = called(region, 30, any_item()).await;
        let tried = |all: &[Value]| all.iter().any(|each| each["attempts"] == 1);
        let all = receipts(region, &one, tried).await;
        assert_eq!(of(&all, &kari), [("notice", "waiting")]);
        server.nothing_more().await;
    })
    .await;
}

#[actix_web::test]
async fn several_nodes_with_one_outbox_send_each_letter_once() {
    const SECRET: &str = "6b0e2d3c4b5a69788796a5b4c3d2e1f06b0e2d3c4b5a69788796a5b4c3d2e1f0";
    const MEMBERS: usize = 30;
    let mut server = Smtp::start(free_port()).await;
    let wishes = Wishes { secret: Some(SECRET), ..by_way_of(server.port, "encryption = \"none\"") };
    let (one, other) = Region::nodes(&wishes).await;
    one.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
    let_in(&one).await;
    let workers = [&one, &other].map(begin_to_send);
    for n in 0..MEMBERS {
        member(&one, &format!("Oppdikta Person {n}"), &format!("person-{n}@alver.example")).await;
    }
    let meeting = called(&one, 30, any_item()).await;
    assert_eq!(server.letters(MEMBERS).await.len(), MEMBERS);
    let all = receipts(&one, &meeting, none_waits).await;
    assert!(all.iter().all(|each| each["state"] == "sent" && each["attempts"] == 1), "{all:#?}");
    server.nothing_more().await;
    workers.iter().for_each(actix_web::rt::task::JoinHandle::abort);
    other.stop().await;
    one.stop().await;
}

#[actix_web::test]
async fn no_name_and_no_title_makes_a_header_or_another_reader() {
    on_both_with_mail(async |region, server| {
        let (admin, secretariat) = (region.caller("bergen-admin").await, region.caller("bergen-secretariat").await);
        for evil in ["Kari\r\nBcc: ond@ond.example", "Kari\nBcc: ond@ond.example", "Kari\u{85}Bcc: x", "Kari\0"] {
            let refused = [
                admin.post("/v1/tenants/bergen/persons", &json!({"name": evil})).await,
                admin.post("/v1/tenants/bergen/persons", &json!({"name": "Kari", "contact": {"email": evil}})).await,
                admin.patch("/v1/tenants/bergen/settings", "*", &json!({"contactEmail": evil})).await,
                secretariat
                    .post(crate::meetings::MEETINGS, &json!({"body": "ssu", "from": in_days(region, 9), "title": evil}))
                    .await,
                secretariat
                    .post(crate::meetings::MEETINGS, &json!({"body": "ssu", "from": in_days(region, 9), "place": evil}))
                    .await,
            ];
            for answer in refused {
                assert_eq!(answer.status, 422, "{evil:?}: {}", answer.json);
            }
        }
        // What a line may hold stays within the name, whatever it would be elsewhere.
        let names = [
            "Kari \"Ond\" <ond@ond.example>, Ola",
            "=?utf-8?q?Kari=0D=0ABcc=3A_ond=40ond.example?=",
            "Kari\u{2028}Bcc: ond@ond.example",
            "Kari, ond@ond.example;",
        ];
        for (n, name) in names.iter().enumerate() {
            member(region, name, &format!("person-{n}@alver.example")).await;
        }
        let title = "Møte\u{2029}Bcc: ond@ond.example =?utf-8?q?=0D=0A?=";
        let new = json!({"body": "ssu", "from": in_days(region, 30), "title": title, "place": "Rom;X-Ond:1"});
        let one = meeting(&secretariat, &new).await;
        put_agenda(&secretariat, &one, &any_item()).await.expect(200);
        become_(&secretariat, &one, "called").await.expect(200);
        for (address, letter) in server.letters(names.len()).await {
            assert_eq!(letter["to"], json!([address]), "{letter}");
            assert_eq!(letter["readers"], json!([address]), "{letter}");
            let headers = letter["headers"].as_object().unwrap();
            let known =
                ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];
            assert_eq!(headers.keys().collect::<Vec<_>>(), known, "{letter}");
            assert_eq!(letter["calendar"]["ATTENDEE"], format!("mailto:{address}"));
        }
        receipts(region, &one, none_waits).await;
    })
    .await;
}
