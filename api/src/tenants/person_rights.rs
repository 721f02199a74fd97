//! Which persons a caller may see and change, and who may change by which identities a person is known.
use domain::policy::{Permission, Rights, Target};
use domain::{PartyId, Person, Side, loses_administrator};
use persistence::{GrantFilter, StoreError, TenantTx};

use crate::guard::Writing;
use crate::wire::{ApiError, Code};

/// A person as a grant may be narrowed to them: by their party and its side.
fn target(party: Option<PartyId>, sides: &[(PartyId, Side)]) -> Target {
    let side = sides.iter().find(|(id, _)| Some(*id) == party).map(|(_, side)| *side);
    Target { side, party, ..Target::default() }
}

/// The parties whose persons the caller may see; `None` for everyone.
pub(crate) fn reach(rights: &Rights, tx: &mut TenantTx<'_, '_>) -> Result<Option<Vec<PartyId>>, StoreError> {
    if rights.may_for(Permission::ReadPersons, &Target::default()) {
        return Ok(None);
    }
    let sides = tx.parties().sides()?;
    let seen = |party: &PartyId| rights.may_for(Permission::ReadPersons, &target(Some(*party), &sides));
    Ok(Some(sides.iter().map(|(id, _)| *id).filter(seen).collect()))
}

/// Refuses to write a person outside what the caller's grants are narrowed to.
pub(super) fn may_write(writing: &mut Writing<'_, '_, '_>, person: &Person) -> Result<(), ApiError> {
    let sides = writing.tx.parties().sides()?;
    writing.may_for(&target(person.party, &sides))
}

/// Whoever changes a person's identities decides who acts with the roles that person holds: so this takes what giving
/// roles takes, and the community's last lasting administrator keeps a way in.
pub(super) fn may_identify(writing: &mut Writing<'_, '_, '_>, old: &Person, new: &Person) -> Result<(), ApiError> {
    if old.identities == new.identities {
        return Ok(());
    }
    let grants = writing.tx.grants().all(&GrantFilter::default())?;
    let today = writing.today;
    let mut theirs = grants.iter().filter(|grant| grant.is_left_to(old.id, today));
    if theirs.next().is_some() && !writing.rights.may_for(Permission::WriteGrants, &Target::default()) {
        return Err(ApiError::new(Code::Forbidden));
    }
    let others = grants.iter().filter(|grant| !grant.is_left_to(old.id, today));
    if new.identities.is_empty() && loses_administrator(&grants, others, today) {
        return Err(ApiError::new(Code::Conflict));
    }
    Ok(())
}
