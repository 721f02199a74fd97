//! Who may what, tried for every operation of the contract with every kind of caller. An operation without a row fails,
//! and so does a row without an operation.
use std::collections::BTreeMap;

use domain::Words as _;
use domain::policy::{Permission, Role, Rule, rule};

use crate::caller::Answer;
use crate::region::{Kind, Region, Wishes, on_both};
use crate::stage::{Operation, Stage, operations};

/// What each caller gets, operation by operation. `bergen` is open to everyone's eyes; `fjell` is known to its members only.
/// A neighbour holds every role, one after the other, of the other community.
const TABLE: &str = "
                          of bergen:                                                                                       | of fjell:
operation                 nobody stranger operator admin secretariat auditor system chair member deputy observer neighbour | nobody neighbour operator
list_tenants              200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
create_tenant             401    403      201      403   403         403     403    403   403    403    403      403       | 401    403       201
get_tenant                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       200
change_tenant             401    403      200      403   403         403     403    403   403    403    403      403       | 401    403       200
get_regions               200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_cases         200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_decisions     200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_meetings      200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_bodies        200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_tenants       200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_matters       200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
get_directory             200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
get_structure             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_parties              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_party              401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_party                 200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_party              401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_party                 401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_areas                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_area               401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_area                  200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_area               401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_area                  401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_bodies               200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_body               401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_body                  200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_body               401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_body                  401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_mandates             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_persons              401    403      403      200   200         200     403    403   403    403    403      403       | 401    404       404
create_person             401    403      403      201   201         403     403    403   403    403    403      403       | 401    404       404
get_person                401    403      403      200   200         200     403    403   403    403    403      403       | 401    404       404
change_person             401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
erase_person              401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
list_grants               401    403      403      200   403         200     403    403   403    403    403      403       | 401    404       404
create_grant              401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_grant                 401    403      403      200   403         200     403    403   403    403    403      403       | 401    404       404
change_grant              401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_grant                 401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_webhooks             401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
create_webhook            401    403      403      201   403         403     201    403   403    403    403      403       | 401    404       404
get_webhook               401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
change_webhook            401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
end_webhook               401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
rotate_webhook_secret     401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
test_webhook              401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
list_webhook_deliveries   401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
list_webhook_dead_letters 401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
replay_webhook_dead_letter 401   403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
get_settings              401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
change_settings           401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_journal              401    403      403      403   403         200     403    403   403    403    403      403       | 401    404       404
get_journal_head          401    403      403      403   403         200     403    403   403    403    403      403       | 401    404       404
list_changes              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_snapshot              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
find_seats                200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
get_composition           401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
get_body_composition      401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
get_leadership            401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_terms                401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_party_seats          401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_target_groups        200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_target_group_matrix   200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_provisions           200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_provision          401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_provision             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_provision          401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_provision             401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
get_seats                 401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_memberships          401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
create_membership         401    403      403      201   201         403     403    403   403    403    403      403       | 401    404       404
get_membership            401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
change_membership         401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
end_membership            401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
list_offices              401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
create_office             401    403      403      201   201         403     403    403   403    403    403      403       | 401    404       404
get_office                401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
change_office             401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
end_office                401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
list_meetings             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_meeting            401    403      403      403   201         403     403    403   403    403    403      403       | 401    404       404
create_meeting_plan       401    403      403      403   201         403     403    403   403    403    403      403       | 401    404       404
get_meeting               200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_meeting            401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
transition_meeting        401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
move_meeting              401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
get_agenda                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
put_agenda                401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
get_attendance            401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
put_attendance            401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
get_meeting_review        200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_calendar              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_body_calendar         200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_party_calendar        200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_person_calendar       401    403      403      200   200         200     404    404   404    404    404      403       | 401    404       404
list_calendar_addresses   401    403      403      200   200         403     200    200   200    200    200      403       | 401    404       404
create_calendar_address   401    403      403      201   201         403     201    201   201    201    201      403       | 401    404       404
get_calendar_address      401    403      403      200   200         403     200    200   200    200    200      403       | 401    404       404
end_calendar_address      401    403      403      200   200         403     200    200   200    200    200      403       | 401    404       404
list_notices              401    403      403      200   200         200     403    403   403    403    403      403       | 401    404       404
create_notice_attempt     401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
list_decisions            200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_minutes              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_minutes               200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_minutes_document      200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_minutes_feed          200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
write_treatment           401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
create_minutes            401    403      403      403   201         403     403    403   403    403    403      403       | 401    404       404
change_minutes            401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
transition_minutes        401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
approve_minutes           401    403      403      403   403         403     403    200   403    403    403      403       | 401    404       404
get_paper                 200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_paper              401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
list_paper_versions       200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_paper_version         200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
write_assessment          401    403      403      403   200         403     200    200   200    200    403      403       | 401    404       404
list_cases                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_case               401    403      403      403   201         403     201    201   201    201    201      403       | 401    404       404
get_case                  200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_case               401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
transition_case           401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
resubmit_case             401    403      403      403   200         403     200    200   200    200    200      403       | 401    404       404
get_case_chain            200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_case_ageing           200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_structure_picture     200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_seat_map              401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_structure_changes    200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
import_history            401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
get_charter               401    403      403      200   403         200     403    403   403    403    403      403       | 401    404       404
check_charter             401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
apply_charter             401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
";

/// Operations that take no bearer token: the one that gives them, and calendars by a secret, for programs that can bring
/// none. This list only shrinks.
const WITHOUT_TOKEN: [&str; 2] = ["create_token", "get_private_calendar"];

/// Operations that are closed to some who hold the permission, since what is asked for is another person's. They are told
/// that it is not there.
const OTHERS: [&str; 1] = ["get_person_calendar"];

/// The callers of the table's first columns, with the role the policy knows them by.
pub const OWN: [(&str, Option<Role>); 11] = [
    ("nobody", None),
    ("stranger", None),
    ("operator", Some(Role::RegionOperator)),
    ("admin", Some(Role::TenantAdmin)),
    ("secretariat", Some(Role::Secretariat)),
    ("auditor", Some(Role::Auditor)),
    ("system", Some(Role::PartySystem)),
    ("chair", Some(Role::Chair)),
    ("member", Some(Role::Member)),
    ("deputy", Some(Role::Deputy)),
    ("observer", Some(Role::Observer)),
];

/// What is expected, by operation and column; columns of the second part begin with `fjell-`.
pub fn table() -> BTreeMap<&'static str, BTreeMap<String, u16>> {
    let mut lines = TABLE.lines().filter(|line| !line.trim().is_empty()).skip(1);
    let (own, other) = lines.next().unwrap().split_once('|').unwrap();
    let columns = own.split_whitespace().skip(1).map(str::to_owned);
    let columns: Vec<String> =
        columns.chain(other.split_whitespace().map(|column| format!("fjell-{column}"))).collect();
    let row = |line: &'static str| {
        let mut words = line.split_whitespace().filter(|word| *word != "|");
        let operation = words.next().unwrap();
        let statuses: Vec<u16> = words.map(|word| word.parse().unwrap()).collect();
        assert_eq!(statuses.len(), columns.len(), "{operation}: a status for each column");
        (operation, columns.iter().cloned().zip(statuses).collect())
    };
    let rows: Vec<_> = lines.map(row).collect();
    let table: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(table.len(), rows.len(), "an operation has one row");
    table
}

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
