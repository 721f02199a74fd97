//! A page deep in a long list costs what the first one costs: both engines start in the middle of an index.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use domain::policy::Sight;
use persistence::{
    AreaFilter, BodyFilter, CaseFilter, Direction, MeetingFilter, MembershipFilter, OfficeFilter, Page, PartyFilter,
    PersonFilter, Place, ProvisionFilter, Sort,
};

use crate::fixtures::party;
use crate::statements::{heard, listen};
use crate::world::{Home, World, on_both, tenant_file};

/// Reads deep pages of every list by name, forward and backward, and by creation.
async fn read_deep_pages(world: &World) {
    for (sort, direction) in [
        (Sort::Name, Direction::Forward),
        (Sort::Name, Direction::Backward),
        (Sort::Created, Direction::Forward),
        (Sort::Created, Direction::Backward),
    ] {
        let seek = Some((direction, Place { name: "kommune 1500".into(), id: party("x").id.0 }));
        let page = Page { sort, seek, limit: 50 };
        let read = world.read(move |tx| {
            let sight = Sight::everything();
            tx.parties().list(&PartyFilter::default(), &page)?;
            tx.persons().list(&PersonFilter::default(), &page)?;
            tx.areas().list(&AreaFilter { sight: sight.clone(), ..AreaFilter::default() }, &page)?;
            tx.bodies().list(&BodyFilter { sight: sight.clone(), ..BodyFilter::default() }, &page)?;
            tx.provisions().list(&ProvisionFilter { sight: sight.clone(), ..ProvisionFilter::default() }, &page)?;
            tx.memberships().list(&MembershipFilter { sight: sight.clone(), ..MembershipFilter::default() }, &page)?;
            tx.offices().list(&OfficeFilter { sight: sight.clone(), ..OfficeFilter::default() }, &page)?;
            tx.cases().list(&CaseFilter { sight: sight.clone(), ..CaseFilter::default() }, &page)?;
            tx.meetings().list(&MeetingFilter { sight, ..MeetingFilter::default() }, &page)
        });
        read.await.expect("the pages are read");
    }
}

/// The statements of such pages, each from one table by a comparison with a sort key or an id.
fn deep_pages(world: &World) -> Vec<String> {
    let deep = |sql: &String| {
        let plain = sql.replace(['`', '"'], "");
        let seeks = ["sort_key >=", "sort_key <=", ".key >", ".key <", ".id >", ".id <"]
            .iter()
            .any(|part| plain.contains(part));
        let listed = [".sort_key", "FROM provision", "FROM membership", "FROM office", "FROM cases"];
        let listed = listed.iter().any(|part| plain.contains(part));
        seeks && listed && plain.contains("LIMIT") && plain.contains("tenant_id")
    };
    heard(world).into_iter().filter(deep).collect()
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct CompileOption {
    #[diesel(sql_type = Integer)]
    used: i32,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[test]
fn a_deep_page_starts_in_the_middle_of_an_index() {
    listen();
    on_both(async |world: World| {
        let rows: Vec<_> = (0..3000).map(|i| party(&format!("Kommune {i:04}"))).collect();
        world.write(move |tx| rows.iter().try_for_each(|row| tx.parties().insert(row))).await.expect("written");
        read_deep_pages(&world).await;
        let pages = deep_pages(&world);
        assert!(pages.len() >= 30, "{} statements of lists, orders and directions", pages.len());
        for sql in pages {
            let plan = match &world.home {
                Home::Files(folder) => explain_sqlite(&mut tenant_file(folder.path(), world.tenant), &sql),
                Home::Postgres(_) => explain_postgres(&world, &sql),
            };
            let whole = plan.join("\n");
            let seeks = plan.iter().any(|line| {
                let from = |column: &str| [">", "<"].iter().any(|sign| line.contains(&format!("{column}{sign}")));
                from("sort_key")
                    || from("key")
                    || from("id")
                    || line.contains("(key >")
                    || line.contains("(key <")
                    || line.contains("sort_key >=")
                    || line.contains("sort_key <=")
                    || line.contains("(id >")
                    || line.contains("(id <")
            });
            assert!(seeks, "no seek in an index:\n{sql}\n{whole}");
            for bad in ["SCAN ", "TEMP B-TREE", "Seq Scan", "Sort Key"] {
                assert!(!whole.contains(bad), "{bad}:\n{sql}\n{whole}");
            }
        }
    });
}

/// Otherwise every query with a bound LIMIT is parsed anew each time it is run.
#[test]
fn sqlite_plans_a_statement_once_whatever_it_is_bound_to() {
    let mut conn = SqliteConnection::establish(":memory:").expect("a database in memory");
    let rule = diesel::sql_query("SELECT sqlite_compileoption_used('ENABLE_QPSG') AS used");
    let rule: CompileOption = rule.get_result(&mut conn).expect("it tells how it was built");
    assert_eq!(rule.used, 1, "as .cargo/config.toml has it built");
}

fn explain_sqlite(conn: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let steps: Vec<SqliteStep> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(conn).expect(sql);
    steps.into_iter().map(|step| step.detail).collect()
}

/// The plan the server keeps for a statement whatever its values, under row-level security. Few rows would be read
/// faster without an index, so the scan is made dear.
fn explain_postgres(world: &World, sql: &str) -> Vec<String> {
    let mut conn = world.database().serving();
    let values = (1..).take_while(|i| sql.contains(&format!("${i}"))).map(|_| "NULL").collect::<Vec<_>>().join(", ");
    conn.batch_execute(&format!(
        "SET app.tenant_id = '{}'; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; \
         SET enable_bitmapscan = off; PREPARE page AS {sql}",
        world.tenant.0
    ))
    .expect(sql);
    let steps: Vec<PostgresStep> =
        diesel::sql_query(format!("EXPLAIN EXECUTE page({values})")).load(&mut conn).expect(sql);
    steps.into_iter().map(|step| step.line).collect()
}
