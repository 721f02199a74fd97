//! What becomes of notices: taken, tried again, refused, asked for anew.
use serde_json::json;

use super::*;

#[actix_web::test]
async fn what_is_not_taken_now_is_tried_again_and_what_is_refused_is_told() {
    on_both_with_mail(async |region, server| {
        let kari = member(region, "Kari Oppdikta", "kari@alver.example").await;
        let gone = member(region, "Gone Oppdikta", "gone@alver.example").await;
        server.ask(json!({"refuse": "gone@alver.example"})).await;
        server.ask(json!({"mode": "451 4.3.0 not now"})).await;
        let one = called(region, 30, any_item()).await;
        let first = server.letter().await;
        assert_eq!(first["answered"], "451 4.3.0 not now");
        let refused = |all: &[Value]| of(all, &gone) == [("notice", "refused")];
        let all = receipts(region, &one, |all| refused(all)).await;
        assert_eq!(of(&all, &kari), [("notice", "waiting")]);

        server.ask(json!({"mode": "ok"})).await;
        region.turn_clock(3 * 60);
        let second = server.letter().await;
        assert_eq!((&second["to"][0], &second["answered"]), (&json!("kari@alver.example"), &json!("250 OK")));
        assert_eq!(second["headers"]["message-id"], first["headers"]["message-id"], "it is known for the same");
        let all = receipts(region, &one, none_waits).await;
        let theirs = all.iter().find(|each| each["person"] == kari.as_str()).unwrap();
        assert_eq!((&theirs["state"], &theirs["attempts"]), (&json!("sent"), &json!(2)));

        // Asked for anew it is another letter, and tells that it waits.
        let again = format!("{NOTICES}/{}/attempts", text(&theirs["id"]));
        let secretariat = region.caller("bergen-secretariat").await;
        let waits = secretariat.post(&again, &json!({})).await.expect(200);
        assert_eq!((&waits.json["state"], &waits.json["attempts"]), (&json!("waiting"), &json!(0)));
        let third = server.letter().await;
        assert_ne!(third["headers"]["message-id"], first["headers"]["message-id"]);
        receipts(region, &one, none_waits).await;
        region.turn_clock(31 * DAY);
        let secretariat = region.caller("bergen-secretariat").await;
        secretariat.post(&again, &json!({})).await.expect(409);
    })
    .await;
}

#[actix_web::test]
async fn a_server_that_is_down_gets_it_later_and_nobody_who_was_erased_is_written_to() {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let port = free_port();
        let region = &sending(kind, port).await;
        let worker = begin_to_send(region);
        let kari = member(region, "Kari Oppdikta", "kari@alver.example").await;
        let erased = member(region, "Sletta Oppdikta", "sletta@alver.example").await;
        let one = called(region, 30, any_item()).await;
        let tried = |all: &[Value]| all.len() == 2 && all.iter().all(|each| each["attempts"] == 1);
        receipts(region, &one, tried).await;
        let address = format!("/v1/tenants/bergen/persons/{erased}");
        let admin = region.caller("bergen-admin").await;
        let tag = admin.get(&address).await.etag().to_owned();
        admin.delete(&address, &tag).await.expect(200);

        let mut server = Smtp::start(port).await;
        region.turn_clock(3 * 60);
        assert_eq!(server.letter().await["to"][0], "kari@alver.example");
        let all = receipts(region, &one, none_waits).await;
        assert_eq!(of(&all, &kari), [("notice", "sent")]);
        assert_eq!(of(&all, &erased), [("notice", "no-address")]);
        assert!(!serde_json::to_string(&all).unwrap().contains("alver.example"), "no address is kept");
        worker.abort();
        region.stop().await;
    }
}
