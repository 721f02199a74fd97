//! A community of a demonstration in a file, and whole again from it.
use api::boot::operator;
use api::relocation::{backup, restore};
use domain::TenantId;
use persistence::StoreError;
use places::Folder;

use super::journal;
use crate::federation::{BERGEN, NORDLAND, key, soon};
use crate::region::{Kind, Region, Wishes};

/// Everything a file of a community holds but where its journal's epoch is told.
async fn told(region: &Region, slug: &str, folder: &Folder, name: &str) -> Vec<u8> {
    let path = folder.path().join(name);
    backup(&region.node.store, &key(slug), &path).await.expect("it is written");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    std::fs::read(&path).expect("the file is readable")
}

async fn epoch(region: &Region, tenant: TenantId) -> domain::Epoch {
    let rows = region.node.store.tenant(tenant);
    let read = rows.read::<_, StoreError>(soon(), |tx| Ok(tx.head().epoch));
    read.await.expect("the store answers")
}

#[actix_web::test]
async fn both_communities_are_restored_in_the_other_store_under_a_new_epoch() {
    for (first, second) in [(Kind::Files, Kind::Postgres), (Kind::Postgres, Kind::Files)] {
        let wishes = Wishes::default();
        let (one, other) = (Region::empty(first, &wishes).await, Region::empty(second, &wishes).await);
        let folder = Folder::new();
        one.open(BERGEN, "alver").await;
        one.open(NORDLAND, "vagan").await;
        for slug in ["bergen", "nordland"] {
            let tenant = one.tenant(slug).await;
            let before = told(&one, slug, &folder, &format!("{slug}.before")).await;
            let path = folder.path().join(format!("{slug}.before"));
            restore(&other.node.store, &path, operator(&other.clock)).await.expect("it is restored");
            let again = restore(&other.node.store, &path, operator(&other.clock)).await.expect_err("it is there");
            assert!(again.to_string().contains("in this region already"), "{again}");
            let (old, new) = (epoch(&one, tenant).await, epoch(&other, tenant).await);
            assert_ne!(old, new, "whoever follows it is told to begin anew");
            assert_eq!(journal(&one, tenant).await.hash, journal(&other, tenant).await.hash);
            let after = told(&other, slug, &folder, &format!("{slug}.after")).await;
            let rows = |dump: &[u8], epoch: domain::Epoch| {
                let text = String::from_utf8(dump.to_vec()).expect("text");
                let text = text.replace(&epoch.to_string(), "").replace(&epoch.0.simple().to_string(), "");
                text.lines().rev().skip(1).map(str::to_owned).collect::<Vec<_>>()
            };
            assert!(rows(&before, old) == rows(&after, new), "{slug}: every row is the same");
            let bodies = |region: &Region| region.nobody();
            let (here, there) = (bodies(&one), bodies(&other));
            let path = format!("/v1/tenants/{slug}/bodies");
            assert_eq!(here.all(&path).await, there.all(&path).await);
        }
        one.stop().await;
        other.stop().await;
    }
}
