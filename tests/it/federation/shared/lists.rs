//! What the lists hold, in which order, and how they are narrowed.
use serde_json::{Value, json};

use super::{ALL, CASES, catch_up, ids, node, publish, together};
use crate::caller::Caller;
use api::federation::replicate_due;

fn names(items: &[Value], name: &str) -> Vec<String> {
    items.iter().map(|item| item[name].to_string()).collect()
}

#[actix_web::test]
async fn what_is_published_anywhere_stands_in_one_list() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let nobody = vest.nobody();
        for (list, kind) in [("cases", "case"), ("decisions", "decision"), ("meetings", "meeting")] {
            let items = nobody.all(&format!("/v1/federation/{list}")).await;
            let mut homes: Vec<_> = items.iter().map(|item| (&item["region"], &item["tenant"]["slug"])).collect();
            homes.sort_by_key(|home| home.0.to_string());
            assert_eq!(homes, [(&json!("nord"), &json!("bergen")), (&json!("vest"), &json!("nordland"))], "{list}");
            assert!(items.iter().all(|item| item["kind"] == kind), "{list}");
            // Each stands at its own address, at home.
            for item in &items {
                let home = if item["region"] == "nord" { nord } else { vest };
                home.nobody().get(item["href"].as_str().unwrap()).await.expect(200);
            }
        }
        let decisions = nobody.all("/v1/federation/decisions").await;
        let points = &decisions[0]["data"]["treatment"]["points"];
        assert_eq!(points[0]["text"], "Oppdikta vedtak om tiltak");
        let communities = nobody.all("/v1/federation/tenants").await;
        let mut slugs = names(&communities.iter().map(|item| item["data"].clone()).collect::<Vec<_>>(), "slug");
        slugs.sort();
        assert_eq!(slugs, ["\"bergen\"", "\"nordland\""]);
        for (region, slug) in [(vest, "nordland"), (nord, "bergen")] {
            assert_eq!(super::kept(vest, slug).await, super::at_home(region, slug).await, "{slug}");
        }
        let whole = nobody.get(CASES).await.expect(200).json;
        assert_eq!(whole["complete"], true, "{:#}", whole["regions"]);
        for region in whole["regions"].as_array().unwrap() {
            assert_eq!((&region["freshness"], &region["leftOut"]), (&json!("current"), &json!([])));
            assert!(region["lagSeconds"].as_i64().unwrap() <= 60 && region["asOf"].is_string(), "{region}");
        }
        super::strictly(vest, CASES).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_list_of_all_regions_has_one_order_however_it_is_paged() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        for number in 0..4 {
            let (region, slug) = if number % 2 == 0 { (nord, "bergen") } else { (vest, "nordland") };
            publish(region, slug, "Oppdikta om heimesjukehus").await;
        }
        catch_up(regions).await;
        let nobody = vest.nobody();
        for list in [CASES, ALL, "/v1/federation/bodies", "/v1/federation/meetings"] {
            let items = nobody.all(&format!("{list}?limit=100")).await;
            assert!(items.windows(2).all(|two| two[0]["at"].as_str() >= two[1]["at"].as_str()), "{list}");
            let whole = names(&items, "id");
            let total = Caller::send(nobody.request("GET", list).header("Prefer", "return=total-count")).await;
            assert_eq!(total.expect(200).json["total"], whole.len(), "{list}");
            let mut next = Some(format!("{list}?limit=3"));
            let (mut seen, mut last) = (Vec::new(), String::new());
            while let Some(path) = next {
                let page = nobody.get(&path).await.expect(200).json;
                seen.extend(names(page["items"].as_array().unwrap(), "id"));
                next = page["next"].as_str().map(str::to_owned);
                last = path;
            }
            assert_eq!(seen, whole, "{list} forwards");
            let mut back = Vec::new();
            let mut prev = Some(last);
            while let Some(path) = prev {
                let page = nobody.get(&path).await.expect(200).json;
                back.splice(0..0, names(page["items"].as_array().unwrap(), "id"));
                prev = page["prev"].as_str().map(str::to_owned);
            }
            assert_eq!(back, whole, "{list} backwards");
        }
        let first = nobody.get(CASES).await.expect(200);
        let held = nobody.request("GET", CASES).header("If-None-Match", first.etag());
        Caller::send(held).await.expect(304);
    })
    .await;
}

#[actix_web::test]
async fn lists_are_narrowed_to_what_is_asked_for() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let (case, meeting) = publish(nord, "bergen", "Heimesjukehus for barn i Øygarden").await;
        let (case, meeting) = (case.to_string(), meeting.to_string());
        let nobody = vest.nobody();
        let admin = nord.caller("bergen-admin").await;
        let emphasis = json!({
            "key": "prove-vekt", "type": "emphasis", "body": "ssu", "targetGroup": "barn-unge", "weight": 3,
        });
        admin.post("/v1/tenants/bergen/provisions", &emphasis).await.expect(201);
        catch_up(regions).await;
        assert_eq!(ids(&nobody, &format!("{CASES}?q=heimesjuk+BARN")).await, [case.as_str()]);
        assert_eq!(ids(&nobody, &format!("{CASES}?q=%C3%98YGARD")).await, [case.as_str()]);
        assert_eq!(ids(&nobody, &format!("{CASES}?q=heimesjuk+rus")).await, [""; 0]);
        assert_eq!(ids(&nobody, &format!("{ALL}?q=heimesjukehus&kind=case")).await, [case.as_str()]);
        let found = ids(&nobody, &format!("{ALL}?q=heimesjukehus")).await;
        assert!(found.contains(&case) && found.contains(&meeting) && found.len() == 3, "{found:?}");
        let bergen = ids(&nobody, &format!("{CASES}?tenant=bergen")).await;
        assert_eq!((bergen.len(), ids(&nobody, CASES).await.len()), (2, 3));
        assert_eq!(ids(&nobody, &format!("{CASES}?targetGroup=barn-unge")).await, bergen);
        assert_eq!(ids(&nobody, "/v1/federation/decisions?targetGroup=barn-unge").await.len(), 2);
        assert_eq!(ids(&nobody, "/v1/federation/meetings?targetGroup=barn-unge").await.len(), 2);
        assert_eq!(ids(&nobody, "/v1/federation/bodies?targetGroup=barn-unge").await.len(), 1);
        assert_eq!(ids(&nobody, &format!("{CASES}?targetGroup=rus")).await, [""; 0]);
        assert_eq!(ids(&nobody, &format!("{CASES}?kind=decision")).await.len(), 3);
        assert_eq!(ids(&nobody, &format!("{CASES}?kind=noting")).await, [""; 0]);
        assert_eq!(ids(&nobody, "/v1/federation/meetings?state=published").await.len(), 3);
        let today = crate::manners::today(vest);
        assert_eq!(ids(&nobody, &format!("{CASES}?from={today}&to={today}")).await.len(), 3);
        assert_eq!(ids(&nobody, &format!("{CASES}?to=2020-01-01")).await, [""; 0]);
        for (query, pointer, code) in [
            ("tenant=ukjent", "?tenant", "unknown-reference"),
            ("from=2026-02-01&to=2026-01-01", "?to", "date-order"),
            ("q=%21%21", "?q", "too-short"),
            ("q=a+b+c+d+e+f+g+h+i+j+k", "?q", "too-long"),
            ("kind=minutes", "?kind", "unknown-word"),
            ("targetGroup=A", "?targetGroup", "malformed"),
        ] {
            let refused = nobody.get(&format!("{ALL}?{query}")).await.expect(400);
            assert_eq!(refused.faults(), [(pointer.to_owned(), code.to_owned())], "{query}");
        }
        // What the own communities do is told as soon as it is looked, and not when the others are asked next.
        let (own, _) = publish(vest, "nordland", "Oppdikta om eige").await;
        replicate_due(&node(vest)).await.expect("the store answers");
        assert_eq!(ids(&nobody, &format!("{CASES}?q=eige")).await, [own.to_string()]);
    })
    .await;
}
