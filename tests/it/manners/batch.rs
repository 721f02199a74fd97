//! Several things at once: a list of those that are named by their ids.
use serde_json::{Value, json};

use super::operation::{Operation, fill, operations};
use crate::caller::{Answer, Caller};
use crate::laid::staged;
use crate::region::on_both;

fn ids(answer: &Answer) -> Vec<String> {
    let items = answer.json["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// Every list whose items can be named.
fn lists() -> Vec<Operation> {
    let lists: Vec<_> =
        operations().into_iter().filter(|operation| operation.is_list() && operation.takes("id")).collect();
    assert!(lists.len() >= 10, "{lists:?}");
    lists
}

/// An id like this one that is nobody's.
fn other(id: &str) -> String {
    let (prefix, _) = id.split_once('_').expect("a prefix");
    format!("{prefix}_06bxy3k0d9v8h7m2q5t4n1c6rg")
}

#[actix_web::test]
async fn some_of_a_list_are_got_by_their_ids() {
    on_both(async |region| {
        fill(region).await;
        staged(region, "bergen").await;
        for list in lists() {
            let (caller, address) = (list.caller(region).await, list.address(region).await);
            let whole = caller.get(&format!("{address}?limit=100")).await.expect(200);
            let (items, all) = (whole.json["items"].as_array().unwrap(), ids(&whole));
            // Named in another order than the list's, among what is not there.
            let mut named: Vec<String> = all.iter().step_by(2).rev().cloned().collect();
            named.push(other(&all[0]));
            let asked = format!("{address}?limit=100&id={}", named.join(","));
            let counted = caller.request("GET", &asked).header("Prefer", "return=total-count");
            let some = Caller::send(counted).await.expect(200);
            let wanted: Vec<&Value> = items.iter().step_by(2).collect();
            let told: Vec<&Value> = some.json["items"].as_array().unwrap().iter().collect();
            assert_eq!(told, wanted, "{}", list.id);
            assert_eq!(some.json["total"], wanted.len(), "{}", list.id);
            assert_eq!(
                ids(&caller.get(&format!("{address}?id={}", all[0])).await.expect(200)),
                all[..1],
                "{}",
                list.id
            );
            let nothing = caller.get(&format!("{address}?id={}", other(&all[0]))).await.expect(200);
            assert_eq!(nothing.json["items"], json!([]), "{}", list.id);
        }
    })
    .await;
}

#[actix_web::test]
async fn ids_that_cannot_be_asked_for_are_refused_where_they_stand() {
    on_both(async |region| {
        for list in lists() {
            let (caller, address) = (list.caller(region).await, list.address(region).await);
            let prefix = match list.id.as_str() {
                "list_bodies" => "body",
                "list_parties" => "party",
                id => id.strip_prefix("list_").and_then(|many| many.strip_suffix('s')).expect("many"),
            };
            let one = |prefix: &str| format!("{prefix}_06bxy3k0d9v8h7m2q5t4n1c6rg");
            let (own, another) = (one(prefix), one("mandate"));
            for (query, code) in [
                (format!("id={own},{own}"), "duplicate"),
                (format!("id={own}&id={own}"), "duplicate"),
                (format!("id={another}"), "wrong-prefix"),
                (format!("id={own},"), "malformed"),
                ("id=".to_owned(), "malformed"),
                (format!("id={}", vec![own.as_str(); 101].join(",")), "too-long"),
            ] {
                let refused = caller.get(&format!("{address}?{query}")).await.expect(400);
                assert_eq!(refused.faults(), [("?id".to_owned(), code.to_owned())], "{} {query}", list.id);
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_named_goes_through_pages_and_the_other_filters() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let parties = "/v1/tenants/bergen/parties";
        let all = ids(&admin.get(&format!("{parties}?limit=7")).await.expect(200));
        let named = format!("{parties}?id={}", all.join(","));
        assert_eq!(admin.all(&format!("{named}&limit=2")).await.len(), 7, "page by page");
        let municipal = admin.all(&format!("{named}&side=municipal")).await;
        assert!(municipal.iter().all(|party| party["side"] == "municipal"));
        let first = admin.get(&format!("{named}&limit=2")).await.expect(200);
        let next = first.json["next"].as_str().unwrap().replace(&all[6], &other(&all[6]));
        assert_eq!(admin.get(&next).await.expect(400).code(), "cursor-invalid", "a cursor is that list's");
    })
    .await;
}

#[actix_web::test]
async fn what_is_hidden_is_not_there_under_its_id_either() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let body = |key: &str| format!("/v1/tenants/fjell/bodies/{key}");
        let hidden = admin.get(&body("formote")).await.expect(200).json["id"].clone();
        let open = admin.get(&body("ssu")).await.expect(200).json["id"].clone();
        let asked = format!("/v1/tenants/fjell/bodies?id={},{}", hidden.as_str().unwrap(), open.as_str().unwrap());
        let own = region.caller("fjell-fjellvik").await;
        let system = crate::cases::system_of(region, "fjell", "fjell-sykehus").await;
        let counted =
            Caller::send(system.request("GET", &asked).header("Prefer", "return=total-count")).await.expect(200);
        assert_eq!((ids(&own.get(&asked).await.expect(200)).len(), ids(&counted).len()), (2, 1));
        assert_eq!((&counted.json["items"][0]["id"], &counted.json["total"]), (&open, &json!(1)));
    })
    .await;
}
