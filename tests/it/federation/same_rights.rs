//! Who may what, through another region's door: for every operation the same as at home, but that nobody there shapes a
//! community or runs a region.
use domain::policy::Role;
use serde_json::json;

use super::{on_either_with, trust};
use crate::authz::{OWN, assert_answer, table};
use crate::region::Region;
use crate::stage::{Operation, Stage, operations};

/// Gives everyone who has a role in a community the same role by the name `vest` knows them by.
async fn doubled(vest: &Region, nord: &Region, slug: &str) {
    let admin = nord.caller(&format!("{slug}-admin")).await;
    let at = format!("/v1/tenants/{slug}");
    for grant in admin.all(&format!("{at}/grants")).await {
        let Some(subject) = grant["holder"]["subject"].as_str().filter(|subject| subject.starts_with(slug)) else {
            continue;
        };
        let mut new = json!({"role": grant["role"]});
        for member in ["side", "party"] {
            if !grant[member].is_null() {
                new[member] = grant[member].clone();
            }
        }
        new["holder"] = json!({"kind": "identity", "issuer": vest.node.url, "subject": subject});
        admin.post(&format!("{at}/grants"), &new).await.expect(201);
        let party = admin.get(&format!("{at}/parties/{}", grant["party"].as_str().unwrap_or("-"))).await.json;
        let number = party["orgNumber"].as_str().and_then(domain::OrgNumber::parse);
        known(vest, subject, number).await;
    }
    for person in admin.all(&format!("{at}/persons")).await {
        let Some(subject) = person["identities"][0]["subject"].as_str() else { continue };
        let address = format!("{at}/persons/{}", person["id"].as_str().unwrap());
        let tag = admin.get(&address).await.expect(200).names_version();
        let more = json!({"issuer": vest.node.url, "subject": subject});
        let both = json!({"identities": [person["identities"][0], more]});
        admin.patch(&address, &tag, &both).await.expect(200);
        known(vest, subject, None).await;
    }
}

/// A client of `vest`'s with this name, unless there is one.
async fn known(vest: &Region, client: &str, number: Option<domain::OrgNumber>) {
    let name = client.to_owned();
    let there = vest.node.store.region();
    let found =
        there.read::<_, persistence::StoreError>(super::soon(), move |tx| tx.clients().get(&name).map(drop)).await;
    if found.is_err() {
        vest.client(client, number, false).await;
    }
}

async fn tried(doors: (&Region, &Region), stage: &Stage, operation: &Operation, client: &str, expected: u16) {
    let (vest, nord) = doors;
    let what = format!("{} of {} as {client} of vest", operation.id, stage.slug);
    let caller = vest.named(client).await;
    if expected < 300 {
        let (path, tag) = match stage.own(operation, &caller).await {
            Some(own) => own,
            None => stage.target(operation).await,
        };
        let answer = stage.call(operation, &caller, &path, tag.as_deref()).await;
        assert_answer(&answer, expected, &what);
        assert_eq!(answer.header("helsefellesskap-region"), Some("nord"), "{what}");
        return;
    }
    let (path, tag) = stage.lasting(operation).await;
    let before = (nord.head(stage.slug).await, nord.region_head().await);
    assert_answer(&stage.call(operation, &caller, &path, tag.as_deref()).await, expected, &what);
    let broken = stage.broken(operation, &caller, &path).await;
    assert_answer(&broken, expected, &format!("{what}, with a broken request"));
    let after = (nord.head(stage.slug).await, nord.region_head().await);
    assert_eq!(after, before, "{what}: a refused request left an entry");
}

#[actix_web::test]
async fn every_operation_answers_every_caller_through_another_door_as_at_home() {
    on_either_with(&["vest", "nord"], "", async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        nord.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
        nord.open(super::FJELL, "fjellvik").await;
        trust(vest, nord, &["bergen", "fjell"]).await;
        trust(nord, vest, &[]).await;
        for slug in ["bergen", "fjell"] {
            nord.seat_each(slug, "ssu").await;
        }
        let (bergen, fjell) = (Stage::new(nord, "bergen").await, Stage::new(nord, "fjell").await);
        for slug in ["bergen", "fjell"] {
            doubled(vest, nord, slug).await;
        }
        let both = |peer: &serde_json::Value| peer["communities"].as_array().is_some_and(|all| all.len() == 2);
        regions.until("both are known", both).await;
        vest.node.tenants.forget();
        let doors = (vest, nord);
        let table = table();
        for operation in operations().iter().filter(|operation| operation.path.contains("{tenant}")) {
            let Some(row) = table.get(operation.id.as_str()) else { continue };
            for (column, role) in OWN {
                let counts = role.is_none_or(Role::counts_over_hop);
                let client = match column {
                    "system" => "bergen-alver".to_owned(),
                    "nobody" | "stranger" | "operator" => column.to_owned(),
                    role => format!("bergen-{role}"),
                };
                let expected = if counts { row[column] } else { row["stranger"] };
                tried(doors, &bergen, operation, &client, expected).await;
                if client.starts_with("bergen-") {
                    let client = client.replace("bergen-", "fjell-").replace("alver", "fjellvik");
                    let expected = if counts { row[column] } else { row["fjell-neighbour"] };
                    tried(doors, &fjell, operation, &client, expected).await;
                }
            }
            for client in ["stranger", "bergen-admin", "bergen-secretariat"] {
                tried(doors, &fjell, operation, client, row["fjell-neighbour"]).await;
            }
            tried(doors, &bergen, operation, "fjell-auditor", row["neighbour"]).await;
            tried(doors, &fjell, operation, "nobody", row["fjell-nobody"]).await;
            // Who runs `vest` is told of it what they are told of a community that is not there: here, of their own region.
            if operation.id != "change_tenant" {
                tried(doors, &fjell, operation, "operator", row["fjell-neighbour"]).await;
            }
        }
    })
    .await;
}
