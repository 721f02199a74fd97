//! An open transaction, scoped to one tenant or to the region: repositories hang on it, and what they did is appended to
//! the journal last, just before commit.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::{Act, ActKind, Actor, Date, GENESIS, Head, Instant, Line, PersonId, Salt, TenantId, chain, oslo_date};
use uuid::Uuid;

use crate::StoreError;
use crate::column::{At, Id, On};
use crate::conn::{Conn, query};
use crate::journal::{Row, digest};
use crate::journalled::{Audience, Journalled};
use crate::schema::{journal, journal_head};

/// The scope of the region's own rows.
pub(crate) const REGION: TenantId = TenantId(Uuid::nil());

diesel::define_sql_function! {
    /// The tenant that PostgreSQL's row-level security lets through.
    fn current_tenant() -> diesel::sql_types::Nullable<crate::column::Guid>;
}

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
    acts: Vec<Done>,
    writer: Option<Writer>,
    edition_kept: bool,
    acting: Option<PersonId>,
    moving: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = journal_head)]
struct HeadRow {
    epoch: Id,
    seq: i64,
    hash: Vec<u8>,
    rights_seq: i64,
    structure_seq: i64,
    structure_day: Option<On>,
    moving: Option<Id>,
}

/// An act, and which numbers of the head it moves.
struct Done {
    act: Act,
    touches_rights: bool,
    touches_structure: bool,
}

impl<'a> Tx<'a> {
    /// Reads where the journal stands, in the transaction's own snapshot. A scope without a head does not exist; a
    /// tenant setting that never reached the database shows as an error and not as an empty community.
    pub(crate) fn open(mut conn: Conn<'a>, scope: TenantId, writer: Option<Writer>) -> Result<Self, StoreError> {
        let scope = Id(scope.0);
        let found: Option<HeadRow> =
            query!(&mut conn, |c| journal_head::table.find(scope).select(HeadRow::as_select()).first(c).optional())?;
        let Some(row) = found else {
            if let Conn::Postgres(c) = &mut conn {
                let kept: Option<Id> = diesel::select(current_tenant()).get_result(&mut **c)?;
                if kept != Some(scope) {
                    return Err(StoreError::internal("the database does not keep the tenant setting"));
                }
            }
            return Err(StoreError::NotFound);
        };
        if writer.is_some() && row.moving.is_some() {
            return Err(StoreError::Moving);
        }
        let head = Head {
            epoch: domain::Epoch(row.epoch.0),
            seq: row.seq,
            hash: digest(&row.hash)?,
            rights_seq: row.rights_seq,
            structure_seq: row.structure_seq,
            structure_day: row.structure_day.map(|day| day.0),
        };
        Ok(Self {
            conn,
            scope,
            head,
            acts: Vec::new(),
            writer,
            edition_kept: false,
            acting: None,
            moving: row.moving.is_some(),
        })
    }

    /// Gives a new scope its journal; one that has it keeps it.
    pub(crate) fn found(conn: &mut Conn<'_>, scope: TenantId) -> Result<(), StoreError> {
        query!(conn, |c| diesel::insert_into(journal_head::table)
            .values((
                journal_head::tenant_id.eq(Id(scope.0)),
                journal_head::epoch.eq(Id(domain::Epoch::fresh().0)),
                journal_head::seq.eq(0),
                journal_head::hash.eq(&GENESIS.0[..]),
                journal_head::rights_seq.eq(0),
                journal_head::structure_seq.eq(0),
            ))
            .on_conflict_do_nothing()
            .execute(c))?;
        Ok(())
    }

    /// Where the journal stood when the transaction began: the generation of everything read in it.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Whether the community is on its way to another region.
    pub(crate) fn is_moving(&self) -> bool {
        self.moving
    }

    /// The version of the structure: the number of the last entry that touched it, those of this write included.
    pub(crate) fn structure_version(&self) -> i64 {
        let numbered = (self.head.seq + 1..).zip(&self.acts);
        let last = numbered.filter(|(_, done)| done.touches_structure).last();
        last.map_or(self.head.structure_seq, |(seq, _)| seq)
    }

    /// The time of this write.
    pub(crate) fn now(&self) -> Result<Instant, StoreError> {
        self.writer.as_ref().map(|writer| writer.now).ok_or_else(|| StoreError::internal("a read may not write"))
    }

    /// The person who reads or writes, once the rights have told who it is.
    pub(crate) fn acting(&self) -> Option<PersonId> {
        self.acting
    }

    /// Names who reads, or the actor of this write, by their person.
    pub(crate) fn act_as(&mut self, person: PersonId) {
        self.acting = Some(person);
        if let Some(writer) = &mut self.writer {
            writer.actor.id = Line::parse(&person.to_string()).expect("an id is a line");
        }
    }

    /// Notes what was done to a subject. Only repositories call it, from the method that does it.
    pub(crate) fn record<T: Journalled>(&mut self, kind: ActKind, salt: Salt, subject: &T) {
        self.record_for(kind, salt, subject, (subject.visibility(), subject.side()));
    }

    /// The same for what is seen by those who see something else, such as its body.
    pub(crate) fn record_for<T: Journalled>(&mut self, kind: ActKind, salt: Salt, subject: &T, audience: Audience) {
        self.acts.push(Done {
            act: Act { kind, subject: subject.subject(salt, audience) },
            touches_rights: T::TOUCHES_RIGHTS,
            touches_structure: T::TOUCHES_STRUCTURE,
        });
    }

    /// The day before this write, if the structure stands as it did at the end of it and was never kept so. Asked once:
    /// the caller keeps it.
    pub(crate) fn day_to_keep(&mut self) -> Result<Option<Date>, StoreError> {
        let today = oslo_date(self.now()?);
        if self.edition_kept || self.head.structure_day.is_none_or(|day| day >= today) {
            return Ok(None);
        }
        self.edition_kept = true;
        today.yesterday().map(Some).map_err(|error| StoreError::internal(error.to_string()))
    }

    /// Appends the acts to the journal; the last thing before commit. The head row is locked since the write began.
    /// Returns whether there were any.
    pub(crate) fn append(&mut self) -> Result<bool, StoreError> {
        let Some(writer) = self.writer.clone() else { return Ok(false) };
        self.must_be_open()?;
        if self.acts.is_empty() {
            return Ok(false);
        }
        let mut head = self.head;
        let mut rows = Vec::with_capacity(self.acts.len());
        for Done { act, touches_rights, touches_structure } in &self.acts {
            head.seq += 1;
            head.hash = chain(head.hash, head.seq, writer.now, &writer.actor, act);
            if *touches_rights {
                head.rights_seq = head.seq;
            }
            if *touches_structure {
                head.structure_seq = head.seq;
                // A clock that is set back opens no day anew.
                head.structure_day = head.structure_day.max(Some(oslo_date(writer.now)));
            }
            rows.push(Row {
                tenant_id: self.scope,
                seq: head.seq,
                at: At(writer.now),
                actor: writer.actor.id.as_str().to_owned(),
                organization: writer.actor.organization.map(|number| number.to_string()),
                supplier: writer.actor.supplier.map(|number| number.to_string()),
                trace: writer.actor.trace.clone(),
                act: act.kind.to_string(),
                subject_type: act.subject.kind.to_string(),
                subject_id: act.subject.id.clone(),
                visibility: act.subject.visibility.to_string(),
                side: act.subject.side.map(|side| side.to_string()),
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
                    journal_head::structure_seq.eq(head.structure_seq),
                    journal_head::structure_day.eq(head.structure_day.map(On)),
                ))
                .execute(c)?
        });
        if moved != 1 {
            return Err(StoreError::internal("the journal moved under a write"));
        }
        self.acts.clear();
        self.head = head;
        Ok(true)
    }

    /// Work that overlooked an error may stand in a transaction that is over: SQLite ends it by itself when the disk is
    /// full, PostgreSQL answers the COMMIT of a failed one with a silent rollback.
    fn must_be_open(&mut self) -> Result<(), StoreError> {
        match &mut self.conn {
            // Refused within a transaction, and only there.
            Conn::Sqlite(c) => match c.batch_execute("BEGIN") {
                Ok(()) => Err(StoreError::unavailable("the transaction was ended by the engine")),
                Err(_) => Ok(()),
            },
            // Appending to a failed transaction fails by itself.
            Conn::Postgres(c) if self.acts.is_empty() => Ok(c.batch_execute("SELECT 1")?),
            Conn::Postgres(_) => Ok(()),
        }
    }
}
