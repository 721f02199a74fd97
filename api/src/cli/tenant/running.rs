//! `tenant diff`, `tenant apply` and `tenant export`: the charters of communities that run.
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use domain::{Charter, Date, Key};
use reqwest::header::{ETAG, IF_MATCH};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::read;
use crate::boot::Failure;
use crate::charter::{PlacedFault, check_file, from_json, place_faults, to_json, to_toml};
use crate::cli::print;
use crate::cli::remote::{Answer, At, Remote};

const WIDTH: usize = 80;

/// What `tenant diff` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Writes nothing. Exit code 1 if the charter has a fault or cannot be applied.
A client's secret is read from HELSEFELLESSKAP_CLIENT_SECRET, else from
standard input.

Examples:
  helsefellesskap tenant diff bergen.toml --node http://127.0.0.1:8080 \\
    --client bergen-admin")]
pub struct TenantDiff {
    /// The charter file, TOML
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where.
    #[command(flatten)]
    pub at: At,
    /// The day it shall be in force from [default: today]
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
}

/// What `tenant apply` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Everything is done or nothing. What the file does not name is ended; `tenant
diff` tells beforehand. A client's secret is read from
HELSEFELLESSKAP_CLIENT_SECRET, else from standard input.

Examples:
  helsefellesskap tenant apply bergen.toml --node http://127.0.0.1:8080 \\
    --client bergen-admin --from 2027-01-01")]
pub struct TenantApply {
    /// What to apply, and where.
    #[command(flatten)]
    pub diff: TenantDiff,
}

/// What `tenant export` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
A client's secret is read from HELSEFELLESSKAP_CLIENT_SECRET, else from
standard input.

Examples:
  helsefellesskap tenant export bergen --node http://127.0.0.1:8080 \\
    --client bergen-auditor --at 2026-01-01 > bergen.toml")]
pub struct TenantExport {
    /// The community's short name
    #[arg(value_name = "TENANT", value_parser = slug)]
    pub tenant: Key,
    /// Where.
    #[command(flatten)]
    pub at_node: At,
    /// The day it is told for [default: today]
    #[arg(long, value_name = "DATE")]
    pub at: Option<Date>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Toml)]
    pub format: Format,
}

/// How a charter is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// As a file for people
    Toml,
    /// As on the wire
    Json,
}

pub(super) fn slug(text: &str) -> Result<Key, &'static str> {
    Key::parse(text).ok_or("must be 2 to 63 small letters, digits and hyphens, a letter first")
}

/// A charter file that has no fault in itself.
struct File<'a> {
    path: &'a Path,
    text: String,
    charter: Charter,
}

impl<'a> File<'a> {
    fn open(path: &'a Path) -> Result<Self, Failure> {
        let text = read(path)?;
        let charter = check_file(&text).map_err(|faults| told(path, &faults))?;
        Ok(Self { path, text, charter })
    }

    fn address(&self, rest: &str) -> String {
        format!("/v1/tenants/{}/charter{rest}", self.charter.community.slug)
    }

    /// The faults a region tells of it, each with its place in the file.
    fn refused(&self, faults: Vec<(String, String, String)>) -> Failure {
        told(self.path, &place_faults(&self.text, faults))
    }

    /// Why the region did not take it.
    fn refusal(&self, answer: &Answer) -> Failure {
        let faults = answer.faults("errors");
        if answer.status == StatusCode::UNPROCESSABLE_ENTITY && !faults.is_empty() {
            return self.refused(faults);
        }
        answer.refusal()
    }
}

/// Prints every fault with its place, and tells how many there are.
fn told(path: &Path, faults: &[PlacedFault]) -> Failure {
    let lines: String = faults.iter().map(|fault| format!("{}:{fault}\n", path.display())).collect();
    match print(&lines) {
        Ok(()) => Failure(format!("{} faults", faults.len())),
        Err(failure) => failure,
    }
}

impl TenantDiff {
    /// Tells what would change.
    pub(in crate::cli) async fn run(&self) -> Result<(), Failure> {
        let file = File::open(&self.file)?;
        self.check(&file, &self.at.open().await?, "would change").await.map(drop)
    }

    /// Tells what would change, and gives the tag of the charter it would change; nothing where nothing would.
    async fn check(&self, file: &File<'_>, remote: &Remote, word: &str) -> Result<Option<String>, Failure> {
        let ask = remote.ask(Method::POST, &file.address("/check"), ("from", self.from))?;
        let answer = remote.send(ask.json(&to_json(file.charter.clone()))).await?;
        if answer.status != StatusCode::OK {
            return Err(file.refusal(&answer));
        }
        let faults = answer.faults("faults");
        if !faults.is_empty() {
            return Err(file.refused(faults));
        }
        let changes: Vec<_> = answer.json["changes"].as_array().into_iter().flatten().collect();
        let lines: String = changes.iter().map(|change| line(change)).collect();
        let slug = &file.charter.community.slug;
        let counted = match changes.len() {
            0 => return print(&format!("{slug}: nothing {word}\n")).map(|()| None),
            1 => "1 entry".to_owned(),
            many => format!("{many} entries"),
        };
        print(&format!("{lines}{slug}: {counted} {word}\n"))?;
        let tag = answer.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        tag.map(|tag| Some(tag.to_owned())).ok_or_else(|| Failure("the answer has no tag".to_owned()))
    }
}

impl TenantApply {
    /// Tells what is changed and changes it, unless somebody else changed the structure in between.
    pub(in crate::cli) async fn run(&self) -> Result<(), Failure> {
        let file = File::open(&self.diff.file)?;
        let remote = self.diff.at.open().await?;
        let Some(tag) = self.diff.check(&file, &remote, "to change").await? else { return Ok(()) };
        let from = ("from", self.diff.from);
        let ask = remote.ask(Method::PUT, &file.address(""), from)?.header(IF_MATCH, tag);
        let answer = remote.send(ask.json(&to_json(file.charter.clone()))).await?;
        match answer.status {
            StatusCode::OK => print(&format!("{}: the charter is applied\n", file.charter.community.slug)),
            StatusCode::PRECONDITION_FAILED => {
                Err(Failure("the structure was changed by somebody else meanwhile; nothing is applied".to_owned()))
            }
            _ => Err(file.refusal(&answer)),
        }
    }
}

impl TenantExport {
    /// Prints the charter alone.
    pub(in crate::cli) async fn run(&self) -> Result<(), Failure> {
        let remote = self.at_node.open().await?;
        let ask = remote.ask(Method::GET, &format!("/v1/tenants/{}/charter", self.tenant), ("at", self.at))?;
        let answer = remote.send(ask).await?;
        if answer.status != StatusCode::OK {
            return Err(answer.refusal());
        }
        match self.format {
            Format::Json => print(&format!("{:#}\n", answer.json)),
            Format::Toml => {
                let charter = from_json(answer.json)
                    .map_err(|_| Failure("the region tells a charter that this version cannot read".to_owned()))?;
                print(&to_toml(charter))
            }
        }
    }
}

/// One change in a line, with the members that differ below it.
fn line(change: &Value) -> String {
    let word = |name: &str| change[name].as_str().unwrap_or_default();
    let mut text = format!("{:<9} {:<15} {}", word("act"), word("type"), word("key")).trim_end().to_owned();
    let members = change["members"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut width = WIDTH;
    for member in members {
        if width + member.len() + 2 > WIDTH {
            text.push_str("\n          ");
            width = 10;
        } else {
            text.push(',');
            width += 1;
        }
        text.push(' ');
        text.push_str(member);
        width += member.len() + 1;
    }
    text + "\n"
}
