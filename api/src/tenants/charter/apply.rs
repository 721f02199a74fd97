//! Carrying out what applying a charter takes.
use domain::{ActKind, BodyId, Handle, Plan, Structure};
use persistence::{StoreError, TenantTx};

use crate::loading::audience;

/// Writes every step of a plan that leads to `after`, in the plan's own order.
pub(super) fn carry_out(tx: &mut TenantTx<'_, '_>, plan: &Plan, after: &Structure) -> Result<(), StoreError> {
    if let Some(settings) = &plan.settings {
        let old = tx.settings().get()?;
        tx.settings().change(&old, settings)?;
    }
    for step in &plan.parties {
        match &step.old {
            None => tx.parties().insert(&step.new)?,
            Some(old) => {
                let old = tx.parties().get(&Handle::Id(old.id))?;
                tx.parties().change(&old, &step.new, step.act)?;
            }
        }
    }
    for step in &plan.areas {
        match &step.old {
            None => tx.areas().insert(&step.new)?,
            Some(old) => {
                let old = tx.areas().get(&Handle::Id(old.id))?;
                tx.areas().change(&old, &step.new, step.act)?;
            }
        }
    }
    for step in &plan.bodies {
        match &step.old {
            None => tx.bodies().insert(&step.new)?,
            Some(old) => {
                let old = tx.bodies().get(&Handle::Id(old.id))?;
                tx.bodies().change(&old, &step.new, step.act)?;
            }
        }
    }
    let told = |body: Option<BodyId>| audience(body.and_then(|body| after.body(body)));
    for step in &plan.provisions {
        let told = told(step.new.rule.body().copied());
        match &step.old {
            None => tx.provisions().insert(&step.new, told)?,
            Some(old) => {
                let old = tx.provisions().get(&Handle::Id(old.id))?;
                tx.provisions().change(&old, &step.new, step.act, told)?;
            }
        }
    }
    for ended in &plan.memberships {
        let body = after.provision(ended.rule).and_then(|rule| rule.rule.body().copied());
        let old = tx.memberships().get(ended.id)?;
        tx.memberships().change(&old, ended, ActKind::Ended, told(body))?;
    }
    for ended in &plan.offices {
        let old = tx.offices().get(ended.id)?;
        tx.offices().change(&old, ended, ActKind::Ended, told(Some(ended.body)))?;
    }
    Ok(())
}
