//! The words of a letter, in the language of its community: text, HTML and calendar beside one another.
use super::*;

/// The invented community in another language, under another name.
async fn opened(region: &Region, slug: &str, language: &str) {
    let charter = include_str!("../fjell.toml").replace("slug = \"fjell\"", &format!("slug = {slug:?}"));
    region.open(&charter.replace("language = \"nb\"", &format!("language = {language:?}")), "fjellvik").await;
    let ssu = body_id(region, slug, "ssu").await;
    lay_down(region, slug, SEATS, seat_rule(ssu)).await;
}

#[actix_web::test]
async fn each_community_writes_in_its_own_language() {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let mut server = Smtp::start(free_port()).await;
        let region = Region::empty(kind, &by_way_of(server.port, "encryption = \"none\"")).await;
        let worker = begin_to_send(&region);
        for (language, subject, greeting) in [
            ("nb", "Innkalling til møte: ", "Du er kalt inn til møte"),
            ("nn", "Innkalling til møte: ", "Du er kalla inn til møte"),
            ("en", "Notice of meeting: ", "You are called to a meeting"),
        ] {
            let slug = format!("fjell-{language}");
            opened(&region, &slug, language).await;
            let admin = region.caller(&format!("{slug}-admin")).await;
            let tenant = format!("/v1/tenants/{slug}");
            let new = json!({"name": "Kari Oppdikta", "contact": {"email": format!("kari@{language}.example")}});
            let person = text(&admin.post(&format!("{tenant}/persons"), &new).await.expect(201).json["id"]);
            let seat = json!({"seatRule": SEATS, "capacity": "member", "person": person, "validFrom": "2026-01-01"});
            admin.post(&format!("{tenant}/memberships"), &seat).await.expect(201);
            let secretariat = region.caller(&format!("{slug}-secretariat")).await;
            let new = json!({"body": "ssu", "from": in_days(&region, 30), "startsAt": "09:00"});
            let one = secretariat.post(&format!("{tenant}/meetings"), &new).await.expect(201);
            let one = one.header("location").unwrap().to_owned();
            put_agenda(&secretariat, &one, &any_item()).await.expect(200);
            become_(&secretariat, &one, "called").await.expect(200);

            let letter = server.letter().await;
            let said = letter["headers"]["subject"].as_str().unwrap();
            assert!(said.starts_with(subject), "{language}: {said}");
            let (plain, html) = (letter["text"].as_str().unwrap(), letter["html"].as_str().unwrap());
            assert!(plain.contains(greeting) && !plain.contains('<'), "{language}: {plain}");
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{language}: {html}");
            assert!(html.contains(greeting) && html.trim_end().ends_with("</html>"), "{language}: {html}");
            assert_eq!((&letter["type"], &letter["method"]), (&json!("multipart/alternative"), &json!(["REQUEST"])));
            assert_eq!(letter["calendar"]["METHOD"], "REQUEST");
        }
        worker.abort();
        region.stop().await;
    }
}
