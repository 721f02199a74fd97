//! Where an organisation sits in every community, as far as the caller sees it and no further.
use domain::policy::Role;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::queries::{list, seats, text};
use crate::region::on_both;

/// Every community that is found, walked one community a page.
async fn walked(caller: &Caller, query: &str) -> Vec<Value> {
    caller.all(&format!("/v1/seats?orgNumber=900000197&{query}")).await
}

#[actix_web::test]
async fn an_organisation_is_found_in_every_community_where_the_caller_sees_who_sits() {
    on_both(async |region| {
        for (charter, party) in
            [(include_str!("charters/firklang.toml"), "klangnes"), (include_str!("charters/tvesund.toml"), "holmvik")]
        {
            region.open(charter, party).await;
        }
        region.client("begge", None, false).await;
        for slug in ["firklang", "tvesund"] {
            region.grant(slug, region.identity("begge"), Role::Secretariat).await;
        }
        let (both, one) = (region.caller("begge").await, region.caller("firklang-secretariat").await);
        let slugs = |found: Vec<Value>| -> Vec<String> {
            let mut slugs: Vec<_> = found.iter().map(|item| text(&item["community"]["slug"]).to_owned()).collect();
            slugs.sort();
            slugs
        };
        for query in ["limit=1", "limit=3", "at=2026-11-22"] {
            assert_eq!(slugs(walked(&both, query).await), ["firklang", "tvesund"], "{query}");
            assert_eq!(slugs(walked(&one, query).await), ["firklang"], "{query}");
            for nobody in [region.nobody(), region.stranger().await, region.operator().await] {
                assert_eq!(walked(&nobody, query).await, Vec::<Value>::new(), "{query}");
            }
        }
        let found = walked(&one, "limit=100").await;
        let parties = list(&found[0], "parties");
        assert_eq!((parties.len(), text(&parties[0]["party"]["key"])), (1, "lysvang"));
        assert_eq!(seats(&parties[0]), [("ssu-ideelle", "shared", 0)]);
        let first = one.get("/v1/seats?orgNumber=900000197").await.expect(200);
        assert_eq!(first.header("cache-control"), Some("no-store"));

        let refused = one.get("/v1/seats?at=x&limit=0").await.expect(400);
        let wanted = [("?orgNumber", "required"), ("?at", "malformed"), ("?limit", "out-of-range")];
        assert_eq!(refused.faults(), wanted.map(|(at, code)| (at.to_owned(), code.to_owned())));
        let refused = one.get("/v1/seats?orgNumber=900000198").await.expect(400);
        assert_eq!(refused.faults()[0].0, "?orgNumber");
    })
    .await;
}

#[actix_web::test]
async fn communities_without_anything_to_show_are_on_no_page() {
    on_both(async |region| {
        region.open(include_str!("charters/firklang.toml"), "klangnes").await;
        region.client("begge", None, false).await;
        region.grant("firklang", region.identity("begge"), Role::Secretariat).await;
        let (both, one) = (region.caller("begge").await, region.caller("firklang-secretariat").await);
        let callers = [one, region.nobody(), region.stranger().await];
        let path = |limit: u8| format!("/v1/seats?orgNumber=900000197&limit={limit}");
        let mut before = Vec::new();
        for limit in [1, 2, 100] {
            for (caller, found) in callers.iter().zip([1, 0, 0]) {
                let page = caller.get(&path(limit)).await.expect(200);
                assert_eq!(list(&page.json, "items").len(), found, "limit {limit}");
                assert_eq!((&page.json["next"], &page.json["prev"]), (&Value::Null, &Value::Null), "limit {limit}");
                before.push((page.etag().to_owned(), page.json));
            }
        }

        // Another community changes nothing for those who see nobody there, not even the tag.
        region.open(include_str!("charters/tvesund.toml"), "holmvik").await;
        let mut after = Vec::new();
        for limit in [1, 2, 100] {
            for caller in &callers {
                let page = caller.get(&path(limit)).await.expect(200);
                after.push((page.etag().to_owned(), page.json));
            }
        }
        assert_eq!(after, before);

        // Who sees both goes from one to the other and back, one a page, and nowhere else.
        region.grant("tvesund", region.identity("begge"), Role::Secretariat).await;
        let first = both.get(&path(1)).await.expect(200).json;
        let second = both.get(text(&first["next"])).await.expect(200).json;
        let back = both.get(text(&second["prev"])).await.expect(200).json;
        let slugs = [&first, &second, &back].map(|page| {
            assert_eq!(list(page, "items").len(), 1);
            text(&page["items"][0]["community"]["slug"])
        });
        assert_eq!(slugs, ["firklang", "tvesund", "firklang"]);
        assert_eq!((&first["prev"], &second["next"], &back["prev"]), (&Value::Null, &Value::Null, &Value::Null));
    })
    .await;
}

#[actix_web::test]
async fn a_role_that_ends_takes_what_is_found_with_it() {
    on_both(async |region| {
        region.open(include_str!("charters/firklang.toml"), "klangnes").await;
        region.client("vikar", None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "vikar"});
        let last = domain::oslo_date(region.clock.now()).to_string();
        let grant = json!({"role": "secretariat", "holder": holder, "validTo": last});
        region.caller("firklang-admin").await.post("/v1/tenants/firklang/grants", &grant).await.expect(201);
        assert_eq!(walked(&region.caller("vikar").await, "").await.len(), 1);
        region.turn_clock(24 * 60 * 60);
        assert_eq!(walked(&region.caller("vikar").await, "").await.len(), 0);
    })
    .await;
}
