//! A disk that is full, at each step. Files may not become longer than so much, which fails their writing as a full disk
//! does; without it the same command succeeds.
use super::pair::{Home, Pair, names};
use crate::process::{Ended, program, run_shell};
use crate::region::Kind;

/// What a full disk is told as, by the system and by SQLite.
const SIGNS: [&str; 3] = ["File too large", "disk I/O error", "is full"];

/// Does a command while no file may become longer than so many KiB.
async fn limited(home: &Home, kib: u64, arguments: &[&str]) -> Ended {
    let words: Vec<String> = arguments.iter().map(|word| format!("{word:?}")).collect();
    let (program, words, config) = (program(), words.join(" "), home.settings.file());
    let script = format!("trap '' XFSZ; ulimit -f {kib}; exec {program:?} {words} --config {config:?}");
    run_shell(&script, home.settings.folder()).await
}

/// It failed, and says why in one line.
fn told(ended: &Ended, what: &str) {
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""), "{what}: {ended:?}");
    assert_eq!(ended.stderr.lines().count(), 1, "{what}: {ended:?}");
    let is_plain =
        ended.stderr.starts_with("helsefellesskap: ") && SIGNS.iter().any(|sign| ended.stderr.contains(sign));
    assert!(is_plain, "{what}: {ended:?}");
}

/// Does a command with more and more room until it succeeds. Returns how often it did not.
async fn until_it_fits(pair: &Pair, home: &Home, arguments: &[&str], left: impl Fn()) -> usize {
    for (failed, kib) in (0..16).map(|times| if times == 0 { 0 } else { 4_u64 << times }).enumerate() {
        let ended = limited(home, kib, arguments).await;
        let what = format!("{arguments:?} with {kib} KiB");
        println!("{what}: {:?} {}", ended.status, ended.stderr);
        pair.sound(&what);
        if ended.status == Some(0) {
            return failed;
        }
        told(&ended, &what);
        left();
    }
    panic!("{arguments:?} never fits")
}

#[actix_web::test]
async fn a_full_disk_is_told_plainly_and_harms_nothing() {
    for (first, second) in [(Kind::Files, Kind::Postgres), (Kind::Postgres, Kind::Files)] {
        let pair = Pair::set(first, second).await;
        let (vest, nord, tenant) = (&pair.vest, &pair.nord, pair.tenant);
        let [backup, file, receipt, deed] = ["backup", "move", "receipt", "deed"].map(|name| pair.file(name));
        let there = |wanted: &[&str]| {
            let mut found = names(pair.folder.path());
            found.sort_unstable();
            assert_eq!(found, wanted);
        };
        assert!(until_it_fits(&pair, vest, &["tenant", "backup", "bergen", "--to", &backup], || there(&[])).await > 2);
        if second == Kind::Files {
            for kib in [0, 16, 64, 128] {
                let ended = limited(nord, kib, &["tenant", "restore", &backup]).await;
                told(&ended, &format!("restore with {kib} KiB"));
                nord.nothing_left(tenant);
            }
        }

        let begin = ["tenant", "move", "begin", "bergen", "--to", "nord", "--out", &file];
        let ended = limited(vest, 64, &begin).await;
        told(&ended, "begin");
        there(&["backup"]);
        if vest.stands(tenant).paused {
            assert!(ended.stderr.contains("bergen is written to no more until"), "{ended:?}");
            vest.done(&["tenant", "move", "undo", "bergen", "--out", &pair.file("stays")]).await;
        }
        assert!(vest.stands(tenant).writes(), "it is written to again");
        vest.done(&begin).await;

        let accept = ["tenant", "move", "accept", &file, "--out", &receipt];
        let failed = until_it_fits(&pair, nord, &accept, || {
            there(&["backup", "move"]);
            if nord.moves("arrived") == 0 {
                nord.nothing_left(tenant);
            }
        });
        assert!(failed.await > 0);
        let finish = ["tenant", "move", "finish", &receipt, "--out", &deed];
        assert!(until_it_fits(&pair, vest, &finish, || there(&["backup", "move", "receipt"])).await > 0);
        vest.nothing_left(tenant);
        until_it_fits(&pair, nord, &["tenant", "move", "settle", &deed], || {}).await;
        assert!(nord.stands(tenant).writes());
        for home in [vest, nord] {
            home.done(&["journal", "verify"]).await;
        }
    }
}
