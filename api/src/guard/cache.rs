//! Rights by caller, remembered until something that touches rights is written. Dates are tested at use.
use std::sync::Arc;

use domain::policy::Held;
use domain::{Claim, Epoch, Key, OrgNumber, PersonId, TenantId};
use persistence::TenantTx;
use quick_cache::sync::Cache;

use crate::auth::Caller;
use crate::wire::ApiError;

/// Who a caller is in a tenant, and what they hold there.
#[derive(Debug)]
pub(super) struct Known {
    /// The person behind the identity.
    pub person: Option<PersonId>,
    /// Every grant, whatever its dates.
    pub held: Vec<Held>,
    /// What the person is to the bodies they sit in, whatever the dates.
    pub claims: Vec<Claim>,
}

type Name = (TenantId, String, String, Option<OrgNumber>, Option<Key>);

/// What callers hold, by the point in the journal at which it was read.
pub struct RightsCache(Cache<Name, (Epoch, i64, Arc<Known>)>);

impl Default for RightsCache {
    fn default() -> Self {
        Self(Cache::new(10_000))
    }
}

impl RightsCache {
    /// What a caller holds, as of the snapshot of the open transaction.
    pub(super) fn known(
        &self,
        tenant: TenantId,
        caller: &Caller,
        tx: &mut TenantTx<'_, '_>,
    ) -> Result<Arc<Known>, ApiError> {
        let head = tx.head();
        let system_of = caller.system_of();
        let name = (tenant, caller.issuer.clone(), caller.subject.clone(), system_of, caller.via.clone());
        if let Some((epoch, seq, known)) = self.0.get(&name)
            && (epoch, seq) == (head.epoch, head.rights_seq)
        {
            return Ok(known);
        }
        let (person, held) = tx.grants().held_by(&caller.issuer, &caller.subject, system_of)?;
        let claims = match person {
            None => Vec::new(),
            Some(person) => tx.structure().standing_of(person)?.claims(),
        };
        let known = Arc::new(Known { person, held, claims });
        self.0.insert(name, (head.epoch, head.rights_seq, Arc::clone(&known)));
        Ok(known)
    }
}
