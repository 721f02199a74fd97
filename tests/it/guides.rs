//! The guides: their commands are run as they stand there, against a demonstration.
use std::fs;
use std::path::PathBuf;

use crate::process::{Ended, Running, program, run_shell, two_ports};
use places::Folder;

/// Says of each request on its error channel what came of it, so that a command that is refused is seen.
const WATCHED: &str = r#"curl() { command curl --write-out '%{stderr}<%{http_code} %{method}>\n' "$@"; }"#;

/// The example of a system that keeps a copy.
const FOLLOW: &str = "docs/examples/follow.py";

/// A demonstration, and a folder to work in that looks like a checkout after its build.
struct Newcomer {
    port: u16,
    folder: Folder,
    demo: Running,
}

fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The commands between a heading and the next one of its rank, in their order.
fn commands(guide: &str, heading: &str) -> String {
    let text = fs::read_to_string(repository().join(guide)).expect("the guide is there");
    let from = text.find(heading).unwrap_or_else(|| panic!("{guide} has {heading:?}"));
    let part = &text[from + heading.len()..];
    let part = part.find("\n## ").map_or(part, |end| &part[..end]);
    let blocks = part.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap_or_default());
    blocks.collect::<Vec<_>>().join("\n")
}

impl Newcomer {
    fn arrives() -> Self {
        let (folder, port) = (Folder::new(), two_ports());
        let built = folder.path().join("target/debug");
        fs::create_dir_all(&built).expect("a folder");
        fs::copy(program(), built.join("helsefellesskap")).expect("the program");
        fs::create_dir_all(folder.path().join("docs/examples")).expect("a folder");
        fs::copy(repository().join(FOLLOW), folder.path().join(FOLLOW)).expect("the example");
        let data = folder.path().join("data").display().to_string();
        let mut demo = Running::of(&["demo", "--port", &port.to_string(), "--data", &data]);
        demo.until("Stop with Ctrl-C");
        Self { port, folder, demo }
    }

    /// Runs commands in one shell, which ends at the first that fails.
    async fn types(&self, commands: &str) -> Ended {
        let (first, second) = (self.port.to_string(), (self.port + 1).to_string());
        let here = commands.replace("8080", &first).replace("8081", &second);
        let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON: see tests/run --help");
        let script = format!("set -euo pipefail\n{WATCHED}\npython3() {{ {python:?} \"$@\"; }}\n{here}");
        let ended = run_shell(&script, self.folder.path()).await;
        assert_eq!(ended.status, Some(0), "{}\n{}", ended.stdout, ended.stderr);
        ended
    }

    fn leaves(self) {
        self.demo.terminate();
        assert_eq!(self.demo.end().status, Some(0));
    }
}

/// What came of each request, in their order.
fn outcomes(ended: &Ended) -> Vec<&str> {
    ended.stderr.lines().filter(|line| line.starts_with('<')).collect()
}

#[actix_web::test]
async fn the_tour_of_the_readme_goes_as_it_says() {
    let newcomer = Newcomer::arrives();
    let ended = newcomer.types(&commands("README.md", "## Five minutes with curl")).await;
    let outcomes = outcomes(&ended);
    assert!(outcomes.len() > 18, "{outcomes:?}");
    let refused: Vec<_> = outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.starts_with("<20")).collect();
    let there = (outcomes.len() - 3, &"<401 GET>");
    assert_eq!(refused, [there], "this token opens nothing there, and all else is answered: {}", ended.stdout);
    let door = ended.stdout.to_lowercase().contains("helsefellesskap-region: nord");
    assert!(door, "the home answers through the other region's door: {}", ended.stdout);
    let number = format!("\"number\":\"1-{}\"", jiff::Zoned::now().year());
    assert!(ended.stdout.contains(&number), "the committee gives the case its number: {}", ended.stdout);
    let minutes = fs::read_to_string(newcomer.folder.path().join("minutes.html")).expect("the minutes");
    assert!(minutes.contains("</html>"), "{minutes}");
    newcomer.leaves();
}

#[actix_web::test]
async fn a_system_is_connected_as_the_guide_says() {
    let newcomer = Newcomer::arrives();
    let ended = newcomer.types(&commands("docs/integrate.md", "## Ten minutes")).await;
    let outcomes = outcomes(&ended);
    assert!(outcomes.len() > 6 && outcomes.iter().all(|outcome| outcome.starts_with("<20")), "{outcomes:?}");
    let number = format!("\"number\":\"1-{}\"", jiff::Zoned::now().year());
    let accepted = fs::read_to_string(newcomer.folder.path().join("accepted.json")).expect("the answer");
    assert!(accepted.contains(&number), "{accepted}");
    let told: Vec<&str> = ended.stdout.lines().filter(|line| line.contains("  case case_")).collect();
    assert!(told.len() == 2 && told[0].ends_with(" created") && told[1].ends_with(" changed"), "{told:?}");
    newcomer.leaves();
}

#[actix_web::test]
async fn a_copy_that_is_killed_again_and_again_ends_equal_to_a_fresh_one() {
    let newcomer = Newcomer::arrives();
    let ended = newcomer
        .types(
            r#"
            export HELSEFELLESSKAP_CLIENT_SECRET=demo
            FOLLOW="docs/examples/follow.py --url http://127.0.0.1:8080 --tenant bergen --client bergen-alver"
            token() { curl -s http://127.0.0.1:8080/oauth/token -d grant_type=client_credentials \
                -d client_id="$1" -d client_secret=demo | sed -E 's/.*"access_token":"([^"]+)".*/\1/'; }
            ALVER=$(token bergen-alver)
            for n in 1 2 3 4 5 6; do
                "$TEST_PYTHON" $FOLLOW copy.db > /dev/null 2>&1 & running=$!
                sleep "0.$((n * 3 % 10))"
                curl -s http://127.0.0.1:8080/v1/tenants/bergen/cases -H "Authorization: Bearer $ALVER" \
                    -H "Content-Type: application/json" -o /dev/null \
                    -d '{"title": "Oppdikta sak", "kind": "discussion", "externalReference": {"system": "Alver", "key": "'$n'"}}'
                kill -KILL $running
                wait $running || true
            done
            python3 $FOLLOW --once copy.db
            python3 $FOLLOW --once fresh.db
            python3 - <<'READ'
import sqlite3
copies = [sqlite3.connect(name).execute("SELECT * FROM thing ORDER BY type, id").fetchall() for name in ("copy.db", "fresh.db")]
assert copies[0] == copies[1], "the copies differ"
print(len(copies[0]), "things,", sum(kind == "case" for kind, _, _ in copies[0]), "cases")
READ
            "#,
        )
        .await;
    assert!(ended.stdout.contains(" things, "), "{}", ended.stdout);
    newcomer.leaves();
}
