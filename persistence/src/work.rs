//! Which communities have something to send, and which of a region's nodes is sending it.
use diesel::prelude::*;
use domain::{Instant, TenantId, WorkKind};
use uuid::Uuid;

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::schema::standing_work;
use crate::tx::Tx;

/// Standing work, on the region's open transaction. It follows from what communities hold and is not journalled.
pub struct StandingWork<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl StandingWork<'_, '_> {
    /// Notes that a community has work of a kind. Called before the community's own rows say so: what is noted in vain
    /// costs one look, what is not noted is never done.
    pub fn stands(&mut self, tenant: TenantId, kind: WorkKind) -> Result<(), StoreError> {
        query!(&mut self.0.conn, |c| diesel::insert_into(standing_work::table)
            .values((standing_work::tenant_id.eq(Id(tenant.0)), standing_work::kind.eq(Word(kind))))
            .on_conflict_do_nothing()
            .execute(c))?;
        Ok(())
    }

    /// The communities that have work of a kind.
    pub fn all(&mut self, kind: WorkKind) -> Result<Vec<TenantId>, StoreError> {
        let found: Vec<Id> = query!(&mut self.0.conn, |c| standing_work::table
            .filter(standing_work::kind.eq(Word(kind)))
            .order(standing_work::tenant_id)
            .select(standing_work::tenant_id)
            .load(c))?;
        Ok(found.into_iter().map(|id| TenantId(id.0)).collect())
    }

    /// Takes a community's work on until a moment, unless another node holds it. Whoever holds it may take it again.
    pub fn hold(
        &mut self,
        tenant: TenantId,
        kind: WorkKind,
        holder: Uuid,
        now: Instant,
        until: Instant,
    ) -> Result<bool, StoreError> {
        let held = query!(&mut self.0.conn, |c| {
            let free = standing_work::held_until
                .is_null()
                .or(standing_work::held_until.assume_not_null().le(At(now)))
                .or(standing_work::holder.assume_not_null().eq(Id(holder)));
            diesel::update(standing_work::table.find((Id(tenant.0), Word(kind))).filter(free))
                .set((standing_work::holder.eq(Id(holder)), standing_work::held_until.eq(At(until))))
                .execute(c)?
        });
        Ok(held == 1)
    }

    /// A community has no work here any more.
    pub fn leave(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        let found = standing_work::table.filter(standing_work::tenant_id.eq(Id(tenant.0)));
        query!(&mut self.0.conn, |c| diesel::delete(found).execute(c))?;
        Ok(())
    }

    /// Lets go of everything a node holds, so that another need not wait.
    pub fn let_go(&mut self, holder: Uuid) -> Result<(), StoreError> {
        query!(&mut self.0.conn, |c| diesel::update(
            standing_work::table.filter(standing_work::holder.eq(Id(holder)))
        )
        .set((standing_work::holder.eq(None::<Id>), standing_work::held_until.eq(None::<At>)))
        .execute(c))?;
        Ok(())
    }
}
