//! Waiting for what comes: answered when something has changed, and holding nothing meanwhile.
use std::time::{Duration, Instant};

use super::{CHANGES, now, told};
use crate::laid::lay_case;
use crate::region::{Region, Wishes, on_both};
use crate::seated::person;

#[actix_web::test]
async fn whoever_waits_is_told_when_something_changes() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let place = now(&admin).await;
        // More wait than there are threads that read: they hold none.
        let waits: Vec<_> = (0..40)
            .map(|_| {
                let (caller, path) = (admin.clone(), format!("{CHANGES}?wait=25&after={place}"));
                actix_web::rt::spawn(async move { caller.get(&path).await.expect(200).json })
            })
            .collect();
        let id = person(&admin, "bergen", "Oppdikta Person").await;
        for waited in waits {
            let page = waited.await.expect("it is answered");
            assert_eq!(told(page["items"].as_array().unwrap()), [("person.created".to_owned(), id.clone())]);
        }
    })
    .await;
}

#[actix_web::test]
async fn whoever_waits_is_not_woken_by_what_they_do_not_see() {
    on_both(async |region| {
        let (nobody, place) = (region.nobody(), now(&region.nobody()).await);
        let path = format!("{CHANGES}?wait=3&after={place}");
        let began = Instant::now();
        let waits = actix_web::rt::spawn(async move { nobody.get(&path).await.expect(200).json });
        person(&region.caller("bergen-admin").await, "bergen", "Oppdikta Person").await;
        let page = waits.await.expect("it is answered");
        assert_eq!((&page["items"], &page["more"]), (&serde_json::json!([]), &false.into()));
        assert!(began.elapsed() >= Duration::from_secs(2), "it waited for what it may see");
    })
    .await;
}

#[actix_web::test]
async fn what_another_node_writes_is_heard_as_well() {
    let wishes = Wishes {
        secret: Some("3f0e2d3c4b5a69788796a5b4c3d2e1f01f0e2d3c4b5a69788796a5b4c3d2e1f0"),
        ..Wishes::default()
    };
    let (one, other) = Region::nodes(&wishes).await;
    one.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
    let caller = other.with_token(&one.token("bergen-admin", None).await);
    let place = now(&caller).await;
    let path = format!("{CHANGES}?wait=25&after={place}");
    let waits = actix_web::rt::spawn(async move { caller.get(&path).await.expect(200).json });
    let laid = lay_case(&one, "bergen", "ssu", |_| ()).await;
    let page = waits.await.expect("it is answered");
    assert_eq!(told(page["items"].as_array().unwrap()), [("case.created".to_owned(), laid.case.to_string())]);
    other.stop().await;
    one.stop().await;
}
