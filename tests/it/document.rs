//! The committed contract is the one that is served, and the one the code makes.
use crate::region::on_both;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

#[test]
fn the_committed_contract_is_current() {
    let made = api::document::text();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(COMMITTED, &made).unwrap();
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(committed == made, "openapi/openapi.json is out of date: UPDATE_OPENAPI=1 cargo test -p tests document");
}

#[actix_web::test]
async fn the_served_contract_is_the_committed_one() {
    on_both(async |region| {
        let served = region.nobody().get("/openapi.json").await.expect(200);
        assert!(served.bytes == std::fs::read(COMMITTED).unwrap(), "the served contract is not the committed one");
    })
    .await;
}
