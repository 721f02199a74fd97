//! The charter from a shell: `tenant diff`, `tenant apply` and `tenant export` against a region that runs.
use places::Folder;

use crate::process::{Ended, run_with};
use crate::region::{Kind, Region, Wishes};

struct Shell {
    node: String,
    token: String,
    folder: Folder,
}

impl Shell {
    async fn of(region: &Region, client: &str) -> Self {
        let token = region.token(client, None).await;
        Self { node: format!("http://{}", region.address), token, folder: Folder::new() }
    }

    async fn run(&self, words: &[&str]) -> Ended {
        let all = [&["tenant"], words, &["--node", &self.node]].concat();
        run_with(&all, &[("HELSEFELLESSKAP_TOKEN", &self.token)]).await
    }

    /// A file with this text, by its path.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

/// A refusal is one clear line, and the exit code tells of it.
fn assert_refused(ended: &Ended, expected: &str) {
    assert_eq!((ended.status, ended.stderr.lines().count()), (Some(1), 1), "{ended:?}");
    assert!(ended.stderr.contains(expected), "{ended:?}");
}

#[actix_web::test]
async fn a_charter_is_exported_compared_and_applied_by_commands() {
    let region = Region::start(Kind::Files, &Wishes::default()).await;
    let shell = Shell::of(&region, "fjell-admin").await;
    let exported = shell.run(&["export", "fjell"]).await;
    assert_eq!(exported.status, Some(0), "{exported:?}");
    let file = shell.file("fjell.toml", &exported.stdout);
    let same = shell.run(&["diff", &file]).await;
    assert_eq!((same.status, same.stdout.as_str()), (Some(0), "fjell: nothing would change\n"), "{same:?}");

    let text =
        exported.stdout.replace("Strategisk utval\"", "Strategisk råd\"").replace("Fjellvik kommune", "Fjellvik");
    let file = shell.file("endra.toml", &text);
    let before = region.head("fjell").await;
    let compared = shell.run(&["diff", &file]).await;
    assert_eq!(compared.status, Some(0), "{compared:?}");
    for wanted in
        ["changed   party           fjellvik", "changed   body            ssu", "names", "2 entries would change"]
    {
        assert!(compared.stdout.contains(wanted), "{wanted}: {compared:?}");
    }
    assert!(compared.stdout.lines().all(|line| line.chars().count() <= 80), "{compared:?}");
    assert_eq!(region.head("fjell").await, before, "a comparison writes nothing");
    let applied = shell.run(&["apply", &file]).await;
    assert!(applied.status == Some(0) && applied.stdout.contains("fjell: the charter is applied"), "{applied:?}");
    assert_eq!(region.head("fjell").await, before + 2);
    let again = shell.run(&["apply", &file]).await;
    assert_eq!((again.status, again.stdout.as_str()), (Some(0), "fjell: nothing to change\n"), "{again:?}");
    assert_eq!(shell.run(&["export", "fjell"]).await.stdout, text);
    let json = shell.run(&["export", "fjell", "--format", "json"]).await;
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["community"]["slug"], "fjell");
    region.stop().await;
}

#[actix_web::test]
async fn a_refused_charter_names_each_fault_with_its_place_in_the_file() {
    let region = Region::start(Kind::Files, &Wishes::default()).await;
    let shell = Shell::of(&region, "fjell-admin").await;
    let exported = shell.run(&["export", "fjell"]).await.stdout;
    let before = region.head("fjell").await;
    let text = exported.replace("language = \"nb\"", "language = \"nn\"");
    let file = shell.file("fjell.toml", &text);
    let line = 1 + text.lines().position(|line| line.starts_with("language")).unwrap();
    for command in ["diff", "apply"] {
        let refused = shell.run(&[command, &file]).await;
        assert_refused(&refused, "1 faults");
        assert!(
            refused.stdout.starts_with(&format!("{file}:{line}:12 /community/language [immutable] ")),
            "{refused:?}"
        );
    }
    let broken = shell.file("broken.toml", &exported.replace("parent = \"ssu\"", "parent = \"su\""));
    let refused = shell.run(&["apply", &broken]).await;
    assert_refused(&refused, "1 faults");
    assert!(refused.stdout.contains("/bodies/1/parent [unknown-reference]"), "{refused:?}");
    assert_eq!(region.head("fjell").await, before, "nothing was written");

    let auditor = Shell::of(&region, "fjell-auditor").await;
    assert_refused(&auditor.run(&["diff", &file]).await, "refused with 403");
    let exported = auditor.run(&["export", "fjell", "--at", "2020-01-01"]).await;
    assert!(exported.status == Some(0) && exported.stdout.contains("slug = \"fjell\""), "{exported:?}");
    assert_refused(&shell.run(&["export", "finst-ikkje"]).await, "refused with 404");
    region.stop().await;
}
