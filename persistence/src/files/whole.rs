//! Files of tenants that come and go as a whole.
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;
use domain::TenantId;

use super::{Files, connect};
use crate::StoreError;
use crate::migrate::{self, SQLITE_TENANT};
use crate::scope::transact;

/// How a file that is being made ends.
const NEW: &str = "db.new";

/// Removes what is left of files that were being made when the process was killed. For the folder's owner alone.
pub(super) fn sweep(tenants: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(tenants)? {
        let path = entry?.path();
        let is_new = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
            let stem = ["-wal", "-shm"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            stem.strip_suffix(NEW).is_some_and(|stem| stem.ends_with('.'))
        });
        if is_new {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

impl Files {
    /// Makes a tenant's file out of nothing, in one transaction, and puts it into place only when it is whole. Unless it is
    /// kept, it goes again.
    pub(crate) fn put<T, E: From<StoreError>>(
        &self,
        id: TenantId,
        fill: impl FnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<Made, E> {
        let slot = self.slot(id);
        let held = slot.open.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path(id);
        if held.is_some() {
            return Err(StoreError::Taken("tenant".to_owned()).into());
        }
        let unusable = |error: std::io::Error| StoreError::unavailable(error);
        // One that nobody ever learned of: the registry is asked before.
        let new = Made { path: path.with_extension(NEW), kept: false };
        new.clear();
        let mut conn = connect(&new.path)?;
        migrate::sqlite(&mut conn, SQLITE_TENANT)?;
        transact(&mut conn, Some("BEGIN IMMEDIATE"), |c| fill(c))?;
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(StoreError::from)?;
        drop(conn);
        File::open(&new.path).and_then(|file| file.sync_all()).map_err(unusable)?;
        let made = Made { path: path.clone(), kept: false };
        made.clear();
        std::fs::rename(&new.path, &path).map_err(unusable)?;
        File::open(self.folder.join("tenants")).and_then(|folder| folder.sync_all()).map_err(unusable)?;
        Ok(made)
    }

    /// Removes a tenant's file, which the registry names no more.
    pub(crate) fn remove(&self, id: TenantId) {
        let slot = self.slot(id);
        let mut held = slot.open.lock().unwrap_or_else(PoisonError::into_inner);
        *held = None;
        Made { path: self.path(id), kept: false }.clear();
    }
}

/// A file that was just made, and goes with this value unless it is kept.
pub(crate) struct Made {
    path: PathBuf,
    kept: bool,
}

impl Made {
    pub(crate) fn keep(mut self) {
        self.kept = true;
    }

    fn clear(&self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(end);
            // Mostly it is not there.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if !self.kept {
            self.clear();
        }
    }
}
