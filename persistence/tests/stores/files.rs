//! The embedded store: few files open, each only when needed, and one broken file is one tenant's trouble.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::TenantId;
use persistence::{FileOptions, OpenError, PartyFilter, Store, StoreError};
use places::Folder;

use crate::fixtures::party;
use crate::processes::{child, succeed};
use crate::world::{found, runtime, soon, tenant_file, writer};

/// The tenants' files this process holds open under a folder, however often each.
fn open_files(folder: &Path) -> Vec<PathBuf> {
    let links = std::fs::read_dir("/proc/self/fd").expect("the system tells of open files");
    let open = links.filter_map(|link| std::fs::read_link(link.ok()?.path()).ok());
    let tenants = folder.join("tenants");
    open.filter(|path| path.starts_with(&tenants) && path.extension().is_some_and(|end| end == "db")).collect()
}

fn names(folder: &Path) -> BTreeSet<PathBuf> {
    open_files(folder).into_iter().collect()
}

fn path(folder: &Path, tenant: TenantId) -> PathBuf {
    folder.join("tenants").join(format!("{tenant}.db"))
}

async fn touch(store: &Store, tenant: TenantId) -> Result<i64, StoreError> {
    store.tenant(tenant).read(soon(), |tx| tx.parties().count(&PartyFilter::default())).await
}

#[test]
fn a_start_opens_no_tenants_file() {
    let folder = Folder::new();
    runtime().block_on(async {
        let store = Store::files(folder.path()).expect("opens");
        let tenants = [found(&store).await, found(&store).await];
        assert_eq!(names(folder.path()).len(), 2);
        drop(store);
        let written = || tenants.map(|tenant| path(folder.path(), tenant).metadata().expect("there").modified().ok());
        let before = written();
        let store = Store::files(folder.path()).expect("opens again");
        store.region().read::<_, StoreError>(soon(), |tx| tx.tenants().all()).await.expect("read");
        assert_eq!(open_files(folder.path()), Vec::<PathBuf>::new());
        assert_eq!(touch(&store, tenants[0]).await.expect("read"), 0);
        assert_eq!(names(folder.path()), [path(folder.path(), tenants[0])].into());
        assert_eq!(written(), before, "a file that needs nothing is not written");
    });
}

#[test]
fn the_least_recently_used_idle_file_is_closed() {
    let folder = Folder::new();
    let options = FileOptions { open_files: 2, ..FileOptions::default() };
    runtime().block_on(async {
        let store = Store::files_with(folder.path(), &options).expect("opens");
        let [a, b, c] = [found(&store).await, found(&store).await, found(&store).await];
        let open = |tenants: [TenantId; 2]| tenants.map(|tenant| path(folder.path(), tenant)).into();
        for tenant in [a, b] {
            touch(&store, tenant).await.expect("read");
        }
        assert_eq!(names(folder.path()), open([a, b]));
        touch(&store, a).await.expect("read");
        touch(&store, c).await.expect("read");
        assert_eq!(names(folder.path()), open([a, c]), "b was used longest ago");
        // A file at work stays, though it was used longest ago.
        let (looked, has_looked) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let scope = store.tenant(a);
        let reading = tokio::spawn(async move {
            let work = move |tx: &mut persistence::TenantTx<'_, '_>| {
                let _ = looked.send(());
                may_go_on.recv_timeout(std::time::Duration::from_secs(30)).map_err(|_| StoreError::Deadline)?;
                tx.parties().count(&PartyFilter::default())
            };
            scope.read(soon(), work).await
        });
        has_looked.await.expect("the read has begun");
        touch(&store, c).await.expect("read");
        touch(&store, b).await.expect("read");
        assert_eq!(names(folder.path()), open([a, b]));
        go_on.send(()).expect("the read waits");
        assert_eq!(reading.await.expect("joined").expect("read"), 0);
    });
}

#[test]
fn threads_and_handles_stay_bounded_with_three_hundred_tenants() {
    // In a process of its own, since other tests start threads too.
    let folder = Folder::new();
    succeed([child("host-many", &folder.path().to_string_lossy())]);
}

/// Hosts three hundred tenants, alone in this process.
pub(crate) fn host_many(folder: &Path) {
    let threads = || std::fs::read_dir("/proc/self/task").expect("the system tells of threads").count();
    runtime().block_on(async {
        let options = FileOptions { open_files: 16, threads: 2 };
        let before = threads();
        let (store, mut tenants) = (Store::files_with(folder, &options).expect("opens"), Vec::new());
        for _ in 0..300 {
            tenants.push(found(&store).await);
        }
        for (i, &tenant) in tenants.iter().enumerate() {
            assert_eq!(touch(&store, tenant).await.expect("read"), 0);
            if i % 3 == 0 {
                let insert = |tx: &mut persistence::TenantTx<'_, '_>| tx.parties().insert(&party("Bergen"));
                store.tenant(tenant).write::<_, StoreError>(soon(), writer(), insert).await.expect("written");
            }
            let (files, handles) = (names(folder).len(), open_files(folder).len());
            assert!(files <= 16 && handles <= 16 * 3, "{files} files, {handles} handles");
        }
        // Two that block, one that schedules them, one for all pools.
        assert!(threads() <= before + 4, "{} threads after {before}", threads());
    });
}

#[test]
fn a_file_that_cannot_be_migrated_is_one_tenants_trouble() {
    let folder = Folder::new();
    runtime().block_on(async {
        let store = Store::files(folder.path()).expect("opens");
        let (broken, behind, well) = (found(&store).await, found(&store).await, found(&store).await);
        drop(store);
        // The registry says that two of them need migrating; in one a table stands in the way of it.
        let forget = "DELETE FROM __diesel_schema_migrations";
        tenant_file(folder.path(), broken).batch_execute(forget).expect("forgotten");
        let mut region =
            SqliteConnection::establish(&folder.path().join("region.db").to_string_lossy()).expect("opens");
        let older = |tenant: TenantId| {
            let id: String = tenant.0.simple().to_string();
            format!("UPDATE tenant SET schema_version = 'older' WHERE hex(id) = upper('{id}')")
        };
        region.batch_execute(&format!("{}; {}", older(broken), older(behind))).expect("noted");
        drop(region);
        let store = Store::files(folder.path()).expect("the others are served");
        for _ in 0..2 {
            assert!(matches!(touch(&store, broken).await, Err(StoreError::Migrating)));
            let insert = |tx: &mut persistence::TenantTx<'_, '_>| tx.parties().insert(&party("Bergen"));
            let written = store.tenant(broken).write::<_, StoreError>(soon(), writer(), insert).await;
            assert!(matches!(written, Err(StoreError::Migrating)));
        }
        assert_eq!(touch(&store, behind).await.expect("read"), 0);
        assert_eq!(touch(&store, well).await.expect("read"), 0);
    });
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = Folder::new();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "").expect("written");
    let inside = file.join("data");
    let Err(error) = Store::files(&inside).map(|_| ()) else { panic!("a folder inside a file") };
    assert!(matches!(&error, OpenError::Folder { folder, .. } if *folder == inside));
    assert!(error.to_string().contains("a-file/data") && !error.to_string().contains('\n'));
    // Something else's file where the region's should be.
    std::fs::write(folder.path().join("region.db"), "no database at all, and long enough to tell".repeat(40))
        .expect("written");
    let Err(error) = Store::files(folder.path()).map(|_| ()) else { panic!("a foreign file") };
    assert!(matches!(error, OpenError::File { .. }), "{error:?}");
}

#[test]
fn a_tenant_founded_in_an_earlier_run_is_there_in_the_next() {
    let folder = Folder::new();
    runtime().block_on(async {
        let store = Store::files(folder.path()).expect("opens");
        let tenant = found(&store).await;
        let insert = |tx: &mut persistence::TenantTx<'_, '_>| tx.parties().insert(&party("Bergen"));
        store.tenant(tenant).write::<_, StoreError>(soon(), writer(), insert).await.expect("written");
        drop(store);
        let store = Store::files(folder.path()).expect("opens again");
        assert_eq!(touch(&store, tenant).await.expect("read"), 1);
    });
}
