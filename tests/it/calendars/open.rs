//! Calendars that are open, each cut to what its reader sees.
use domain::{Disclosure, Per, SeatRule};
use serde_json::{Value, json};

use super::{CALENDAR, events, next_year, of, planned, understood};
use crate::caller::{Answer, Caller};
use crate::meetings::{become_, case, put_agenda, withheld};
use crate::region::on_both;
use crate::seated::{body_id, group, lay_down, seat_rule};

async fn conditional(caller: &Caller, path: &str, tag: &str) -> Answer {
    Caller::send(caller.request("GET", path).header("If-None-Match", tag)).await
}

#[actix_web::test]
async fn meetings_are_when_they_are_on_either_side_of_summer_time() {
    on_both(async |region| {
        let nobody = region.nobody();
        for (day, start, end) in [
            ("03-20", "T08:00:00Z", "T10:30:00Z"),
            ("04-02", "T07:00:00Z", "T09:30:00Z"),
            ("10-20", "T07:00:00Z", "T09:30:00Z"),
            ("11-02", "T08:00:00Z", "T10:30:00Z"),
        ] {
            let day = next_year(region, day);
            let new =
                json!({"from": day, "startsAt": "09:00", "endsAt": "11:30", "place": "Rådhuset, rom 3; 2. etasje"});
            let meeting = planned(region, new).await;
            let events = events(&nobody, CALENDAR).await;
            let event = of(&events, &meeting).expect("it is told");
            assert_eq!(
                (&event["start"], &event["end"]),
                (&json!(format!("{day}{start}")), &json!(format!("{day}{end}")))
            );
            assert_eq!(event["location"], "Rådhuset, rom 3; 2. etasje");
            assert_eq!((&event["status"], &event["sequence"]), (&json!("CONFIRMED"), &json!(1)));
            assert_eq!(event["url"], format!("https://vest.example{meeting}"));
        }
    })
    .await;
}

#[actix_web::test]
async fn a_meeting_that_is_moved_or_cancelled_is_the_same_event_changed() {
    on_both(async |region| {
        let (secretariat, nobody) = (region.caller("bergen-secretariat").await, region.nobody());
        let title = "Økonomi, «avtalar»; \\ og æøå – ein tittel som er så lang at han må brytast over fleire linjer";
        let new = json!({"to": next_year(region, "03-31"), "precision": "month", "title": title});
        let at = planned(region, new).await;
        let before = events(&nobody, CALENDAR).await;
        let before = of(&before, &at).expect("it is told");
        let (first, after) = (next_year(region, "03-20"), next_year(region, "04-01"));
        assert_eq!((&before["start"], &before["end"]), (&json!(first), &json!(after)));
        assert_eq!(before["status"], "TENTATIVE");
        assert!(before["summary"].as_str().is_some_and(|summary| summary.ends_with(title)), "{before}");

        let day = next_year(region, "06-18");
        secretariat.post(&format!("{at}/moves"), &json!({"from": day})).await.expect(200);
        let moved = events(&nobody, CALENDAR).await;
        let moved = of(&moved, &at).expect("it is told");
        assert_eq!((&moved["uid"], &moved["start"]), (&before["uid"], &json!(day)));
        assert_eq!((&moved["status"], &moved["sequence"]), (&json!("CONFIRMED"), &json!(2)));
        become_(&secretariat, &at, "cancelled").await.expect(200);
        let cancelled = events(&nobody, CALENDAR).await;
        let cancelled = of(&cancelled, &at).expect("it stays");
        assert_eq!((&cancelled["uid"], &cancelled["status"]), (&before["uid"], &json!("CANCELLED")));
        assert_eq!((&cancelled["sequence"], &cancelled["start"]), (&json!(3), &json!(day)));
        assert!(cancelled["summary"].as_str().is_some_and(|summary| summary.starts_with("Avlyst: ")), "{cancelled}");
    })
    .await;
}

#[actix_web::test]
async fn every_reader_is_told_what_they_see_and_no_more() {
    on_both(async |region| {
        let (secretariat, nobody) = (region.caller("bergen-secretariat").await, region.nobody());
        let system = region.caller("bergen-alver").await;
        let (open, _) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (kept, _) = case(region, "ssu", withheld()).await;
        let at = planned(region, json!({})).await;
        let tentative = planned(region, json!({"from": next_year(region, "05-20"), "state": "tentative"})).await;
        let internal = planned(region, json!({"from": next_year(region, "06-20"), "visibility": "secretariat"})).await;
        let agenda = json!([{"case": kept.to_string()}, {"case": open.to_string()}, {"title": "Eventuelt"}]);
        put_agenda(&secretariat, &at, &agenda).await.expect(200);
        let seen = async |caller: &Caller, meeting: &str| -> Option<Value> {
            of(&events(caller, CALENDAR).await, meeting).map(|event| event["description"].clone())
        };
        assert_eq!(seen(&nobody, &at).await, Some(Value::Null), "before the notice");
        become_(&secretariat, &at, "called").await.expect(200);
        for (caller, items) in [(&nobody, 2), (&system, 2), (&secretariat, 3)] {
            let told = seen(caller, &at).await.expect("it is told");
            let lines: Vec<&str> = told.as_str().expect("a description").lines().collect();
            assert_eq!(lines.len(), items, "{lines:?}");
            assert!(lines.iter().zip(1..).all(|(line, place)| line.starts_with(&format!("{place}. "))), "{lines:?}");
        }
        let there = async |caller: &Caller, meeting: &str| seen(caller, meeting).await.is_some();
        assert!(!there(&nobody, &tentative).await && there(&system, &tentative).await);
        assert!(!there(&system, &internal).await && there(&secretariat, &internal).await);
    })
    .await;
}

#[actix_web::test]
async fn a_body_and_a_party_have_calendars_of_their_own() {
    on_both(async |region| {
        let (secretariat, nobody) = (region.caller("bergen-secretariat").await, region.nobody());
        let admin = region.caller("bergen-admin").await;
        let alver = admin.get("/v1/tenants/bergen/parties/alver").await.expect(200).json["id"].clone();
        let body = group(region, "bergen", "prove-gruppe").await;
        let alver = domain::PartyId::parse(alver.as_str().expect("an id")).expect("an id");
        let shared = SeatRule { per: Per::Shared, parties: vec![alver], ..seat_rule(body) };
        lay_down(region, "bergen", "prove-delt", shared).await;
        let ours = planned(region, json!({"body": "prove-gruppe"})).await;
        let elsewhere = group(region, "bergen", "anna-gruppe").await;
        assert_ne!(body, elsewhere);
        let theirs = planned(region, json!({"body": "anna-gruppe"})).await;
        let told = |path: &str| format!("/v1/tenants/bergen/{path}/calendar.ics");
        for (path, wanted) in
            [("bodies/prove-gruppe", true), ("bodies/ssu", false), ("parties/alver", true), ("parties/fedje", false)]
        {
            let events = events(&secretariat, &told(path)).await;
            assert_eq!((of(&events, &ours).is_some(), of(&events, &theirs).is_some()), (wanted, false), "{path}");
        }
        // Who does not see the body sees neither it nor its meetings.
        nobody.get(&told("bodies/prove-gruppe")).await.expect(404);
        assert!(of(&events(&nobody, &told("parties/alver")).await, &ours).is_none());
        for path in ["bodies/finst-ikkje", "parties/finst-ikkje", "bodies/x"] {
            nobody.get(&told(path)).await.expect(404);
        }
        let named = understood(&secretariat.get(&told("bodies/ssu")).await.expect(200)).await;
        let ssu = body_id(region, "bergen", "ssu").await;
        assert!(named["name"].as_str().is_some_and(|name| name.contains(" – ")), "{named} of {ssu}");
    })
    .await;
}

#[actix_web::test]
async fn a_persons_calendar_is_theirs_and_of_those_who_may_see_persons() {
    on_both(async |region| {
        region.seat_each("bergen", "ssu").await;
        let secretariat = region.caller("bergen-secretariat").await;
        let persons = secretariat.all("/v1/tenants/bergen/persons").await;
        let person = |client: &str| {
            let theirs = |person: &&Value| person["identities"][0]["subject"] == client;
            persons.iter().find(theirs).expect("a person")["id"].as_str().expect("an id").to_owned()
        };
        let told = |client: &str| format!("/v1/tenants/bergen/persons/{}/calendar.ics", person(client));
        let theirs = planned(region, json!({})).await;
        let others = planned(region, json!({"body": "pm"})).await;
        let member = region.caller("bergen-member").await;
        for (caller, of_whom) in [
            (&member, "bergen-member"),
            (&secretariat, "bergen-member"),
            (&secretariat, "bergen-deputy"),
            (&secretariat, "bergen-observer"),
        ] {
            let events = events(caller, &told(of_whom)).await;
            assert_eq!((of(&events, &theirs).is_some(), of(&events, &others).is_some()), (true, false), "{of_whom}");
        }
        let own = member.get(&told("bergen-member")).await.expect(200);
        assert_eq!(own.header("cache-control"), Some("no-store"));
        member.get(&told("bergen-deputy")).await.expect(404);
        region.caller("bergen-alver").await.get(&told("bergen-member")).await.expect(404);
        region.nobody().get(&told("bergen-member")).await.expect(401);

        // Whoever is called for a single item is told of the meeting too.
        let guest =
            secretariat.post("/v1/tenants/bergen/persons", &json!({"name": "Oppdikta Gjest"})).await.expect(201);
        let path = format!("{}/calendar.ics", guest.header("location").expect("an address"));
        assert!(of(&events(&secretariat, &path).await, &others).is_none());
        let agenda = json!([{"title": "Innleiing", "attendees": [guest.json["id"]]}]);
        put_agenda(&secretariat, &others, &agenda).await.expect(200);
        assert!(of(&events(&secretariat, &path).await, &others).is_some());
        secretariat.delete(guest.header("location").expect("an address"), "\"1\"").await.expect(200);
        secretariat.get(&path).await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn a_calendar_is_sent_again_when_something_has_changed_and_not_before() {
    on_both(async |region| {
        let nobody = region.nobody();
        let at = planned(region, json!({})).await;
        let first = nobody.get(CALENDAR).await.expect(200);
        assert!(first.etag().starts_with("W/"));
        assert_eq!(nobody.get(CALENDAR).await.expect(200).bytes, first.bytes);
        assert_eq!(conditional(&nobody, CALENDAR, first.etag()).await.status, 304);
        region.caller("bergen-secretariat").await.patch(&at, "\"1\"", &json!({"title": "Nytt namn"})).await.expect(200);
        let changed = conditional(&nobody, CALENDAR, first.etag()).await.expect(200);
        assert!(String::from_utf8_lossy(&changed.bytes).contains("Nytt namn"));
        nobody.get(&format!("{CALENDAR}?limit=1")).await.expect(400);
    })
    .await;
}
