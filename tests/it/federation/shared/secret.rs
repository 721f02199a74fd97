//! Nothing that is not for everyone comes into another region, wherever one looks there.
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::{Date, Disclosure, Line, Side, Visibility};

use super::{catch_up, publish, together};
use crate::laid::{lay_case, prose, withheld};
use crate::region::Region;

/// By what a private text would be recognised, however it is written.
const MARK: &str = "zzhemmelegzz";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Whether the mark is anywhere in a folder.
fn is_in_folder(folder: &Path, mark: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return is_in_folder(&path, mark);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.to_ascii_lowercase().windows(mark.len()).any(|part| part == mark.as_bytes())
    })
}

/// Whether the mark is anywhere in what a region keeps: its files, and every row of its database.
pub fn is_kept(region: &Region, mark: &str) -> bool {
    if is_in_folder(region.folder(), mark) {
        return true;
    }
    let Some(database) = region.database() else { return false };
    // Bytes are written so in a row's text.
    let bytes = data_encoding::HEXLOWER.encode(mark.as_bytes());
    let mut conn = PgConnection::establish(&database.owner_url()).expect("the database answers");
    let tables = "SELECT tablename::text AS text FROM pg_tables WHERE schemaname = 'public'";
    let tables: Vec<Row> = diesel::sql_query(tables).load(&mut conn).expect("the tables");
    tables.iter().any(|table| {
        let rows = format!("SELECT t::text AS text FROM \"{}\" t", table.text);
        let rows: Vec<Row> = diesel::sql_query(rows).load(&mut conn).expect("the rows");
        let tells = |text: String| text.contains(mark) || text.contains(&bytes);
        rows.iter().any(|row| tells(row.text.to_lowercase()))
    })
}

#[actix_web::test]
async fn a_private_text_is_nowhere_in_another_region() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let embargo = Disclosure { embargo_until: Some(Date::constant(2099, 1, 1)), ..Disclosure::PUBLIC };
        let ways = [
            withheld(Visibility::Side, Some(Side::Municipal)),
            withheld(Visibility::Body, None),
            withheld(Visibility::Secretariat, None),
            withheld(Visibility::Community, None),
            embargo,
        ];
        for disclosure in ways {
            let laid = lay_case(nord, "bergen", "ssu", move |case| {
                case.title = Line::parse(&format!("Sak om {MARK}")).expect("a line");
                case.summary = Some(prose(&format!("Dette er {MARK}.")));
                case.disclosure = disclosure;
            })
            .await;
            // Its meeting is for everyone.
            let meeting = crate::laid::call(nord, "bergen", &laid, Visibility::Public).await;
            crate::laid::conclude(nord, "bergen", &laid, meeting, "Vedtak om zzhemmelegzz").await;
        }
        let admin = nord.caller("bergen-admin").await;
        let person = serde_json::json!({"name": format!("Oppdikta {MARK}")});
        admin.post("/v1/tenants/bergen/persons", &person).await.expect(201);
        publish(nord, "bergen", "Oppdikta om zzopezz").await;
        catch_up(regions).await;
        catch_up(regions).await;
        assert!(is_kept(vest, "zzopezz"), "what is published is found where it is looked for");
        assert!(!is_kept(vest, MARK));
        assert!(is_kept(nord, MARK), "what is private is found where it is at home");
    })
    .await;
}
