//! `import`: cases and meetings of earlier years, entered into a community that runs.
use std::path::{Path, PathBuf};

use clap::Args;
use domain::Key;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};

use super::print;
use super::remote::{Answer, At, Remote};
use crate::boot::Failure;
use crate::wire::LinesBody;

/// What `import` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Each file is entered whole or not at all, one after the other in the order they
are named; the first that is refused is the last that is tried. What is there
already is left as it is, so a file may be sent again. A client's secret is read
from HELSEFELLESSKAP_CLIENT_SECRET, else from standard input. Exit code 1 if any
line has a fault. The format is described in docs/history.md.

Examples:
  helsefellesskap import nordland tenants/nordland.jsonl --dry-run \\
    --node http://127.0.0.1:8081 --client nordland-admin")]
pub struct Import {
    /// The community's short name
    #[arg(value_name = "TENANT", value_parser = super::client::client_id)]
    pub tenant: Key,
    /// Files of JSON lines, each line one meeting or one case
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Tell what would be entered, and every fault; enter nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where.
    #[command(flatten)]
    pub at: At,
}

impl Import {
    /// Enters every file, and tells of each what was new.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let files = self.files.iter().map(|path| read(path).map(|text| (path.as_path(), text)));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
        let remote = self.at.open().await?;
        let bar = ProgressBar::new(lines as u64);
        let style = ProgressStyle::with_template("{prefix:>12} [{bar:30}] {pos}/{len} lines").map_err(Failure::of)?;
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(self.tenant.to_string());
        bar.tick();
        for (path, text) in files {
            let read = text.lines().count();
            let told = self.enter(&remote, path, text).await;
            bar.suspend(|| told.and_then(|told| print(&told)))?;
            bar.inc(read as u64);
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Enters one file; answers what came of it.
    async fn enter(&self, remote: &Remote, path: &Path, text: String) -> Result<String, Failure> {
        let address = format!("/v1/tenants/{}/imports?dryRun={}", self.tenant, self.dry_run);
        let ask = remote.ask(Method::POST, &address, ("", None))?.header(CONTENT_TYPE, LinesBody::MEDIA_TYPE);
        let answer = remote.send(ask.body(text)).await?;
        if answer.status != StatusCode::OK {
            return Err(refused(path, &answer));
        }
        let number = |member: &str| answer.json[member].as_u64().unwrap_or_default();
        let new = if self.dry_run { "would be new" } else { "new" };
        let counts = [(number("read"), "read"), (number("new"), new), (number("unchanged"), "unchanged")];
        let counts = counts.map(|(count, word)| format!("{count} {word}")).join(", ");
        Ok(format!("{}: {counts}\n", path.display()))
    }
}

/// A file's text.
fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure(format!("{}: {error}", file.display())))
}

/// Prints every fault with its line, and tells how many there are.
fn refused(path: &Path, answer: &Answer) -> Failure {
    let faults = answer.faults("errors");
    if answer.status != StatusCode::UNPROCESSABLE_ENTITY || faults.is_empty() {
        return answer.refusal();
    }
    let file = path.display();
    let line = |(pointer, code, text): &(String, String, String)| {
        let place = match placed(pointer) {
            ("", _) => String::new(),
            (line, "") => format!(":{line}"),
            (line, member) => format!(":{line}: {member}"),
        };
        format!("{file}{place} [{code}] {text}\n")
    };
    let lines: String = faults.iter().map(line).collect();
    match print(&lines) {
        Ok(()) => Failure(format!("{} faults; nothing of {file} is entered", faults.len())),
        Err(failure) => failure,
    }
}

/// The line a pointer names, and the place in it.
fn placed(pointer: &str) -> (&str, &str) {
    let rest = pointer.strip_prefix('/').unwrap_or_default();
    rest.find('/').map_or((rest, ""), |end| rest.split_at(end))
}
