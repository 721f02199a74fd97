//! The journal's rows: read by those who may, and verified link by link.
use std::collections::HashMap;

use diesel::prelude::*;
use domain::{Act, Actor, Digest, Entry, GENESIS, Head, Line, OrgNumber, Subject, SubjectType, Words, chain};

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::journalled::Audience;
use crate::row::stored;
use crate::schema::{journal, journal_head};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = journal, treat_none_as_default_value = false)]
pub(crate) struct Row {
    pub(crate) tenant_id: Id,
    pub(crate) seq: i64,
    pub(crate) at: At,
    pub(crate) actor: String,
    pub(crate) organization: Option<String>,
    pub(crate) supplier: Option<String>,
    pub(crate) trace: String,
    // Plain texts, so that a row someone has tampered with can still be read and named.
    pub(crate) act: String,
    pub(crate) subject_type: String,
    pub(crate) subject_id: String,
    pub(crate) visibility: String,
    pub(crate) side: Option<String>,
    pub(crate) digest: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

pub(crate) fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest).map_err(|_| StoreError::internal("a digest of the wrong length"))
}

fn organization(kept: Option<String>) -> Result<Option<OrgNumber>, StoreError> {
    kept.map(|number| stored(OrgNumber::parse(&number))).transpose()
}

fn word<T: Words>(text: &str) -> Result<T, StoreError> {
    stored(T::parse(text))
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.seq,
            at: row.at.0,
            actor: Actor {
                id: Line::parse(&row.actor).map_err(|_| StoreError::internal("a journal row without an actor"))?,
                organization: organization(row.organization)?,
                supplier: organization(row.supplier)?,
                trace: row.trace,
            },
            act: Act {
                kind: word(&row.act)?,
                subject: Subject {
                    kind: word(&row.subject_type)?,
                    id: row.subject_id,
                    visibility: word(&row.visibility)?,
                    side: row.side.as_deref().map(word).transpose()?,
                    digest: digest(&row.digest)?,
                },
            },
            hash: digest(&row.hash)?,
        })
    }
}

/// Which entries to read.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    /// Only this kind of subject.
    pub subject_type: Option<SubjectType>,
    /// Only this subject, by its id as written on the wire.
    pub subject: Option<String>,
    /// From which entry on, in which direction.
    pub seek: Option<(crate::Direction, i64)>,
    /// How many at most.
    pub limit: i64,
}

/// What is wrong with a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalFault {
    /// The entry with this number is missing: removed, or moved.
    Missing(i64),
    /// The entry's content does not give its hash, or does not follow the entry before it.
    Broken(i64),
    /// The journal ends before its head says it does, or elsewhere.
    Cut {
        /// The number of the last entry found.
        found: i64,
        /// The number the head tells.
        head: i64,
    },
    /// The journal no longer holds an entry that a head handed out earlier vouches for.
    Rewritten(i64),
    /// A subject is not in the state its last entry tells, or has no entry at all.
    State {
        /// What kind of subject.
        kind: SubjectType,
        /// Which.
        id: String,
    },
    /// The last entry of a subject tells of a state, but the subject is gone.
    Gone {
        /// What kind of subject.
        kind: SubjectType,
        /// Which.
        id: String,
    },
}

impl std::fmt::Display for JournalFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(seq) => write!(f, "entry {seq} is missing"),
            Self::Broken(seq) => write!(f, "entry {seq} was changed, or does not follow the one before it"),
            Self::Cut { found, head } => write!(f, "the journal ends at entry {found}, its head tells {head}"),
            Self::Rewritten(seq) => write!(f, "entry {seq} is not the one that was vouched for"),
            Self::State { kind, id } => write!(f, "{kind} {id} is not in the state its last entry tells"),
            Self::Gone { kind, id } => write!(f, "{kind} {id} is gone"),
        }
    }
}

/// To whom one entry was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is about, by its kind and its id as written on the wire.
    pub subject: (SubjectType, String),
    /// The entry's number.
    pub seq: i64,
    /// Who could see the subject then.
    pub audience: Audience,
}

/// What the journal last told of each subject.
type Last = HashMap<(SubjectType, String), Digest>;

/// The journal of the open transaction's scope.
pub struct Journal<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Journal<'_, '_> {
    /// Reads entries in order of their numbers, forward or backward.
    pub fn list(&mut self, filter: &JournalFilter) -> Result<Vec<Entry>, StoreError> {
        self.rows(filter)?.into_iter().map(Entry::try_from).collect()
    }

    fn rows(&mut self, filter: &JournalFilter) -> Result<Vec<Row>, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| {
            let mut q = journal::table.filter(journal::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            if let Some(kind) = filter.subject_type {
                q = q.filter(journal::subject_type.eq(Word(kind)));
            }
            if let Some(subject) = &filter.subject {
                q = q.filter(journal::subject_id.eq(subject));
            }
            q = match filter.seek {
                None => q.order(journal::seq.asc()),
                Some((crate::Direction::Forward, seq)) => q.filter(journal::seq.gt(seq)).order(journal::seq.asc()),
                Some((crate::Direction::Backward, seq)) => q.filter(journal::seq.lt(seq)).order(journal::seq.desc()),
            };
            q.limit(filter.limit).load(c)
        })?)
    }

    /// To whom the entries of these subjects up to a number were told, each subject's in their order.
    pub fn told(&mut self, subjects: &[(SubjectType, &str)], until: i64) -> Result<Vec<Told>, StoreError> {
        let scope = self.0.scope;
        let kinds = subjects.iter().map(|(kind, _)| Word(*kind));
        let ids = subjects.iter().map(|(_, id)| *id);
        let rows: Vec<(String, String, i64, String, Option<String>)> = query!(&mut self.0.conn, |c| journal::table
            .filter(journal::tenant_id.eq(scope))
            .filter(journal::subject_type.eq_any(kinds))
            .filter(journal::subject_id.eq_any(ids))
            .filter(journal::seq.le(until))
            .order(journal::seq)
            .select((journal::subject_type, journal::subject_id, journal::seq, journal::visibility, journal::side,))
            .load(c))?;
        let told = |(kind, id, seq, visibility, side): (String, String, i64, String, Option<String>)| {
            let audience = (word(&visibility)?, side.as_deref().map(word).transpose()?);
            Ok(Told { subject: (word(&kind)?, id), seq, audience })
        };
        rows.into_iter().map(told).collect()
    }

    /// How many entries the filter finds, whatever the page.
    pub fn count(&mut self, filter: &JournalFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| {
            let mut q = journal::table.filter(journal::tenant_id.eq(scope)).count().into_boxed();
            if let Some(kind) = filter.subject_type {
                q = q.filter(journal::subject_type.eq(Word(kind)));
            }
            if let Some(subject) = &filter.subject {
                q = q.filter(journal::subject_id.eq(subject));
            }
            q.get_result(c)
        })?)
    }

    /// Walks the whole chain and gives every fault, together with the last entry of each subject. `vouched` are heads
    /// handed out earlier: each must still be part of the chain.
    pub(crate) fn walk(&mut self, vouched: &[Head]) -> Result<(Vec<JournalFault>, Last), StoreError> {
        let scope = self.0.scope;
        // Read anew: the head in the transaction and the one in the table are the same snapshot's.
        let head: (i64, Vec<u8>) = query!(&mut self.0.conn, |c| journal_head::table
            .find(scope)
            .select((journal_head::seq, journal_head::hash))
            .first(c))?;
        let (mut faults, mut last) = (Vec::new(), HashMap::new());
        let (mut seq, mut hash) = (0, GENESIS);
        loop {
            let page = self.rows(&JournalFilter {
                seek: Some((crate::Direction::Forward, seq)),
                limit: 1000,
                ..JournalFilter::default()
            })?;
            if page.is_empty() {
                break;
            }
            for row in page {
                faults.extend((seq + 1..row.seq).map(JournalFault::Missing));
                let before = hash;
                (seq, hash) = (row.seq, digest(&row.hash)?);
                let entry = Entry::try_from(row).ok();
                if entry.as_ref().is_none_or(|e| chain(before, e.seq, e.at, &e.actor, &e.act) != e.hash) {
                    faults.push(JournalFault::Broken(seq));
                }
                let of_epoch = |head: &&Head| head.epoch == self.0.head().epoch;
                if vouched.iter().filter(of_epoch).any(|head| head.seq == seq && head.hash != hash) {
                    faults.push(JournalFault::Rewritten(seq));
                }
                if let Some(subject) = entry.map(|entry| entry.act.subject) {
                    last.insert((subject.kind, subject.id), subject.digest);
                }
            }
        }
        if (seq, &hash.0[..]) != (head.0, &head.1[..]) {
            faults.push(JournalFault::Cut { found: seq, head: head.0 });
        }
        for gone in vouched.iter().filter(|head| head.seq > seq || head.epoch != self.0.head().epoch) {
            faults.push(JournalFault::Rewritten(gone.seq));
        }
        Ok((faults, last))
    }
}

/// Compares what the journal last told of each subject with the state it is in.
pub(crate) fn compare(mut told: Last, states: Vec<(SubjectType, String, Digest)>, faults: &mut Vec<JournalFault>) {
    for (kind, id, state) in states {
        if told.remove(&(kind, id.clone())) != Some(state) {
            faults.push(JournalFault::State { kind, id });
        }
    }
    let mut gone: Vec<_> = told.into_keys().collect();
    gone.sort();
    faults.extend(gone.into_iter().map(|(kind, id)| JournalFault::Gone { kind, id }));
}
