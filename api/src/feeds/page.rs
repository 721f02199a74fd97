//! One page of what changes: entries of the journal and what days open, brought together by what they are about.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::policy::Permission;
use domain::{BodyId, CaseId, Entry, SubjectType};
use persistence::{Audience, Direction, JournalFilter};

use super::asked::Asked;
use super::event::{Cause, Event};
use super::hanging::hanging;
use super::kinds::Kind;
use super::place::{Opening, Place};
use super::record::{Found, Shown, Subject};
use super::was_seen::{History, was_seen};
use super::{Batch, KEPT_DAYS};
use crate::guard::Reading;
use crate::wire::{ApiError, Code};

/// How many entries are looked at together.
const WINDOW: i64 = 200;
/// How many entries one page looks at, at most: a reader who sees little of much is given an empty page now and then.
const MOST: i64 = 4000;

/// What a thing is to its reader.
#[derive(Debug, Clone)]
enum State {
    /// It is seen.
    Seen(Shown),
    /// It was, and is not.
    Gone,
    /// Nothing.
    Unknown,
}

/// A page being filled.
pub(super) struct Page<'x> {
    asked: &'x Asked,
    seen: BTreeSet<SubjectType>,
    /// From which entry on it tells.
    from: i64,
    place: Place,
    limit: usize,
    /// The bodies that the reader sits in, by how open they are.
    own: HashMap<BodyId, Audience>,
    states: HashMap<Subject, State>,
    /// What is told, each with its place among the others.
    told: HashMap<Subject, (usize, Cause)>,
    steps: usize,
}

impl<'x> Page<'x> {
    pub(super) fn new(
        reading: &mut Reading<'_, '_, '_>,
        asked: &'x Asked,
        seen: BTreeSet<SubjectType>,
        from: &Place,
        limit: usize,
    ) -> Result<Self, ApiError> {
        let own: Vec<BodyId> = reading.sight.own.iter().copied().collect();
        let own = if own.is_empty() { Vec::new() } else { reading.tx.bodies().many(&own)? };
        Ok(Self {
            asked,
            seen,
            from: from.seq,
            place: from.clone(),
            limit,
            own: own.into_iter().map(|body| (body.id, (body.visibility, body.side))).collect(),
            states: HashMap::new(),
            told: HashMap::new(),
            steps: 0,
        })
    }

    /// The page with what there is, days first.
    pub(super) fn fill(mut self, reading: &mut Reading<'_, '_, '_>) -> Result<Batch, ApiError> {
        let days_are_told = self.days(reading)?;
        let head = reading.tx.head().seq;
        let mut has_room = days_are_told;
        while has_room && self.place.seq < head {
            has_room = self.entries(reading)? && self.place.seq - self.from < MOST;
        }
        let caught_up = days_are_told && self.place.seq >= head;
        let numbered = reading.rights.may(Permission::ReadJournal);
        Ok(Batch { caught_up, ..self.batch(numbered) })
    }

    fn is_full(&self) -> bool {
        self.told.len() >= self.limit
    }

    fn batch(mut self, numbered: bool) -> Batch {
        let mut told: Vec<(Subject, (usize, Cause))> = self.told.into_iter().collect();
        told.sort_unstable_by_key(|(_, (step, _))| *step);
        let mut event = |(subject, (_, cause)): (Subject, (usize, Cause))| {
            let shown = match self.states.remove(&subject) {
                Some(State::Seen(shown)) => Some(shown),
                _ => None,
            };
            Event::new(&self.asked.source, numbered, subject, &cause, shown)
        };
        let events = told.into_iter().map(&mut event).collect();
        Batch { events, place: self.place, caught_up: true }
    }

    /// Tells a thing, if its reader is to know of it.
    fn tell(&mut self, subject: &Subject, cause: Cause) {
        let known = !matches!(self.states.get(subject), None | Some(State::Unknown));
        if known && self.asked.names(subject.0) {
            self.steps += 1;
            // What was done to the thing itself says more than what was done to something it hangs on.
            let act = cause.act.or_else(|| self.told.get(subject).and_then(|(_, before)| before.act));
            self.told.insert(subject.clone(), (self.steps, Cause { act, ..cause }));
        }
    }

    /// Tells what days have opened since the place. Returns whether that is all.
    fn days(&mut self, reading: &mut Reading<'_, '_, '_>) -> Result<bool, ApiError> {
        while self.place.day < reading.today {
            let until = self.place.opening.map_or(reading.today, |opening| opening.until);
            let after = self.place.opening.map(|opening| opening.after);
            let wanted = self.limit.saturating_sub(self.told.len()).max(1);
            let wanted = i64::try_from(wanted).map_err(ApiError::internal)?;
            let opened = reading.tx.cases().opening((self.place.day, until), after, wanted)?;
            self.opened(reading, &opened, until)?;
            match opened.last() {
                Some(last) if i64::try_from(opened.len()).is_ok_and(|length| length == wanted) => {
                    self.place.opening = Some(Opening { until, after: *last });
                }
                _ => (self.place.day, self.place.opening) = (until, None),
            }
            if self.is_full() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn opened(
        &mut self,
        reading: &mut Reading<'_, '_, '_>,
        opened: &[CaseId],
        until: domain::Date,
    ) -> Result<(), ApiError> {
        let cases: Vec<Subject> = opened.iter().map(|case| (SubjectType::Case, case.to_string())).collect();
        let hanging = self.look(reading, &cases)?;
        for case in &cases {
            let seed = format!("opened\n{until}\n{}", case.1);
            let cause = Cause { act: None, at: reading.now, trace: None, seq: None, seed };
            for subject in std::iter::once(case).chain(hanging.get(case).into_iter().flatten()) {
                self.tell(subject, cause.clone());
            }
        }
        Ok(())
    }

    /// Tells the next entries. Returns whether there is room for more.
    fn entries(&mut self, reading: &mut Reading<'_, '_, '_>) -> Result<bool, ApiError> {
        let seek = Some((Direction::Forward, self.place.seq));
        let entries = reading.tx.journal().list(&JournalFilter { seek, limit: WINDOW, ..JournalFilter::default() })?;
        let oldest = reading.now.plus_seconds(-KEPT_DAYS * 86_400);
        if entries.first().is_some_and(|entry| entry.at < oldest) {
            return Err(ApiError::new(Code::ResyncRequired));
        }
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(false) };
        self.refuse_other_structure(reading, &entries, last)?;
        let touched: Vec<Option<Subject>> = entries.iter().map(|entry| self.touched(reading, entry)).collect();
        let direct: BTreeSet<Subject> = touched.iter().flatten().cloned().collect();
        let hanging = self.look_until(reading, &Vec::from_iter(direct), last)?;
        for (entry, subject) in entries.iter().zip(touched) {
            if let Some(subject) = subject {
                self.tell(&subject, Cause::entry(entry, true));
                for other in hanging.get(&subject).into_iter().flatten() {
                    self.tell(other, Cause::entry(entry, false));
                }
            }
            self.place.seq = entry.seq;
            if self.is_full() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The thing an entry is about, if it is one that the reader may follow.
    fn touched(&self, reading: &Reading<'_, '_, '_>, entry: &Entry) -> Option<Subject> {
        let subject = &entry.act.subject;
        if !self.seen.contains(&subject.kind) {
            return None;
        }
        if subject.kind != SubjectType::Paper {
            return Some((subject.kind, subject.id.clone()));
        }
        // Whoever has no role reads what went out with a notice: no new version is theirs before another notice.
        let stop = subject.id.split('/').next().unwrap_or_default();
        reading.sight.community.then(|| (SubjectType::Paper, stop.to_owned()))
    }

    /// A body or an area that became more or less open to the reader changes what is seen of everything around it.
    fn refuse_other_structure(
        &self,
        reading: &mut Reading<'_, '_, '_>,
        entries: &[Entry],
        until: i64,
    ) -> Result<(), ApiError> {
        let frame = |entry: &&Entry| matches!(entry.act.subject.kind, SubjectType::Body | SubjectType::Area);
        let frames: BTreeSet<Subject> =
            entries.iter().filter(frame).map(|entry| (entry.act.subject.kind, entry.act.subject.id.clone())).collect();
        let history = told(reading, &frames, until)?;
        let sight = reading.sight;
        let moved = frames.iter().any(|subject| {
            let own = BodyId::parse(&subject.1).is_ok_and(|body| sight.own.contains(&body));
            let mut seen =
                history.since(subject, self.from).map(|(visibility, side)| own || sight.sees(visibility, side));
            let first = seen.next();
            seen.any(|later| Some(later) != first)
        });
        if moved { Err(ApiError::new(Code::ResyncRequired)) } else { Ok(()) }
    }

    fn look(
        &mut self,
        reading: &mut Reading<'_, '_, '_>,
        subjects: &[Subject],
    ) -> Result<HashMap<Subject, BTreeSet<Subject>>, ApiError> {
        self.look_until(reading, subjects, self.place.seq)
    }

    /// Learns what these things are to the reader, and then what hangs on those they know of.
    fn look_until(
        &mut self,
        reading: &mut Reading<'_, '_, '_>,
        subjects: &[Subject],
        until: i64,
    ) -> Result<HashMap<Subject, BTreeSet<Subject>>, ApiError> {
        self.learn(reading, subjects, until)?;
        let known = |subject: &&Subject| matches!(self.states.get(*subject), Some(State::Seen(_) | State::Gone));
        let known: Vec<Subject> = subjects.iter().filter(known).cloned().collect();
        let hanging = hanging(reading, &known)?;
        let others: BTreeSet<Subject> = hanging.values().flatten().cloned().collect();
        self.learn(reading, &Vec::from_iter(others), until)?;
        Ok(hanging)
    }

    /// Learns what these things are to the reader, kind by kind.
    fn learn(&mut self, reading: &mut Reading<'_, '_, '_>, subjects: &[Subject], until: i64) -> Result<(), ApiError> {
        let mut by_kind: BTreeMap<SubjectType, Vec<&str>> = BTreeMap::new();
        for subject in subjects.iter().filter(|subject| self.seen.contains(&subject.0)) {
            if !matches!(self.states.get(subject), Some(State::Seen(_))) {
                by_kind.entry(subject.0).or_default().push(&subject.1);
            }
        }
        let mut hidden: Vec<(Subject, Found)> = Vec::new();
        for (kind, ids) in by_kind {
            let Some(record) = Kind::named(kind) else { continue };
            for mut found in (record.fetch)(reading, &ids)? {
                let subject = (kind, found.id.clone());
                match found.shown.take() {
                    Some(shown) => drop(self.states.insert(subject, State::Seen(shown))),
                    None => hidden.push((subject, found)),
                }
            }
        }
        let asked: BTreeSet<Subject> =
            hidden.iter().flat_map(|(_, found)| found.told_as.iter().chain(&found.since)).cloned().collect();
        let history = told(reading, &asked, until)?;
        for (subject, found) in hidden {
            let gone = was_seen(&found, &history, self.from, reading.sight, &self.own);
            self.states.insert(subject, if gone { State::Gone } else { State::Unknown });
        }
        Ok(())
    }
}

fn told(reading: &mut Reading<'_, '_, '_>, of: &BTreeSet<Subject>, until: i64) -> Result<History, ApiError> {
    if of.is_empty() {
        return Ok(History::default());
    }
    let subjects: Vec<(SubjectType, &str)> = of.iter().map(|(kind, id)| (*kind, id.as_str())).collect();
    Ok(History::of(reading.tx.journal().told(&subjects, until)?))
}
