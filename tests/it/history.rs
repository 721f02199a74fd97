//! Cases and meetings of earlier years: entered from files of JSON lines over HTTP, on both stores.
mod commands;

use api::boot::patience;
use domain::history::Existing;
use domain::policy::Sight;
use domain::{Case, CaseState, Date, LinkKind, MeetingState, MinutesState, StopState};
use persistence::{CaseFilter, MeetingFilter, StoreError};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::queries::text;
use crate::region::{Region, on_both};

const BERGEN: &str = include_str!("../../tenants/bergen.jsonl");
const NORDLAND: &str = include_str!("../../tenants/nordland.jsonl");

async fn import(caller: &Caller, slug: &str, query: &str, text: &str) -> Answer {
    let ask = caller.request("POST", &format!("/v1/tenants/{slug}/imports{query}"));
    Caller::send(ask.header("Content-Type", "application/x-ndjson").body(text.to_owned())).await
}

fn counted(answer: Answer) -> (u64, u64, u64, bool) {
    let json = answer.expect(200).json;
    let number = |member: &str| json[member].as_u64().expect(member);
    (number("read"), number("new"), number("unchanged"), json["dryRun"].as_bool().expect("dryRun"))
}

/// Everything a community has.
async fn kept(region: &Region, slug: &str) -> Existing {
    let scope = region.node.store.tenant(region.tenant(slug).await);
    let read = scope.read(patience(), |tx| {
        let cases = tx.cases().all(&CaseFilter { sight: Sight::everything(), ..CaseFilter::default() })?;
        let filter = MeetingFilter { sight: Sight::everything(), ..MeetingFilter::default() };
        let mut meetings = Vec::new();
        for meeting in tx.meetings().dates(&filter)? {
            meetings.push(tx.meetings().get(meeting.id)?.value);
        }
        let stops: Vec<_> = cases.iter().flat_map(|case| &case.stops).map(|stop| stop.id).collect();
        let held: Vec<_> = meetings.iter().map(|meeting| meeting.id).collect();
        let minutes = tx.minutes().newest_of(&held)?.into_iter().map(|kept| kept.value).collect();
        Ok(Existing { meetings, papers: tx.papers().newest_of(&stops)?, cases, minutes })
    });
    read.await.map_err(|error: StoreError| error.to_string()).expect("the community is read")
}

fn numbered<'c>(kept: &'c Existing, number: &str) -> &'c Case {
    let has = |case: &&Case| case.stops.iter().any(|stop| stop.number.text.as_str() == number);
    kept.cases.iter().find(has).expect(number)
}

#[actix_web::test]
async fn the_files_of_both_communities_are_entered_once_and_may_be_sent_again() {
    on_both(async |region| {
        region.open(include_str!("../../tenants/nordland.toml"), "vagan").await;
        for (slug, text) in [("bergen", BERGEN), ("nordland", NORDLAND)] {
            let lines = text.lines().count() as u64;
            let admin = region.caller(&format!("{slug}-admin")).await;
            let before = region.head(slug).await;
            assert_eq!(counted(import(&admin, slug, "?dryRun=true", text).await), (lines, lines, 0, true));
            assert_eq!(region.head(slug).await, before, "a trial writes nothing");
            assert!(kept(region, slug).await.meetings.is_empty());
            assert_eq!(counted(import(&admin, slug, "", text).await), (lines, lines, 0, false));
            let entered = region.head(slug).await;
            assert!(entered > before + i64::try_from(lines).unwrap());
            for query in ["", "?dryRun=true", "?dryRun=false"] {
                assert_eq!(counted(import(&admin, slug, query, text).await).2, lines, "{query}");
            }
            assert_eq!(region.head(slug).await, entered, "the same again writes nothing");
        }
    })
    .await;
}

#[actix_web::test]
async fn the_chain_of_nordland_stands_with_its_real_fields() {
    on_both(async |region| {
        region.open(include_str!("../../tenants/nordland.toml"), "vagan").await;
        let admin = region.caller("nordland-admin").await;
        counted(import(&admin, "nordland", "", NORDLAND).await);
        let kept = kept(region, "nordland").await;
        let chain = ["07-2022", "31-2022", "17-2023", "24-2023"].map(|number| numbered(&kept, number));
        let followed = |case: &Case| {
            let link = case.links.iter().find(|link| link.kind == LinkKind::FollowUp)?;
            Some((link.case, link.point))
        };
        let wanted = [None, Some((chain[0].id, None)), Some((chain[1].id, Some(2))), Some((chain[2].id, None))];
        assert_eq!(chain.map(followed), wanted);
        let last = chain[3];
        assert_eq!(last.archive_reference.as_ref().map(domain::Line::as_str), Some("2023/77"));
        assert_eq!((last.state, last.stops[0].state), (CaseState::Treated, StopState::Treated));
        let paper = kept.papers.iter().find(|paper| paper.stop == last.stops[0].id).expect("a paper");
        assert_eq!(paper.document_date, Some(Date::constant(2023, 3, 21)));
        let met = kept.meetings.iter().find(|meeting| Some(meeting.id) == last.stops[0].meeting).expect("a meeting");
        assert_eq!((met.when.from, met.state), (Date::constant(2023, 4, 12), MeetingState::Published));
        let minutes = kept.minutes.iter().find(|minutes| minutes.meeting == met.id).expect("minutes");
        let items: Vec<_> = minutes.items.iter().map(|item| item.number.as_ref().map(domain::Line::as_str)).collect();
        assert_eq!((minutes.state, &items[..]), (MinutesState::Published, &[Some("24-2023")][..]));
        let tentative = kept.meetings.iter().filter(|meeting| meeting.state == MeetingState::Tentative);
        assert_eq!(tentative.map(|meeting| meeting.when.from).collect::<Vec<_>>(), [Date::constant(2024, 9, 4)]);
    })
    .await;
}

#[actix_web::test]
async fn anyone_reads_what_was_published_in_earlier_years() {
    on_both(async |region| {
        region.open(include_str!("../../tenants/nordland.toml"), "vagan").await;
        for (slug, lines) in [("nordland", NORDLAND), ("bergen", BERGEN)] {
            counted(import(&region.caller(&format!("{slug}-admin")).await, slug, "", lines).await);
        }
        let nobody = region.nobody();
        let found = nobody.all("/v1/tenants/nordland/cases?number=24-2023").await;
        let [case] = &found[..] else { panic!("{found:?}") };
        let address = format!("/v1/tenants/nordland/cases/{}", text(&case["id"]));
        let chain = nobody.get(&format!("{address}/chain")).await.expect(200).json;
        let nodes = chain["cases"].as_array().expect("cases");
        let number = |id: &Value| {
            let node = nodes.iter().find(|node| node["id"] == *id).expect("a case of the chain");
            text(&node["stops"][0]["number"]).to_owned()
        };
        let links = chain["links"].as_array().expect("links").iter();
        let mut links: Vec<_> =
            links.map(|link| (number(&link["to"]), number(&link["from"]), link["point"].as_u64())).collect();
        links.sort_by_key(|(earlier, ..)| nodes.iter().position(|node| node["stops"][0]["number"] == **earlier));
        let follows = |earlier: &str, later: &str, point| (earlier.to_owned(), later.to_owned(), point);
        let wanted = [
            follows("07-2022", "31-2022", None),
            follows("31-2022", "17-2023", Some(2)),
            follows("17-2023", "24-2023", None),
        ];
        assert_eq!((&links[..], nodes.len(), &chain["complete"]), (&wanted[..], 4, &json!(true)));

        let stop = &case["stops"][0];
        let paper = nobody.get(&format!("{address}/stops/{}/paper", text(&stop["id"]))).await.expect(200).json;
        assert_eq!(paper["documentDate"], "2023-03-21");
        assert_eq!(paper["assessments"].as_array().map(Vec::len), Some(2));
        let meeting = format!("/v1/tenants/nordland/meetings/{}", text(&stop["meeting"]));
        let agenda = nobody.get(&format!("{meeting}/agenda")).await.expect(200).json;
        assert_eq!(agenda["items"].as_array().map(Vec::len), Some(1), "{agenda}");
        let decided = nobody.get(&format!("{meeting}/decisions")).await.expect(200).json;
        assert!(decided.to_string().contains("24-2023"), "{decided}");
        let minutes = nobody.get(&format!("{meeting}/minutes/1")).await.expect(200).json;
        assert_eq!((&minutes["state"], minutes["items"].as_array().map(Vec::len)), (&json!("published"), Some(1)));
        let document = nobody.get(&format!("{meeting}/minutes/1/document")).await.expect(200);
        assert!(String::from_utf8(document.bytes).unwrap().contains("[Oppdiktet]"), "what is invented says so");
        // From an area to the whole of the community.
        let found = nobody.all("/v1/tenants/bergen/cases?number=8-2024").await;
        let stops: Vec<_> = found[0]["stops"].as_array().unwrap().iter().map(|stop| text(&stop["outcome"])).collect();
        assert_eq!(stops, ["escalated", "decided"]);
    })
    .await;
}

#[actix_web::test]
async fn a_wrong_line_keeps_out_the_whole_file() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let wrong = BERGEN.replacen("\"number\": \"5-2022\"", "\"number\": \"\"", 1).replacen("\"pm\"", "\"mp\"", 1);
        let line = |text: &str| 1 + wrong.lines().position(|line| line.contains(text)).unwrap();
        let before = region.head("bergen").await;
        for query in ["", "?dryRun=true"] {
            let refused = import(&admin, "bergen", query, &wrong).await.expect(422);
            let wanted = [
                (format!("/{}/body", line("\"mp\"")), "unknown-reference".to_owned()),
                (format!("/{}/stops/0/number", line("\"number\": \"\"")), "too-short".to_owned()),
            ];
            assert_eq!(refused.faults(), wanted);
        }
        assert_eq!(region.head("bergen").await, before);
        assert!(kept(region, "bergen").await.meetings.is_empty());
        // What is there already is told otherwise by nobody.
        counted(import(&admin, "bergen", "", BERGEN).await);
        let other = BERGEN.replace("Kulturhuset i Bergen", "Rådhuset i Bergen");
        let refused = import(&admin, "bergen", "", &other).await.expect(422);
        let line = 1 + BERGEN.lines().position(|line| line.contains("Kulturhuset")).unwrap();
        assert_eq!(refused.faults(), [(format!("/{line}/place"), "differs".to_owned())]);
    })
    .await;
}

#[actix_web::test]
async fn what_is_no_file_of_lines_is_refused() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let before = region.head("bergen").await;
        let empty = import(&admin, "bergen", "", "\n\n").await.expect(422);
        assert_eq!(empty.faults(), [(String::new(), "too-short".to_owned())]);
        let unread = import(&admin, "bergen", "", "{\"type\": \"meeting\"}}\n[]").await.expect(422);
        let wanted = [("/1".to_owned(), "malformed".to_owned()), ("/2".to_owned(), "wrong-type".to_owned())];
        assert_eq!(unread.faults(), wanted);
        let bytes = admin.request("POST", "/v1/tenants/bergen/imports").header("Content-Type", "application/x-ndjson");
        let refused = Caller::send(bytes.body(b"{}\n{\"\xff\"}".to_vec())).await.expect(400);
        assert_eq!(refused.code(), "not-json");
        assert!(refused.json["detail"].as_str().unwrap().contains('2'), "{}", refused.json);
        let json = admin.post("/v1/tenants/bergen/imports", &json!({"type": "meeting"})).await.expect(415);
        assert_eq!(json.code(), "unsupported-media-type");
        let large = import(&admin, "bergen", "", &"x".repeat((1 << 20) + 1)).await.expect(413);
        assert_eq!(large.code(), "body-too-large");
        let asked = import(&admin, "bergen", "?dryRun=maybe&x=1", BERGEN).await.expect(400);
        assert_eq!(asked.faults().len(), 2);
        assert_eq!(region.head("bergen").await, before);
    })
    .await;
}
