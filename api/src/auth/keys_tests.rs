use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::super::testing::noon;
use super::*;

/// A folder of this test's own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        Self(std::env::temp_dir().join(format!("keys-{}-{number}-{}", std::process::id(), Uuid::now_v7().simple())))
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn path(folder: &Folder, purpose: KeyPurpose, kid: &str, retires: Option<Instant>) -> PathBuf {
    KeyFolder::open(&folder.0).unwrap().path(&RegionKey { purpose, kid: kid.to_owned(), retires })
}

fn kids(keys: &Keys) -> [String; 3] {
    [keys.node().current.kid.clone(), keys.issuer().current.kid.clone(), keys.cursor().current.kid.clone()]
}

#[test]
fn keys_are_made_once_and_found_again() {
    let folder = Folder::new();
    let first = Keys::open(&folder.0, noon()).unwrap();
    let again = Keys::open(&folder.0, noon()).unwrap();
    assert_eq!(kids(&first), kids(&again));
    assert_eq!(first.cursor().current.secret.bytes(), again.cursor().current.secret.bytes());
    assert_eq!(first.issuer().current.public(), again.issuer().current.public());
    assert_ne!(first.issuer().current.public().x, first.node().current.public().x);
    assert_eq!(folder.files().len(), 4);
    let pem = folder.files().into_iter().find(|path| path.extension().is_some_and(|e| e == "pem")).unwrap();
    assert!(fs::read_to_string(pem).unwrap().starts_with("-----BEGIN PRIVATE KEY-----"));
    let shown = format!("{:?}", first.cursor());
    assert!(!shown.contains(&HEXLOWER.encode(first.cursor().current.secret.bytes())) && !shown.contains("secret"));
}

#[test]
fn a_rotated_key_is_accepted_until_the_overlap_ends() {
    let folder = Folder::new();
    let keys = Keys::open(&folder.0, noon()).unwrap();
    for purpose in [KeyPurpose::Node, KeyPurpose::Issuer, KeyPurpose::Cursor, KeyPurpose::Secrets] {
        keys.rotate(purpose, noon(), 3600).unwrap();
    }
    let old = keys.issuer().previous[0].kid.clone();
    assert!(old < keys.issuer().current.kid, "names sort by age");
    for keys in [&keys, &Keys::open(&folder.0, noon().plus_seconds(3599)).unwrap()] {
        let ring = keys.issuer();
        assert!(ring.find(&old, noon().plus_seconds(3599)).is_some());
        assert!(ring.find(&old, noon().plus_seconds(3600)).is_none());
        assert!(ring.find(&ring.current.kid, noon().plus_seconds(1_000_000)).is_some());
        assert_eq!(keys.cursor().accepted(noon()).count(), 2);
    }
    assert_eq!(folder.files().len(), 8);
    let much_later = Keys::open(&folder.0, noon().plus_seconds(3600)).unwrap();
    assert_eq!(kids(&much_later), kids(&keys));
    assert_eq!(folder.files().len(), 4, "what has retired is removed");
}

#[test]
fn two_rotations_in_a_row_keep_both_keys() {
    let folder = Folder::new();
    let keys = Keys::open(&folder.0, noon()).unwrap();
    let first = keys.node().current.kid.clone();
    let second = keys.rotate(KeyPurpose::Node, noon(), 600).unwrap();
    let third = keys.rotate(KeyPurpose::Node, noon().plus_seconds(60), 600).unwrap();
    let names: Vec<_> = keys.node().accepted(noon().plus_seconds(60)).map(|key| key.kid.clone()).collect();
    assert_eq!(names, [third, second, first]);
}

#[test]
fn a_rotation_cut_short_is_made_good_at_the_next_start() {
    let folder = Folder::new();
    let keys = Keys::open(&folder.0, noon()).unwrap();
    let kid = keys.issuer().current.kid.clone();
    let retires = Some(noon().plus_seconds(60));
    let path = |retires| path(&folder, KeyPurpose::Issuer, &kid, retires);
    fs::rename(path(None), path(retires)).unwrap();
    fs::write(folder.0.join(".unfinished-issuer-x.pem"), "half").unwrap();
    let keys = Keys::open(&folder.0, noon()).unwrap();
    assert_ne!(keys.issuer().current.kid, kid);
    assert_eq!(keys.issuer().previous[0].kid, kid);
    assert_eq!(folder.files().len(), 5);
}

#[test]
fn a_rotation_that_fails_leaves_the_current_key() {
    let folder = Folder::new();
    let keys = Keys::open(&folder.0, noon()).unwrap();
    let kid = keys.node().current.kid.clone();
    let key = RegionKey { purpose: KeyPurpose::Node, kid: Uuid::now_v7().simple().to_string(), retires: None };
    let rubbish = keys.folder.path(&key);
    keys.folder.write(&KeyText { key, text: "no key".to_owned() }).unwrap();
    assert!(matches!(keys.rotate(KeyPurpose::Node, noon(), 60), Err(KeyError::Damaged(_))));
    assert_eq!(keys.node().current.kid, kid);
    fs::remove_file(rubbish).unwrap();
    assert_eq!(Keys::open(&folder.0, noon()).unwrap().node().current.kid, kid);
    assert_ne!(keys.rotate(KeyPurpose::Node, noon(), 60).unwrap(), kid);
}

#[cfg(unix)]
#[test]
fn what_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    drop(Keys::open(&folder.0, noon()).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(mode(&folder.0), 0o700);
    assert!(folder.files().iter().all(|path| mode(path) == 0o600));
    let refusal = || Keys::open(&folder.0, noon()).err().map(|error| error.to_string()).unwrap_or_default();
    for path in folder.files().into_iter().chain([folder.0.clone()]) {
        let before = mode(&path);
        set(&path, before | 0o040);
        assert!(refusal().contains("can be read by others") && refusal().contains(path.to_str().unwrap()));
        assert!(!refusal().contains('\n'));
        set(&path, before);
    }
    assert_eq!(refusal(), "");
    let victim = &folder.files()[0];
    let elsewhere = folder.0.join("elsewhere");
    fs::rename(victim, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, victim).unwrap();
    assert!(matches!(Keys::open(&folder.0, noon()), Err(KeyError::NotPlain(_))));
}

#[test]
fn a_damaged_or_doubled_key_is_refused() {
    let folder = Folder::new();
    drop(Keys::open(&folder.0, noon()).unwrap());
    let cursor = folder.files().into_iter().find(|path| path.extension().is_some_and(|e| e == "key")).unwrap();
    let twin = path(&folder, KeyPurpose::Cursor, &Uuid::now_v7().simple().to_string(), None);
    fs::copy(&cursor, &twin).unwrap();
    assert!(matches!(Keys::open(&folder.0, noon()), Err(KeyError::TwoCurrent(_))));
    fs::remove_file(twin).unwrap();
    fs::write(&cursor, "abcd").unwrap();
    assert!(matches!(Keys::open(&folder.0, noon()), Err(KeyError::Damaged(_))));
}
