//! Pages: their size, their order, their links and their cursors, which open where they were given and nowhere else.
use super::operation::{Operation, operations};
use super::{PARTIES, party};
use crate::caller::{Answer, Caller};
use crate::region::on_both;

fn names(answer: &Answer) -> Vec<String> {
    let items = answer.json["items"].as_array().expect("items");
    items.iter().map(|item| item["names"]["nb"].as_str().expect("a name").to_owned()).collect()
}

#[actix_web::test]
async fn a_page_has_25_items_unless_another_number_is_asked_for() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let present = admin.all(PARTIES).await.len();
        for number in present..101 {
            admin.post(PARTIES, &party(&format!("part-{number}"), "Part")).await.expect(201);
        }
        for (query, size) in [("", 25), ("?limit=1", 1), ("?limit=100", 100)] {
            let page = admin.get(&format!("{PARTIES}{query}")).await.expect(200);
            assert_eq!(names(&page).len(), size, "{query}");
            assert!(page.json["next"].is_string() && page.json["prev"].is_null(), "{query}");
        }
        let last = admin.get(admin.get(&format!("{PARTIES}?limit=100")).await.json["next"].as_str().unwrap()).await;
        assert_eq!(names(&last).len(), 1);
        assert!(last.json["next"].is_null() && last.json["prev"].is_string());
    })
    .await;
}

#[actix_web::test]
async fn a_page_says_the_same_in_its_links_and_its_members() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let first = admin.get(&format!("{PARTIES}?limit=2&side=municipal")).await.expect(200);
        let next = first.json["next"].as_str().unwrap().to_owned();
        assert!(next.starts_with(&format!("{PARTIES}?limit=2&side=municipal&cursor=")), "{next}");
        assert_eq!(first.header("link"), Some(&*format!("<{next}>; rel=\"next\"")));
        let second = admin.get(&next).await.expect(200);
        assert_eq!(second.json["self"], next);
        let (next, prev) = (second.json["next"].as_str().unwrap(), second.json["prev"].as_str().unwrap());
        assert_eq!(second.header("link"), Some(&*format!("<{next}>; rel=\"next\", <{prev}>; rel=\"prev\"")));
        assert_eq!(admin.get(prev).await.expect(200).json["items"], first.json["items"]);
    })
    .await;
}

#[actix_web::test]
async fn the_total_is_told_only_when_it_is_asked_for() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        for filter in ["", "side=municipal&", "kind=municipality&at=2026-01-01&"] {
            let address = format!("{PARTIES}?{filter}limit=2");
            let silent = admin.get(&address).await.expect(200);
            assert!(silent.json.get("total").is_none() && silent.header("preference-applied").is_none());
            let asked = admin.request("GET", &address).header("Prefer", "return=total-count");
            let told = Caller::send(asked).await.expect(200);
            assert_eq!(told.json["total"], admin.all(&address).await.len(), "{filter}");
            assert_eq!(told.header("preference-applied"), Some("return=total-count"));
            assert!(told.header("vary").unwrap_or_default().contains("Prefer"));
        }
    })
    .await;
}

#[actix_web::test]
async fn names_are_in_norwegian_order_and_the_order_of_entry_can_be_asked_for() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let entered = ["Øyer", "Zeta", "aal", "Årdal", "Ærøy", "Oslo", "Aase", "ål", "Bodø", "Ål", "1 Ring"];
        for (number, name) in entered.iter().enumerate() {
            admin.post(PARTIES, &party(&format!("ordna-{number}"), name)).await.expect(201);
        }
        let filter = format!("{PARTIES}?kind=nonprofit-hospital&limit=3");
        let ours = |items: Vec<serde_json::Value>| -> Vec<String> {
            let text = |item: &serde_json::Value| item["names"]["nb"].as_str().unwrap().to_owned();
            items.iter().map(text).filter(|name| entered.contains(&name.as_str())).collect()
        };
        let by_name = ours(admin.all(&filter).await);
        // Whether aa stands with å or with a, letters of the alphabet's end stand at its end, in their order.
        let place = |name: &str| by_name.iter().position(|each| each == name).expect("is listed");
        let order = ["1 Ring", "Bodø", "Oslo", "Zeta", "Ærøy", "Øyer", "Årdal"];
        assert!(order.is_sorted_by_key(|name| place(name)), "{by_name:?}");
        assert!(place("Øyer") < place("ål") && place("ål").abs_diff(place("Ål")) == 1, "{by_name:?}");
        assert_eq!(by_name.len(), entered.len());
        let by_entry = ours(admin.all(&format!("{filter}&sort=created")).await);
        assert_eq!(by_entry, entered);
    })
    .await;
}

#[actix_web::test]
async fn a_cursor_opens_in_its_own_list_only() {
    on_both(async |region| {
        let (bergen, fjell) = (region.caller("bergen-admin").await, region.caller("fjell-admin").await);
        let first = bergen.get(&format!("{PARTIES}?limit=1&side=municipal")).await.expect(200);
        let next = first.json["next"].as_str().unwrap();
        let cursor = next.split_once("cursor=").unwrap().1;
        bergen.get(next).await.expect(200);
        // The size of the page may change on the way; who reads does not matter either.
        bergen.get(&format!("{PARTIES}?cursor={cursor}&limit=50&side=municipal")).await.expect(200);
        region.nobody().get(next).await.expect(200);

        let flipped = if cursor.ends_with('A') { "B" } else { "A" };
        let tampered = format!("{}{flipped}", &cursor[..cursor.len() - 1]);
        for (caller, address) in [
            (&bergen, format!("{PARTIES}?side=municipal&cursor={tampered}")),
            (&bergen, format!("{PARTIES}?side=municipal&cursor={}", &cursor[..20])),
            (&bergen, format!("{PARTIES}?side=municipal&cursor=")),
            (&bergen, format!("{PARTIES}?side=specialist&cursor={cursor}")),
            (&bergen, format!("{PARTIES}?cursor={cursor}")),
            (&bergen, format!("{PARTIES}?side=municipal&sort=created&cursor={cursor}")),
            (&fjell, format!("/v1/tenants/fjell/parties?side=municipal&cursor={cursor}")),
        ] {
            let refused = caller.get(&address).await.expect(400);
            assert_eq!(refused.code(), "cursor-invalid", "{address}");
            assert_eq!(refused.faults(), [("?cursor".into(), "malformed".into())], "{address}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_cursor_of_one_list_opens_no_other() {
    on_both(async |region| {
        super::operation::fill(region).await;
        let mut cursors = Vec::new();
        let lists: Vec<_> = operations().into_iter().filter(Operation::is_list).collect();
        for list in &lists {
            let (caller, address) = (list.caller(region).await, list.address(region).await);
            let page = caller.get(&format!("{address}?limit=1")).await.expect(200);
            let next =
                page.json["next"].as_str().and_then(|next| next.split_once("cursor=")).map(|(_, it)| it.to_owned());
            cursors.extend(next.map(|cursor| (list.id.clone(), cursor)));
        }
        assert!(!cursors.is_empty());
        for list in &lists {
            let (caller, address) = (list.caller(region).await, list.address(region).await);
            for (of, cursor) in &cursors {
                let status = caller.get(&format!("{address}?cursor={cursor}")).await.status;
                assert_eq!(status, if *of == list.id { 200 } else { 400 }, "{of} in {}", list.id);
            }
        }
    })
    .await;
}
