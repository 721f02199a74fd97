//! Who is told what.
use domain::{Disclosure, Visibility};
use serde_json::json;

use super::*;
use crate::laid::withheld;
use crate::region::on_both;

#[actix_web::test]
async fn a_notice_reaches_everyone_who_sits_there_and_tells_what_each_may_see() {
    on_both_with_mail(async |region, server| {
        let day = in_days(region, 30);
        let kari = member(region, "Kåre Ærøy", "kare@alver.example").await;
        let watching = somebody(region, "Oppdikta Observatør", Some("observator@vest.example")).await;
        seat(region, &watching, WATCHING, json!({})).await;
        let unreachable = somebody(region, "Utan Adresse", None).await;
        seat(region, &unreachable, SEATS, json!({})).await;
        let deputy = somebody(region, "Vara Varason", Some("vara@alver.example")).await;
        let that_day = json!([{"validFrom": day, "validTo": day}]);
        seat(region, &deputy, SEATS, json!({"capacity": "deputy", "number": 1, "called": that_day})).await;
        let idle = somebody(region, "Ikkje Kalla", Some("ikkje@alver.example")).await;
        seat(region, &idle, SEATS, json!({"capacity": "deputy", "number": 1})).await;
        somebody(region, "Ein Annan", Some("annan@alver.example")).await;
        let open = matter(region, "Høyring om blåbær & ærfugl", Disclosure::PUBLIC).await;
        let inside = matter(region, "Zzloyndzz", withheld(Visibility::Secretariat, None)).await;
        let admin = region.caller("bergen-admin").await;
        let tag = admin.get("/v1/tenants/bergen/settings").await.etag().to_owned();
        let contact = json!({"contactEmail": "post@saman.example"});
        admin.patch("/v1/tenants/bergen/settings", &tag, &contact).await.expect(200);
        let items = json!([{"case": open.case.to_string(), "minutes": 20}, {"case": inside.case.to_string()}, {"title": "Ope ordskifte"}]);
        let one = called(region, 30, items).await;

        let letters = server.letters(3).await;
        let to: Vec<&str> = letters.keys().map(String::as_str).collect();
        assert_eq!(to, ["kare@alver.example", "observator@vest.example", "vara@alver.example"]);
        let receipts = receipts(region, &one, |all| all.len() == 4 && none_waits(all)).await;
        assert_eq!(of(&receipts, &kari), [("notice", "sent")]);
        assert_eq!(of(&receipts, &watching), [("notice", "sent")]);
        assert_eq!(of(&receipts, &deputy), [("deputy-call", "sent")]);
        assert_eq!(of(&receipts, &unreachable), [("notice", "no-address")]);

        for letter in letters.values() {
            let told = letter.to_string();
            assert!(!told.contains("Zzloyndzz"), "{told}");
            let (text, html) = (letter["text"].as_str().unwrap(), letter["html"].as_str().unwrap());
            assert!(text.contains("Høyring om blåbær & ærfugl") && html.contains("Høyring om blåbær &amp; ærfugl"));
            assert!(text.contains("\n2. Ope ordskifte") && !text.contains("\n3. "), "{text}");
            assert!(text.contains("kl. 09.00–11.30") && text.contains("Oppdikta møterom"), "{text}");
            assert!(!html.contains("<img") && !html.contains("src="), "nothing is fetched");
            let headers = &letter["headers"];
            assert_eq!(headers["auto-submitted"], "auto-generated");
            assert_eq!(headers["from"], "Prøvemøte <mote@vest.example>");
            assert_eq!(headers["reply-to"], "post@saman.example");
            assert_eq!(letter["type"], "multipart/alternative");
            assert_eq!((&letter["method"], &letter["calendar"]["METHOD"]), (&json!(["REQUEST"]), &json!("REQUEST")));
            assert_eq!(letter["calendar"]["DTSTART"], format!("{}T090000", day.strftime("%Y%m%d")));
            let id = one.rsplit('/').next().unwrap();
            assert_eq!(letter["calendar"]["UID"], format!("{id}@vest.example"));
            assert!(letter["calendar"]["DESCRIPTION"].as_str().unwrap().contains("blåbær"));
        }
        let kare = &letters["kare@alver.example"];
        let subject = kare["headers"]["subject"].as_str().unwrap();
        assert!(subject.starts_with("Innkalling til møte: ") && subject.contains("Vårmøte"), "{subject}");
        assert!(subject.ends_with("kl. 09.00"), "{subject}");
        assert_eq!(kare["headers"]["to"], "Kåre Ærøy <kare@alver.example>");
        assert_eq!(kare["calendar"]["ATTENDEE"], "mailto:kare@alver.example");
        assert_eq!(kare["calendar"]["ORGANIZER"], "mailto:post@saman.example");
        let vara = letters["vara@alver.example"]["headers"]["subject"].as_str().unwrap();
        assert!(vara.starts_with("Innkalling som vara: "), "{vara}");
        if let Ok(folder) = std::env::var("KEEP_LETTERS") {
            std::fs::write(format!("{folder}/notice.html"), kare["html"].as_str().unwrap()).unwrap();
        }
    })
    .await;
}

#[actix_web::test]
async fn deputies_are_called_and_everyone_is_reminded_and_told_of_changes() {
    on_both_with_mail(async |region, server| {
        let kari = member(region, "Kari Oppdikta", "kari@alver.example").await;
        let deputy = somebody(region, "Vara Oppdikta", Some("vara@alver.example")).await;
        let seated = seat(region, &deputy, SEATS, json!({"capacity": "deputy", "number": 1})).await;
        let one = called(region, 30, any_item()).await;
        let first = server.letter().await;
        assert_eq!(first["to"][0], "kari@alver.example");

        // Called after the notice.
        let day = in_days(region, 30);
        let admin = region.caller("bergen-admin").await;
        let tag = admin.get(&seated).await.etag().to_owned();
        let that_day = json!({"called": [{"validFrom": day, "validTo": day}]});
        admin.patch(&seated, &tag, &that_day).await.expect(200);
        let call = server.letter().await;
        assert_eq!(call["to"][0], "vara@alver.example");
        assert!(call["headers"]["subject"].as_str().unwrap().starts_with("Innkalling som vara: "));

        // Moved: the member is told of the new day, the deputy that they are not called to it.
        let secretariat = region.caller("bergen-secretariat").await;
        let moved = json!({"from": in_days(region, 40), "reason": "Oppdikta grunn"});
        secretariat.post(&format!("{one}/moves"), &moved).await.expect(200);
        let letters = server.letters(2).await;
        let (update, withdrawn) = (&letters["kari@alver.example"], &letters["vara@alver.example"]);
        assert!(update["text"].as_str().unwrap().contains("Oppdikta grunn"), "{}", update["text"]);
        assert_eq!(
            (&update["calendar"]["METHOD"], &update["calendar"]["UID"]),
            (&json!("REQUEST"), &first["calendar"]["UID"])
        );
        let sequence = |letter: &Value| letter["calendar"]["SEQUENCE"].as_str().unwrap().parse::<u32>().unwrap();
        assert!(sequence(update) > sequence(&first));
        assert_eq!(update["calendar"]["DTSTART"], format!("{}T090000", in_days(region, 40).strftime("%Y%m%d")));
        assert_eq!(withdrawn["calendar"]["METHOD"], "CANCEL");
        assert_eq!(withdrawn["calendar"]["UID"], first["calendar"]["UID"]);
        let new_day = in_days(region, 40).strftime("%Y%m%d").to_string();
        assert!(!withdrawn.to_string().contains(&new_day), "the new day is not theirs to know");

        // Reminded once, two days before.
        region.turn_clock(38 * DAY);
        let reminder = server.letter().await;
        assert_eq!(reminder["to"][0], "kari@alver.example");
        assert!(reminder["headers"]["subject"].as_str().unwrap().starts_with("Påminning om møte: "), "{reminder}");
        region.turn_clock(39 * DAY);
        let secretariat = region.caller("bergen-secretariat").await;
        let cancel = json!({"to": "cancelled", "reason": "Oppdikta sjukdom"});
        secretariat.post(&format!("{one}/transitions"), &cancel).await.expect(200);
        let cancelled = server.letter().await;
        assert_eq!(cancelled["to"][0], "kari@alver.example");
        assert_eq!(
            (&cancelled["calendar"]["METHOD"], &cancelled["calendar"]["STATUS"]),
            (&json!("CANCEL"), &json!("CANCELLED"))
        );
        assert!(cancelled["text"].as_str().unwrap().contains("Oppdikta sjukdom"), "{}", cancelled["text"]);
        let receipts = receipts(region, &one, none_waits).await;
        let all = ["notice", "update", "reminder", "cancellation"].map(|kind| (kind, "sent"));
        assert_eq!(of(&receipts, &kari), all);
        assert_eq!(of(&receipts, &deputy), [("deputy-call", "sent"), ("cancellation", "sent")]);
    })
    .await;
}

#[actix_web::test]
async fn nothing_is_put_into_the_outbox_unless_a_mail_server_is_named() {
    on_both(async |region| {
        let ssu: BodyId = body_id(region, "bergen", "ssu").await;
        lay_down(region, "bergen", SEATS, seat_rule(ssu)).await;
        member(region, "Kari Oppdikta", "kari@alver.example").await;
        let one = called(region, 30, any_item()).await;
        assert_eq!(receipts(region, &one, |_| true).await, Vec::<Value>::new());
    })
    .await;
}
