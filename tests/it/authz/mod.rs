//! Who may what, tried for every operation of the contract with every kind of caller. An operation without a row fails,
//! and so does a row without an operation.
mod table;

use domain::Words as _;
use domain::policy::{Permission, Rule, rule};

use crate::caller::Answer;
use crate::region::{Kind, Region, Wishes, on_both};
use crate::stage::{Operation, Stage, operations};

pub use table::{OWN, table};

/// Operations that take no bearer token: the one that gives them, and calendars by a secret, for programs that can bring
/// none. This list only shrinks.
const WITHOUT_TOKEN: [&str; 2] = ["create_token", "get_private_calendar"];

/// Operations that are closed to some who hold the permission, since what is asked for is another person's. They are told
/// that it is not there.
const OTHERS: [&str; 1] = ["get_person_calendar"];

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let table = table();
    let mut known: Vec<String> = operations().into_iter().map(|operation| operation.id).collect();
    known.retain(|id| !WITHOUT_TOKEN.contains(&id.as_str()));
    known.sort();
    let mut rows: Vec<&str> = table.into_keys().collect();
    rows.sort_unstable();
    assert_eq!(known, rows, "the contract's operations (left) and the authorisation table's rows (right)");
}

#[test]
fn the_table_is_the_policy_and_the_contract_says_the_same() {
    for (id, row) in table() {
        let operation = operations().into_iter().find(|operation| operation.id == id).unwrap();
        let permission = operation.permission.unwrap_or_else(|| panic!("{id} has no x-permission"));
        assert_eq!(operation.scope.as_deref(), Some(permission.scope()), "{id}: scope");
        assert_eq!(operation.open, permission.is_open(), "{id}: whether it can be called without a token");
        for (column, role) in OWN {
            let may = rule(role, permission) != Rule::No;
            let closed = may && row[column] == 404 && OTHERS.contains(&id);
            assert!(closed || (row[column] < 300) == may, "{id} as {column}");
        }
        assert_eq!(row["neighbour"], row["stranger"], "{id}: who has a role elsewhere is a stranger here");
    }
    let used: Vec<_> = operations().into_iter().filter_map(|operation| operation.permission).collect();
    let unused: Vec<_> = Permission::ALL.iter().filter(|permission| !used.contains(permission)).collect();
    assert!(unused.is_empty(), "permissions that no operation needs: {unused:?}");
}

/// A refusal says why by its code, and nothing more.
pub fn assert_answer(answer: &Answer, expected: u16, what: &str) {
    assert_eq!(answer.status, expected, "{what}: {}", String::from_utf8_lossy(&answer.bytes));
    let code = match expected {
        401 => "unauthenticated",
        // Through another region's door.
        403 if answer.code() == "role-at-home-alone" => "role-at-home-alone",
        403 => "forbidden",
        404 => "not-found",
        _ => return,
    };
    assert_eq!(answer.code(), code, "{what}");
    assert!(answer.faults().is_empty(), "{what}: a refusal tells nothing of the body");
}

async fn tried(region: &Region, stage: &Stage, operation: &Operation, client: &str, expected: u16) {
    let what = format!("{} of {} as {client}", operation.id, stage.slug);
    let caller = region.named(client).await;
    if expected < 300 {
        let (path, tag) = match stage.own(operation, &caller).await {
            Some(own) => own,
            None => stage.target(operation).await,
        };
        assert_answer(&stage.call(operation, &caller, &path, tag.as_deref()).await, expected, &what);
        return;
    }
    let (path, tag) = stage.lasting(operation).await;
    let before = (region.head(stage.slug).await, region.region_head().await);
    assert_answer(&stage.call(operation, &caller, &path, tag.as_deref()).await, expected, &what);
    // Whoever may not act learns nothing from what is wrong with what they sent.
    let broken = stage.broken(operation, &caller, &path).await;
    assert_answer(&broken, expected, &format!("{what}, with a broken request"));
    let after = (region.head(stage.slug).await, region.region_head().await);
    assert_eq!(after, before, "{what}: a refused request left an entry");
}

#[actix_web::test]
async fn every_operation_answers_every_caller_as_the_table_says() {
    on_both(async |region| {
        region.seat_each("bergen", "ssu").await;
        region.seat_each("fjell", "ssu").await;
        let (bergen, fjell) = (Stage::new(region, "bergen").await, Stage::new(region, "fjell").await);
        let table = table();
        for operation in operations() {
            let Some(row) = table.get(operation.id.as_str()) else { continue };
            for (column, _) in OWN {
                let client = match column {
                    "system" => "bergen-alver".to_owned(),
                    "nobody" | "stranger" | "operator" => column.to_owned(),
                    role => format!("bergen-{role}"),
                };
                tried(region, &bergen, &operation, &client, row[column]).await;
                // The members of the unlisted community have there what the others have here.
                if client.starts_with("bergen-") {
                    let client = client.replace("bergen-", "fjell-").replace("alver", "fjellvik");
                    tried(region, &fjell, &operation, &client, row[column]).await;
                }
            }
            for client in ["fjell-admin", "fjell-secretariat", "fjell-auditor", "fjell-fjellvik"] {
                tried(region, &bergen, &operation, client, row["neighbour"]).await;
            }
            for client in ["stranger", "bergen-admin", "bergen-secretariat", "bergen-auditor", "bergen-alver"] {
                tried(region, &fjell, &operation, client, row["fjell-neighbour"]).await;
            }
            tried(region, &fjell, &operation, "nobody", row["fjell-nobody"]).await;
            tried(region, &fjell, &operation, "operator", row["fjell-operator"]).await;
        }
    })
    .await;
}

#[actix_web::test]
async fn a_token_of_another_region_opens_nothing_here() {
    for kind in [Kind::Files, Kind::Postgres] {
        let vest = Region::start(kind, &Wishes::default()).await;
        let nord = Region::empty(kind, &Wishes { name: "nord", ..Wishes::default() }).await;
        // The same names in both regions: only the region tells them apart.
        for client in ["operator", "bergen-admin", "bergen-auditor", "fjell-admin"] {
            nord.client(client, None, client == "operator").await;
        }
        vest.operator().await;
        for slug in ["bergen", "fjell"] {
            let stage = Stage::new(&vest, slug).await;
            for operation in operations() {
                if WITHOUT_TOKEN.contains(&operation.id.as_str()) {
                    continue;
                }
                let (path, tag) = stage.lasting(&operation).await;
                let before = vest.head(slug).await;
                for client in ["operator", "bergen-admin", "bergen-auditor", "fjell-admin"] {
                    let caller = vest.with_token(&nord.token(client, None).await);
                    let answer = stage.call(&operation, &caller, &path, tag.as_deref()).await;
                    assert_answer(&answer, 401, &format!("{} of {slug} as nord's {client}", operation.id));
                }
                assert_eq!(vest.head(slug).await, before);
            }
        }
        nord.stop().await;
        vest.stop().await;
    }
}

#[actix_web::test]
async fn a_token_without_the_scope_opens_nothing_however_great_its_holder() {
    on_both(async |region| {
        region.seat_each("bergen", "ssu").await;
        let stage = Stage::new(region, "bergen").await;
        let table = table();
        for operation in operations() {
            let Some(row) = table.get(operation.id.as_str()) else { continue };
            let (Some(permission), Some((column, _))) =
                (operation.permission, OWN.iter().rev().find(|(column, role)| role.is_some() && row[*column] < 300))
            else {
                panic!("nobody may {}", operation.id);
            };
            let client = match *column {
                "operator" => "operator".to_owned(),
                "system" => "bergen-alver".to_owned(),
                role => format!("bergen-{role}"),
            };
            let others: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
            let others: Vec<&str> = others.into_iter().filter(|scope| *scope != permission.scope()).collect();
            region.named(&client).await;
            let narrow = region.with_token(&region.token(&client, Some(&others.join(" "))).await);
            let (path, tag) = stage.lasting(&operation).await;
            let answer = stage.call(&operation, &narrow, &path, tag.as_deref()).await;
            let what = format!("{} as {client} without {} {}", operation.id, permission.scope(), permission.word());
            assert_eq!((answer.status, answer.code()), (403, "scope-missing"), "{what}");
            let told = format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", permission.scope());
            assert!(answer.header("www-authenticate").is_some_and(|it| it.starts_with(&told)), "{what}");
        }
    })
    .await;
}
