//! What follows from a community's rules and from who sits where: composition, leadership, target groups, seats and terms.
mod composition;
mod leadership;
mod named;
mod seats;
mod target_groups;
mod terms;

use domain::policy::Sight;
use domain::{BodyId, Date, Handle, Roster, Structure};
use persistence::{StoreError, TenantTx};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::Reading;
use crate::wire::{ApiError, Code};

/// The addresses of these answers.
pub(super) fn routes(config: &mut ServiceConfig) {
    composition::routes(config);
    leadership::routes(config);
    target_groups::routes(config);
    seats::routes(config);
    terms::routes(config);
}

/// The structure as it was at the end of a day, as far as the caller sees it.
fn structure(tx: &mut TenantTx<'_, '_>, sight: &Sight, day: Date, today: Date) -> Result<Structure, StoreError> {
    let then = tx.structure().at(day, today)?;
    if day >= today || sight.is_everything() {
        return Ok(then.seen_by(sight));
    }
    let now = tx.structure().now()?;
    Ok(then.seen_today_by(sight, &now))
}

/// The structure as it was at the end of a day and who was ever named to it, as far as the caller sees them.
fn community(
    tx: &mut TenantTx<'_, '_>,
    sight: &Sight,
    day: Date,
    today: Date,
) -> Result<(Structure, Roster), StoreError> {
    let structure = structure(tx, sight, day, today)?;
    let roster = tx.structure().roster()?.within(&structure);
    Ok((structure, roster))
}

impl Reading<'_, '_, '_> {
    fn community(&mut self, day: Date) -> Result<(Structure, Roster), ApiError> {
        Ok(community(self.tx, self.sight, day, self.today)?)
    }
}

/// The body a request names. One that the caller does not see is not there.
fn body(structure: &Structure, named: &Handle<BodyId>) -> Result<BodyId, ApiError> {
    let is_named = |body: &&domain::Body| match named {
        Handle::Id(id) => body.id == *id,
        Handle::Key(key) => body.key == *key,
    };
    structure.bodies.iter().find(is_named).map(|body| body.id).ok_or_else(|| ApiError::new(Code::NotFound))
}
