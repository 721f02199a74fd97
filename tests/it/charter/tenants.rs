//! Every charter there is: opened, exported, applied again and checked, unchanged.
use api::charter::{check_file, from_json, to_toml};

use super::{opened, put};
use crate::region::{Kind, Region, Wishes};

const ALL: [&str; 7] = [
    include_str!("../../../tenants/bergen.toml"),
    include_str!("../../../tenants/nordland.toml"),
    include_str!("../charters/firklang.toml"),
    include_str!("../charters/gamleneset.toml"),
    include_str!("../charters/tvesund.toml"),
    include_str!("../charters/utnes.toml"),
    include_str!("../charters/vasskil.toml"),
];

#[actix_web::test]
async fn every_charter_is_exported_as_it_was_opened_and_applied_unchanged() {
    for kind in [Kind::Files, Kind::Postgres] {
        let region = Region::empty(kind, &Wishes::default()).await;
        for text in ALL {
            let charter = check_file(text).expect("the charter is sound");
            let slug = charter.community.slug.to_string();
            opened(&region, &charter).await;
            let admin = region.caller(&format!("{slug}-admin")).await;
            let path = format!("/v1/tenants/{slug}/charter");
            let read = admin.get(&path).await.expect(200);
            let exported = from_json(read.json.clone()).expect("a charter");
            assert_eq!(exported, charter.in_order(), "{slug}");
            assert_eq!(check_file(&to_toml(exported.clone())), Ok(exported), "{slug}: as a file too");
            let before = region.head(&slug).await;
            let checked = admin.post(&format!("{path}/check"), &read.json).await.expect(200);
            assert_eq!(super::changes(&checked), [], "{slug}");
            let applied = put(&admin, &path, read.etag(), &read.json).await.expect(200);
            assert_eq!((applied.etag(), &applied.json), (read.etag(), &read.json), "{slug}");
            assert_eq!(region.head(&slug).await, before, "{slug}: nothing was written");
        }
        region.stop().await;
    }
}
