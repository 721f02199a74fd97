//! What people ask of who sits where: a party's seats, whose term ends, whom a community works for; and that none of it tells
//! of a caucus to the other side.
use domain::{Date, OfficeRole, Validity};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::region::{Region, on_both};

const DAY: Date = Date::constant(2026, 11, 22);

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub fn list<'v>(value: &'v Value, member: &str) -> &'v Vec<Value> {
    value[member].as_array().unwrap_or_else(|| panic!("{member} in {value}"))
}

/// Each item's rule, how it concerns the party, and how many sit.
pub fn seats(answer: &Value) -> Vec<(&str, &str, usize)> {
    let seat = |item: &Value| list(item, "holders").len();
    list(answer, "items").iter().map(|item| (text(&item["rule"]["key"]), text(&item["claim"]), seat(item))).collect()
}

#[actix_web::test]
async fn a_party_sits_by_its_own_seats_its_areas_and_those_it_shares() {
    on_both(async |region| {
        region.open(include_str!("charters/firklang.toml"), "klangnes").await;
        region.open(include_str!("charters/utnes.toml"), "nordnes").await;
        region.cast("firklang", |cast| _ = cast.seat("ssu-ideelle", None, 1)).await;
        let caller = region.caller("firklang-secretariat").await;
        let shared = caller.get("/v1/tenants/firklang/parties/lysvang/seats?at=2026-11-22").await.expect(200).json;
        assert_eq!(seats(&shared), [("ssu-ideelle", "shared", 1)]);
        let caller = region.caller("utnes-secretariat").await;
        let own = caller.get("/v1/tenants/utnes/parties/nordnes/seats").await.expect(200).json;
        assert_eq!(seats(&own), [("ou-nord-kommunane", "own", 0), ("ssu-kommunane", "area", 0)]);
        assert_eq!(list(&own, "items")[1]["unit"]["area"]["key"], "nord");
        caller.get("/v1/tenants/utnes/parties/ikkje-her/seats").await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn the_leaders_of_the_areas_sit_in_the_leaders_committee() {
    on_both(async |region| {
        region.open(include_str!("charters/utnes.toml"), "nordnes").await;
        region
            .cast("utnes", |cast| {
                let nordnes = cast.seat("ou-nord-kommunane", cast.party("nordnes"), 1);
                cast.elect("ou-nord", OfficeRole::Chair, nordnes, Validity::ALWAYS);
            })
            .await;
        let caller = region.caller("utnes-secretariat").await;
        let committee = caller.get("/v1/tenants/utnes/bodies/au/composition").await.expect(200).json;
        let leaders = list(&committee, "rules").iter().find(|rule| rule["rule"]["key"] == "au-omradeleiarar").unwrap();
        assert_eq!((&leaders["seats"]["held"], &leaders["outcome"]), (&json!(1), &json!("broken")));
        assert_eq!(leaders["seats"]["seats"], json!({"min": 3, "max": 3}));
        region
            .cast("utnes", |cast| {
                for (body, rule, party) in
                    [("ou-sor", "ou-sor-kommunane", "sornes"), ("ou-oyane", "ou-oyane-kommunane", "kvitoy")]
                {
                    let leader = cast.seat(rule, cast.party(party), 1);
                    cast.elect(body, OfficeRole::Chair, leader, Validity::ALWAYS);
                }
            })
            .await;
        let committee = caller.get("/v1/tenants/utnes/bodies/au/composition").await.expect(200).json;
        let leaders = list(&committee, "rules").iter().find(|rule| rule["rule"]["key"] == "au-omradeleiarar").unwrap();
        assert_eq!((&leaders["seats"]["held"], &leaders["outcome"]), (&json!(3), &json!("holds")));
    })
    .await;
}

#[actix_web::test]
async fn whose_time_runs_out_is_told_by_what_was_entered_and_by_the_term() {
    on_both(async |region| {
        let (from, to) = (Date::constant(2022, 9, 1), Date::constant(2026, 12, 31));
        region
            .cast("bergen", |cast| {
                let chair = cast.seat("ssu-haraldsplass", cast.party("haraldsplass"), 1);
                cast.roster.memberships.last_mut().unwrap().validity.from = Some(from);
                cast.elect("ssu", OfficeRole::Chair, chair, Validity { from: Some(from), to: Some(to) });
                cast.seat("ou-voss-fastlege", cast.party("fastlegane"), 1);
                let left = cast.roster.memberships.last_mut().unwrap();
                left.validity = Validity { from: Some(from), to: Some(Date::constant(2025, 6, 30)) };
            })
            .await;
        let caller = region.caller("bergen-secretariat").await;
        let terms = async |days: &str| {
            let told = caller.get(&format!("/v1/tenants/bergen/terms{days}")).await.expect(200).json;
            let what = |item: &Value| {
                let what = item["rule"]["key"].as_str().or(item["role"].as_str()).unwrap_or_default();
                (what.to_owned(), text(&item["endsOn"]).to_owned(), item["byTerm"] == true)
            };
            list(&told, "items").iter().map(what).collect::<Vec<_>>()
        };
        let entered = |what: &str, on: &str| (what.to_owned(), on.to_owned(), false);
        assert_eq!(terms("?from=2026-12-01&to=2026-12-31").await, [entered("chair", "2026-12-31")]);
        assert_eq!(terms("?from=2026-12-01&to=2026-12-30").await, []);
        assert_eq!(terms("?from=2025-06-30&to=2025-06-30").await, [entered("ou-voss-fastlege", "2025-06-30")]);
        // A term of four years, from September 2022 on.
        let by_term = terms("?from=2026-08-01&to=2026-08-31").await;
        assert_eq!(by_term, [("ssu-haraldsplass".to_owned(), "2026-08-31".to_owned(), true)]);
        let refused = caller.get("/v1/tenants/bergen/terms?from=2026-02-01&to=2026-01-01").await.expect(400);
        assert_eq!(refused.faults(), [("?to".to_owned(), "date-order".to_owned())]);
    })
    .await;
}

#[actix_web::test]
async fn target_groups_are_told_of_a_day_with_where_they_weigh() {
    on_both(async |region| {
        region.open(include_str!("../../tenants/nordland.toml"), "bodo").await;
        region.open(include_str!("charters/utnes.toml"), "nordnes").await;
        let nobody = region.nobody();
        for (slug, day, number) in [
            ("bergen", "2024-02-29", 4),
            ("bergen", "2024-03-01", 5),
            ("nordland", "2024-02-29", 7),
            ("nordland", "2024-03-01", 8),
        ] {
            let told = nobody.get(&format!("/v1/tenants/{slug}/target-groups?at={day}")).await.expect(200).json;
            assert_eq!(list(&told, "items").len(), number, "{slug} {day}");
        }
        let caller = region.caller("utnes-secretariat").await;
        let matrix = caller.get(&format!("/v1/tenants/utnes/target-groups/matrix?at={DAY}")).await.expect(200).json;
        let groups: Vec<_> = list(&matrix, "targetGroups").iter().map(|group| text(&group["key"])).collect();
        let weights = |row: &Value| list(row, "cells").iter().map(|cell| cell["weight"].as_u64()).collect::<Vec<_>>();
        let rows = list(&matrix, "rows").iter().map(|row| (text(&row["area"]["key"]), weights(row)));
        assert_eq!(groups, ["barn-unge", "oyhelse"]);
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        assert_eq!(
            rows,
            [("nord", vec![Some(4), None]), ("oyane", vec![Some(2), Some(5)]), ("sor", vec![None, None]),]
        );
        let after = caller.get("/v1/tenants/utnes/target-groups?at=2028-01-01").await.expect(200).json;
        assert_eq!(list(&after, "items").len(), 1);
        assert_eq!(list(&list(&after, "items")[0], "emphases").len(), 2);
    })
    .await;
}

/// Every address of these answers in a community, with a body and a party in it.
fn addresses(slug: &str, body: &str) -> Vec<String> {
    let tenant = format!("/v1/tenants/{slug}");
    let mut all: Vec<_> =
        ["composition", "composition?lacking=municipal-director", "terms?from=2020-01-01&to=2040-12-31"]
            .into_iter()
            .chain([
                "target-groups",
                "target-groups/matrix",
                "parties/ovre-vasskil/seats",
                "parties/vasskil-sykehus/seats",
            ])
            .chain(["composition?at=2025-06-01", "composition?lacking=collaboration-manager"])
            .map(|path| format!("{tenant}/{path}"))
            .collect();
    all.push(format!("{tenant}/bodies/{body}/composition"));
    all.push(format!("{tenant}/bodies/{body}/leadership"));
    all.push("/v1/seats?orgNumber=900000308".to_owned());
    all
}

/// Vasskil with people in every seat, its caucus led and leaving traces wherever one could be.
async fn vasskil(region: &Region) -> (Caller, Caller) {
    region.open(include_str!("charters/vasskil.toml"), "ovre-vasskil").await;
    region
        .cast("vasskil", |cast| {
            cast.fill(DAY);
            let rule = cast.rule("formote-radgiver");
            let adviser = cast.roster.memberships.iter_mut().find(|one| one.rule == rule).unwrap();
            adviser.validity.to = Some(Date::constant(2030, 6, 30));
            let leader = adviser.person.unwrap();
            cast.elect(
                "formote",
                OfficeRole::Chair,
                leader,
                Validity { from: None, to: Some(Date::constant(2031, 1, 31)) },
            );
        })
        .await;
    region.client("vasskil-sykehus", domain::OrgNumber::parse("900000308"), false).await;
    let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "vasskil-sykehus"});
    let grant = json!({"role": "party-system", "party": "vasskil-sykehus", "holder": holder});
    region.caller("vasskil-admin").await.post("/v1/tenants/vasskil/grants", &grant).await.expect(201);
    (region.caller("vasskil-sykehus").await, region.caller("vasskil-secretariat").await)
}

#[actix_web::test]
async fn a_caucus_is_told_of_to_those_who_see_it_and_leaves_no_trace_for_the_other_side() {
    on_both(async |region| {
        let (other, whole) = vasskil(region).await;
        let traces = |answer: &crate::caller::Answer| {
            let said = String::from_utf8_lossy(&answer.bytes).to_lowercase();
            ["formote", "formøte", "rådgiver"].into_iter().any(|word| said.contains(word))
        };
        let mut seen = 0;
        for path in addresses("vasskil", "formote") {
            let answer = whole.get(&path).await.expect(200);
            seen += u8::from(traces(&answer));
            let of_body = path.contains("/bodies/");
            let hidden = other.get(&path).await.expect(if of_body { 404 } else { 200 });
            assert!(!traces(&hidden) || of_body, "{path}: {}", hidden.json);
        }
        assert!(seen >= 5, "the caucus is in {seen} answers to who sees it");
        // As for a body that is nowhere.
        for (hidden, nowhere) in addresses("vasskil", "formote").iter().zip(addresses("vasskil", "ikkje-her")) {
            let (hidden, nowhere) = (other.get(hidden).await, other.get(&nowhere).await);
            assert_eq!((hidden.status, hidden.code()), (nowhere.status, nowhere.code()));
        }
        // No number tells of it either: the members of the municipalities sit in two bodies, and are told in those.
        let told = other.get("/v1/tenants/vasskil/composition").await.expect(200).json;
        let bodies = list(&told, "sides").iter().map(|side| text(&side["body"]["key"]));
        assert_eq!(bodies.filter(|body| !["dm", "ssu"].contains(body)).count(), 0);
        let municipality = other.get("/v1/tenants/vasskil/parties/ovre-vasskil/seats").await.expect(200).json;
        let rules: Vec<_> = seats(&municipality).into_iter().map(|(rule, ..)| rule).collect();
        assert_eq!(rules, ["dm-kommunedirektorer", "dm-ordforere", "ssu-kommunene"]);
        let municipality = whole.get("/v1/tenants/vasskil/parties/ovre-vasskil/seats").await.expect(200).json;
        assert!(seats(&municipality).contains(&("formote-kommunene", "represented", 1)));
    })
    .await;
}
