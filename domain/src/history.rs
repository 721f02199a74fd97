//! History (historikk): cases and meetings of earlier years, told as facts in which everything is named by key, and what
//! entering them takes. The format is described in `docs/history.md`.
mod build;
mod compare;
mod known;
mod plan;
#[cfg(test)]
mod tests;

use crate::{
    Assessment, Case, CaseKind, CaseState, Date, DatePrecision, Disclosure, Instant, Item, Key, Line, LinkKind,
    Meeting, MeetingForm, MeetingState, Minutes, Paper, Point, Prose, Provenance, Time, Treatment, Visibility,
};

pub use plan::plan;

/// One line of a file of history.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its line, counted from 1; faults are told of it.
    pub line: usize,
    /// What it tells.
    pub fact: Fact,
}

/// What one line tells.
#[derive(Debug, Clone)]
pub enum Fact {
    /// A meeting, known by its body and its day.
    Meeting(MeetingFact),
    /// A case, known by the number each of its bodies has given it.
    Case(Box<CaseFact>),
}

/// When a meeting was, as exactly as anyone knows: a day, or two days between which it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateFact {
    /// The day.
    pub date: Option<Date>,
    /// The first day it may have been.
    pub from: Option<Date>,
    /// The last day it may have been.
    pub to: Option<Date>,
    /// How exactly it is known; a range, where two days are told and nothing else.
    pub precision: Option<DatePrecision>,
}

/// A meeting as history tells it.
#[derive(Debug, Clone)]
pub struct MeetingFact {
    /// The key of the body that met.
    pub body: Key,
    /// When.
    pub when: DateFact,
    /// How far it came.
    pub state: MeetingState,
    /// A title of its own.
    pub title: Option<Line>,
    /// When it began.
    pub starts_at: Option<Time>,
    /// When it ended.
    pub ends_at: Option<Time>,
    /// How people met.
    pub form: Option<MeetingForm>,
    /// Where.
    pub place: Option<Line>,
    /// The key of the party that was host.
    pub host: Option<Key>,
    /// Who may see it; whoever sees the body, where nothing is told.
    pub visibility: Option<Visibility>,
    /// What is told of its minutes, once they are published.
    pub minutes: Option<MinutesFact>,
    /// Where the facts come from.
    pub provenance: Provenance,
}

/// The minutes of a meeting as history tells them; what was done stands with the cases.
#[derive(Debug, Clone)]
pub struct MinutesFact {
    /// The day they were published.
    pub published_on: Date,
    /// What came before the first item.
    pub introduction: Option<Prose>,
}

/// A case as history tells it.
#[derive(Debug, Clone)]
pub struct CaseFact {
    /// Its title.
    pub title: Line,
    /// What was asked for.
    pub kind: CaseKind,
    /// The key of the party that reported it.
    pub party: Option<Key>,
    /// What it is about.
    pub summary: Option<Prose>,
    /// The archive's reference (vår ref).
    pub archive_reference: Option<Line>,
    /// Who may see it; everyone, where nothing is told.
    pub disclosure: Option<Disclosure>,
    /// How far it came, where more became of it than its bodies tell.
    pub state: Option<CaseState>,
    /// The bodies that took it up, in their order.
    pub stops: Vec<StopFact>,
    /// The earlier cases it hangs together with.
    pub links: Vec<LinkFact>,
    /// Where the facts come from.
    pub provenance: Provenance,
}

/// A case in one body as history tells it.
#[derive(Debug, Clone)]
pub struct StopFact {
    /// The key of the body.
    pub body: Key,
    /// The number, as it is written.
    pub number: Line,
    /// The year the number belongs to.
    pub year: i16,
    /// The stage it belongs to; the one after the stop before it, where nothing is told.
    pub stage: Option<u16>,
    /// The day of the body's meeting that took it up.
    pub meeting: Option<Date>,
    /// What was put before the body.
    pub paper: Option<PaperFact>,
    /// What the meeting did with it.
    pub treatment: Option<Treatment>,
}

/// A paper as history tells it.
#[derive(Debug, Clone)]
pub struct PaperFact {
    /// The date the document carries.
    pub document_date: Option<Date>,
    /// What led to the matter.
    pub background: Option<Prose>,
    /// One assessment for each side.
    pub assessments: Vec<Assessment>,
    /// What the body was advised to decide.
    pub recommendation: Vec<Point>,
}

/// A link to an earlier case, or to a numbered point of what was recommended or decided there.
#[derive(Debug, Clone)]
pub struct LinkFact {
    /// The key of a body that took the earlier case up.
    pub body: Key,
    /// The number that body knew it by.
    pub number: Line,
    /// The number of a point, counted from 1.
    pub point: Option<u16>,
    /// How the two hang together.
    pub kind: LinkKind,
}

/// What a community has already of what a file may tell.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// Every meeting of the bodies that are named.
    pub meetings: Vec<Meeting>,
    /// Every case of the bodies that are named.
    pub cases: Vec<Case>,
    /// The first version of the papers of those cases.
    pub papers: Vec<Paper>,
    /// The first version of the minutes of those meetings that have any.
    pub minutes: Vec<Minutes>,
}

/// What entering a history takes, in the order it is to be written.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// The meetings to be entered, as yet without agendas, since their cases come after them.
    pub meetings: Vec<Meeting>,
    /// The cases to be entered; a case comes after those it is linked to.
    pub cases: Vec<Case>,
    /// The papers to be entered.
    pub papers: Vec<Paper>,
    /// What is put on the agendas of meetings, new ones and those that are there.
    pub agendas: Vec<(Meeting, Vec<Item>)>,
    /// The minutes to be entered, published.
    pub minutes: Vec<Minutes>,
    /// How many lines tell something new.
    pub new: usize,
    /// How many lines tell what is there already.
    pub unchanged: usize,
}

/// The noon of a day, for what is known to the day; never later than now.
fn noon(day: Date, now: Instant) -> Instant {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    noon.map_or(now, |noon| Instant::from_timestamp(noon.timestamp()).min(now))
}
