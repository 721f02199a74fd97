//! A community as a whole: in a file, and on its way from one region to another.
mod commands;
mod files;
mod full;
mod killed;
mod load;
mod moves;
pub mod pair;
mod steps;

use std::path::{Path, PathBuf};

use api::boot::Failure;
use api::federation::pull_due;
use api::relocation::{Settled, accept, begin, finish, settle};
use domain::{Handle, Head, Home, Relocation, TenantId, directory};
use persistence::StoreError;
use places::Folder;

use crate::federation::{BERGEN, Regions, key, soon, trust};
use crate::region::Region;

/// Three regions that list one another, `vest` with a community, and a folder for what is carried between them.
pub struct Scene<'r> {
    pub regions: &'r Regions,
    pub folder: Folder,
}

impl<'r> Scene<'r> {
    pub async fn set(regions: &'r Regions) -> Self {
        for one in &regions.all {
            for other in &regions.all {
                if one.node.region != other.node.region {
                    trust(one, other, &["bergen"]).await;
                }
            }
        }
        regions.vest().open(BERGEN, "alver").await;
        Self { regions, folder: Folder::new() }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The file, the receipt and the deed of a move.
    pub fn papers(&self, name: &str) -> [PathBuf; 3] {
        ["move", "receipt", "deed"].map(|kind| self.file(&format!("{name}.{kind}")))
    }

    pub async fn begin(&self, from: &Region, to: &Region, file: &Path) -> Result<Relocation, Failure> {
        begin(&from.node, &key("bergen"), &to.node.region, file).await.map(|begun| begun.of)
    }

    pub async fn finish(&self, at: &Region, receipt: &Path, deed: &Path) -> Result<Relocation, Failure> {
        let owner = at.database().map(places::Database::owner_url);
        finish(&at.node, receipt, deed, owner.as_deref()).await
    }

    pub async fn settle(&self, at: &Region, deed: &Path) -> Result<Settled, Failure> {
        let owner = at.database().map(places::Database::owner_url);
        settle(&at.node, deed, owner.as_deref()).await
    }

    /// Every step of a move, one after the other.
    pub async fn whole(&self, from: &Region, to: &Region, name: &str) {
        let [file, receipt, deed] = self.papers(name);
        self.begin(from, to, &file).await.expect("it leaves");
        accept(&to.node, &file, &receipt).await.expect("it arrives");
        self.finish(from, &receipt, &deed).await.expect("it is given away");
        assert_eq!(self.settle(to, &deed).await.expect("it is open"), Settled::Open(key("bergen")));
    }

    /// Has a region fetch what its peers tell now.
    pub async fn fetch(&self, at: &Region) {
        // What is published is kept for a second.
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        self.regions.later(120);
        pull_due(&at.node).await.expect("the store answers");
    }
}

/// Where a region says that the community is at home.
pub async fn home(at: &Region) -> String {
    let now = at.clock.now();
    let own = at.node.region.to_string();
    let region = at.node.store.region();
    let read = region.read::<_, StoreError>(soon(), move |tx| {
        let wanted: Handle<TenantId> = Handle::Key(key("bergen"));
        let here = tx.tenants().get(&wanted).is_ok();
        let claims = tx.directory().claims(&wanted)?;
        Ok(match directory::home(here, &claims, now) {
            Home::Here => own,
            Home::Abroad(placement) => placement.home.to_string(),
            Home::Disputed => "disputed".to_owned(),
            Home::Unknown => "unknown".to_owned(),
        })
    });
    read.await.expect("the store answers")
}

/// The community's journal where it is at home: whole, and this far.
pub async fn journal(at: &Region, tenant: TenantId) -> Head {
    let rows = at.node.store.tenant(tenant);
    let read = rows.read::<_, StoreError>(soon(), |tx| Ok((tx.verify(&[])?, tx.head())));
    let (faults, head) = read.await.expect("the store answers");
    assert_eq!(faults, []);
    head
}

/// Nothing of a community is left in a region's store.
pub async fn nothing_left(at: &Region, tenant: TenantId) {
    let read = at.node.store.tenant(tenant).read::<_, StoreError>(soon(), |tx| Ok(tx.head())).await;
    assert!(matches!(read, Err(StoreError::NotFound)), "{read:?}");
    if at.database().is_none() {
        let name = format!("{tenant}.db");
        let left = std::fs::read_dir(at.folder().join("data/tenants")).expect("the folder").filter(|entry| {
            let entry = entry.as_ref().expect("an entry");
            entry.file_name().to_string_lossy().starts_with(&name)
        });
        assert_eq!(left.count(), 0);
    }
}
