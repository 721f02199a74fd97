//! The guides: their commands are run as they stand there, against a demonstration.
use std::fs;
use std::path::PathBuf;

use crate::process::{Ended, Running, program, run_shell, two_ports};
use places::Folder;

/// Says of each request on its error channel what came of it, so that a command that is refused is seen.
const WATCHED: &str = r#"curl() { command curl --write-out '%{stderr}<%{http_code} %{method}>\n' "$@"; }"#;

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
        let data = folder.path().join("data").display().to_string();
        let mut demo = Running::of(&["demo", "--port", &port.to_string(), "--data", &data]);
        demo.until("Stop with Ctrl-C");
        Self { port, folder, demo }
    }

    /// Runs commands in one shell, which ends at the first that fails.
    async fn types(&self, commands: &str) -> Ended {
        let (first, second) = (self.port.to_string(), (self.port + 1).to_string());
        let here = commands.replace("8080", &first).replace("8081", &second);
        let script = format!("set -euo pipefail\n{WATCHED}\n{here}");
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
    let (last, rest) = outcomes.split_last().expect("requests");
    assert!(rest.len() > 15, "{outcomes:?}");
    assert!(rest.iter().all(|outcome| outcome.starts_with("<20")), "{outcomes:?}\n{}", ended.stdout);
    assert_eq!(*last, "<401 GET>", "this token opens nothing there");
    let number = format!("\"number\":\"1-{}\"", jiff::Zoned::now().year());
    assert!(ended.stdout.contains(&number), "the committee gives the case its number: {}", ended.stdout);
    let minutes = fs::read_to_string(newcomer.folder.path().join("minutes.html")).expect("the minutes");
    assert!(minutes.contains("</html>"), "{minutes}");
    newcomer.leaves();
}
