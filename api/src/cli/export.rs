//! `export`: everything a caller may see of a community that runs, into a file that is whole or not there.
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use domain::Key;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::{Method, StatusCode};
use serde::Deserialize;

use super::print;
use super::remote::At;
use crate::boot::Failure;

/// How long one stream may last, and how long it may be silent.
const LONGEST: Duration = Duration::from_secs(600);
const SILENCE: Duration = Duration::from_secs(60);
/// How often whoever watches is shown that it goes on.
const TICK: Duration = Duration::from_millis(100);

/// What `export` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
What is fetched gathers in FILE.part, a whole piece at a time; FILE is there once
it is all there. Run the same command again to go on where it was broken off.
One JSON object a line, as GET /v1/tenants/{tenant}/snapshot tells them; the
last line's cursor is where to follow the changes from. A client's secret is
read from HELSEFELLESSKAP_CLIENT_SECRET, else from standard input.

Examples:
  helsefellesskap export bergen --to bergen.jsonl \\
    --node http://127.0.0.1:8080 --client bergen-admin
  helsefellesskap export bergen --types party,body --to structure.jsonl \\
    --node http://127.0.0.1:8080 --client bergen-admin")]
pub struct Export {
    /// The community's short name
    #[arg(value_name = "TENANT", value_parser = super::client::client_id)]
    pub tenant: Key,
    /// The file to write, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Only these kinds of things
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub types: Vec<String>,
    /// Where.
    #[command(flatten)]
    pub at: At,
}

/// A line, as far as it matters here.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line {
    Snapshot,
    Record,
    Removed,
    Resume { after: String },
    Failed { code: String },
    End,
}

impl Line {
    fn read(text: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(text).map_err(|error| Failure(format!("a line cannot be read: {error}")))
    }
}

/// What has been fetched so far.
struct Part {
    path: PathBuf,
    file: File,
    /// From where to go on; none where nothing is there.
    after: Option<String>,
    /// How many records are there.
    records: u64,
}

/// What a stream came to.
enum Came {
    /// To its end.
    Whole,
    /// Somewhere on its way.
    BrokenOff,
    /// What was fetched is no beginning of it any more.
    Gone,
}

impl Export {
    /// Fetches everything, and gives it its name once it is whole.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        if self.to.exists() {
            return Err(Failure(format!("{} is there already", self.to.display())));
        }
        let mut part = Part::open(&self.to)?;
        let bar = ProgressBar::no_length();
        let style = ProgressStyle::with_template("{prefix:>12} {spinner} {pos} records").map_err(Failure::of)?;
        bar.set_style(style);
        bar.set_prefix(self.tenant.to_string());
        bar.enable_steady_tick(TICK);
        loop {
            bar.set_position(part.records);
            let before = part.after.clone();
            match self.stream(&mut part, &bar).await? {
                Came::Whole => break,
                Came::Gone => {
                    part.throw_away()?;
                    return Err(Failure("too much has changed to go on; run it again to begin anew".to_owned()));
                }
                // What has come further goes on at once.
                Came::BrokenOff if part.after != before => {}
                Came::BrokenOff => {
                    let records = part.records;
                    return Err(Failure(format!("broken off after {records} records; run it again to go on")));
                }
            }
        }
        bar.finish_and_clear();
        let records = part.records;
        part.name(&self.to)?;
        print(&format!("{}: {records} records\n", self.to.display()))
    }

    /// Fetches one stream, each piece of which is kept once it is whole.
    async fn stream(&self, part: &mut Part, bar: &ProgressBar) -> Result<Came, Failure> {
        // Asked anew for each, since a token may not last as long as all of them.
        let remote = self.at.open().await?;
        let types = (!self.types.is_empty()).then(|| ("types", self.types.join(",")));
        let after = part.after.clone().map(|after| ("after", after));
        let query: Vec<_> = types.into_iter().chain(after).collect();
        let query = serde_urlencoded::to_string(query).map_err(Failure::of)?;
        let ask = remote.ask(Method::GET, &format!("/v1/tenants/{}/snapshot?{query}", self.tenant), ("", None))?;
        let mut answer = match remote.stream(ask.timeout(LONGEST)).await? {
            Ok(answer) => answer,
            Err(refused) if refused.status == StatusCode::GONE => return Ok(Came::Gone),
            Err(refused) => return Err(refused.refusal()),
        };
        let (mut text, mut piece, mut records) = (Vec::new(), Vec::new(), 0);
        while let Ok(Ok(Some(bytes))) = tokio::time::timeout(SILENCE, answer.chunk()).await {
            text.extend_from_slice(&bytes);
            while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = text.drain(..=end).collect();
                let read = Line::read(&line)?;
                piece.extend_from_slice(&line);
                match read {
                    Line::Snapshot | Line::Removed => {}
                    Line::Record => {
                        records += 1;
                        bar.inc(1);
                    }
                    Line::Resume { after } => part.keep(&mut piece, &mut records, Some(after))?,
                    Line::End => {
                        part.keep(&mut piece, &mut records, None)?;
                        return Ok(Came::Whole);
                    }
                    Line::Failed { code } if code == "resync-required" => return Ok(Came::Gone),
                    Line::Failed { .. } => return Ok(Came::BrokenOff),
                }
            }
        }
        Ok(Came::BrokenOff)
    }
}

impl Part {
    /// What an earlier run left, up to where it can be gone on from.
    fn open(to: &Path) -> Result<Self, Failure> {
        let mut path = to.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut part = Self { file: file.map_err(|error| at(&path, &error))?, path, after: None, records: 0 };
        let length = part.find_place()?;
        let cut = part.file.set_len(length).and_then(|()| part.file.seek(SeekFrom::Start(length)));
        cut.map_err(|error| at(&part.path, &error))?;
        Ok(part)
    }

    /// Finds the last place to go on from; gives what is there before it, in bytes.
    fn find_place(&mut self) -> Result<u64, Failure> {
        let (mut read, mut safe, mut records) = (0, 0, 0);
        let mut lines = BufReader::new(&self.file);
        let mut line = Vec::new();
        loop {
            line.clear();
            read += lines.read_until(b'\n', &mut line).map_err(|error| at(&self.path, &error))? as u64;
            if line.last() != Some(&b'\n') {
                return Ok(safe);
            }
            match Line::read(&line) {
                Ok(Line::Record) => records += 1,
                Ok(Line::Resume { after }) => (self.after, self.records, safe) = (Some(after), records, read),
                Ok(_) => {}
                Err(_) => return Err(Failure(format!("{} is no export that was broken off", self.path.display()))),
            }
        }
    }

    /// Keeps a whole piece, so that it is there whatever happens next.
    fn keep(&mut self, piece: &mut Vec<u8>, records: &mut u64, after: Option<String>) -> Result<(), Failure> {
        let written = self.file.write_all(piece).and_then(|()| self.file.sync_data());
        written.map_err(|error| at(&self.path, &error))?;
        piece.clear();
        self.after = after;
        self.records += std::mem::take(records);
        Ok(())
    }

    fn name(self, to: &Path) -> Result<(), Failure> {
        std::fs::rename(&self.path, to).map_err(|error| at(to, &error))
    }

    fn throw_away(self) -> Result<(), Failure> {
        std::fs::remove_file(&self.path).map_err(|error| at(&self.path, &error))
    }
}

fn at(path: &Path, error: &std::io::Error) -> Failure {
    Failure(format!("{}: {error}", path.display()))
}
