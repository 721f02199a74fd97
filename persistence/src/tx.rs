//! An open transaction, scoped to one tenant or to the region: repositories hang on it, and what they did is appended to
//! the journal last, just before commit.
use diesel::prelude::*;
use domain::{Act, ActKind, Actor, GENESIS, Head, Instant, Line, PersonId, Salt, TenantId, chain};
use uuid::Uuid;

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::{Conn, query};
use crate::journal::{Row, digest};
use crate::journalled::Journalled;
use crate::schema::{journal, journal_head};

/// The scope of the region's own rows.
pub(crate) const REGION: TenantId = TenantId(Uuid::nil());

/// Who writes and when; reads have none.
#[derive(Debug, Clone)]
pub struct Writer {
    /// Who does it.
    pub actor: Actor,
    /// When it is done; every row of the write carries this time.
    pub now: Instant,
}

/// What every transaction has, whatever its scope.
pub struct Tx<'a> {
    pub(crate) conn: Conn<'a>,
    pub(crate) scope: Id,
    head: Head,
    acts: Vec<(Act, bool)>,
    writer: Option<Writer>,
}

impl<'a> Tx<'a> {
    /// Reads where the journal stands, in the transaction's own snapshot. A scope without a head is refused, so that a
    /// tenant setting that never reached the database shows as an error and not as an empty community.
    pub(crate) fn open(mut conn: Conn<'a>, scope: TenantId, writer: Option<Writer>) -> Result<Self, StoreError> {
        let scope = Id(scope.0);
        let found: Option<(Id, i64, Vec<u8>, i64)> = query!(&mut conn, |c| journal_head::table
            .find(scope)
            .select((journal_head::epoch, journal_head::seq, journal_head::hash, journal_head::rights_seq))
            .first(c)
            .optional())?;
        let (epoch, seq, hash, rights_seq) =
            found.ok_or_else(|| StoreError::internal(format!("no journal for scope {}", scope.0)))?;
        let head = Head { epoch: domain::Epoch(epoch.0), seq, hash: digest(&hash)?, rights_seq };
        Ok(Self { conn, scope, head, acts: Vec::new(), writer })
    }

    /// Gives a new scope its journal.
    pub(crate) fn found(conn: &mut Conn<'_>, scope: TenantId) -> Result<(), StoreError> {
        query!(conn, |c| diesel::insert_into(journal_head::table)
            .values((
                journal_head::tenant_id.eq(Id(scope.0)),
                journal_head::epoch.eq(Id(domain::Epoch::fresh().0)),
                journal_head::seq.eq(0),
                journal_head::hash.eq(&GENESIS.0[..]),
                journal_head::rights_seq.eq(0),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Where the journal stood when the transaction began: the generation of everything read in it.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The time of this write.
    pub(crate) fn now(&self) -> Result<Instant, StoreError> {
        self.writer.as_ref().map(|writer| writer.now).ok_or_else(|| StoreError::internal("a read may not write"))
    }

    /// Names the actor of this write by their person.
    pub(crate) fn act_as(&mut self, person: PersonId) {
        if let Some(writer) = &mut self.writer {
            writer.actor.id = Line::parse(&person.to_string()).expect("an id is a line");
        }
    }

    /// Notes what was done to a subject. Only repositories call it, from the method that does it.
    pub(crate) fn record<T: Journalled>(&mut self, kind: ActKind, salt: Salt, subject: &T) {
        self.acts.push((Act { kind, subject: subject.subject(salt) }, T::TOUCHES_RIGHTS));
    }

    /// Appends the acts to the journal; the last thing before commit. The head row is locked since the write began.
    pub(crate) fn append(&mut self) -> Result<(), StoreError> {
        let Some(writer) = self.writer.clone() else { return Ok(()) };
        if self.acts.is_empty() {
            return Ok(());
        }
        let mut head = self.head;
        let mut rows = Vec::with_capacity(self.acts.len());
        for (act, touches_rights) in &self.acts {
            head.seq += 1;
            head.hash = chain(head.hash, head.seq, writer.now, &writer.actor, act);
            if *touches_rights {
                head.rights_seq = head.seq;
            }
            rows.push(Row {
                tenant_id: self.scope,
                seq: head.seq,
                at: At(writer.now),
                actor: writer.actor.id.as_str().to_owned(),
                organization: writer.actor.organization.map(|number| number.to_string()),
                trace: writer.actor.trace.clone(),
                act: Word(act.kind),
                subject_type: Word(act.subject.kind),
                subject_id: act.subject.id.clone(),
                visibility: Word(act.subject.visibility),
                side: act.subject.side.map(Word),
                digest: act.subject.digest.0.to_vec(),
                hash: head.hash.0.to_vec(),
            });
        }
        let (scope, before) = (self.scope, self.head.seq);
        let moved = query!(&mut self.conn, |c| {
            // One multi-row statement on either store; bounded, since stores bound the parameters of one.
            for part in rows.chunks(500) {
                diesel::insert_into(journal::table).values(part).execute(c)?;
            }
            diesel::update(journal_head::table.find(scope).filter(journal_head::seq.eq(before)))
                .set((
                    journal_head::seq.eq(head.seq),
                    journal_head::hash.eq(&head.hash.0[..]),
                    journal_head::rights_seq.eq(head.rights_seq),
                ))
                .execute(c)?
        });
        if moved != 1 {
            return Err(StoreError::internal("the journal moved under a write"));
        }
        self.acts.clear();
        self.head = head;
        Ok(())
    }
}
