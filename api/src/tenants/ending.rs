//! Giving things their last day: what has been in force stays in history, what never began never will.
use std::collections::HashSet;

use domain::seating::losing_seats;
use domain::{
    AreaId, BodyId, Date, FaultKind, Faults, Handle, Key, Membership, Office, PartyId, Provision, ProvisionId,
    ProvisionKind, Validity,
};
use persistence::{Kept, StoreError, Under};

use crate::guard::{InTenant, Needs, Writing};
use crate::wire::{ApiError, Code, Query};

/// The last day asked for; today where none is named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending(Option<Date>);

impl Ending {
    /// Reads `lastDay` from the query.
    pub(super) fn of<P: Needs>(caller: &InTenant<P>) -> Result<Self, ApiError> {
        let query = Query::of(caller.request());
        let last = query.date("lastDay");
        query.finish().map(|()| Self(last))
    }
}

/// The validity with its last day. What has ended already is not ended again; what has not begun is taken back, by a last
/// day before its first.
pub(super) fn last_day(validity: Validity, ending: Ending, today: Date) -> Result<Validity, ApiError> {
    if validity.to.is_some_and(|to| to < today) {
        return Err(ApiError::new(Code::Conflict));
    }
    let last = ending.0.unwrap_or(today);
    let begun = validity.has_begun(today);
    let yesterday = today.yesterday().unwrap_or(today);
    if begun && last < yesterday {
        // What was in force on a day past cannot be undone for that day.
        return Err(Faults::one("?lastDay", FaultKind::HistoryRewritten).into());
    }
    let before_it_began = validity.from.filter(|from| !begun && last < *from).and_then(|from| from.yesterday().ok());
    Ok(Validity { to: Some(before_it_began.unwrap_or(last)), ..validity })
}

/// What leans on a thing.
pub(super) enum Leaning {
    /// Bodies that report to it or serve it.
    Bodies(Vec<Key>),
    /// Areas that name it as their member.
    Areas(Vec<Key>),
    /// Provisions that name it.
    Provisions(Vec<Key>),
    /// Memberships and offices in it or for it.
    Seats(Vec<Membership>, Vec<Office>),
}

/// The most memberships and offices that are named in a refusal.
const NAMED_MAX: usize = 20;

impl Leaning {
    /// Who is named in a body after a day.
    pub(super) fn in_body(writing: &mut Writing<'_, '_, '_>, body: BodyId, day: Date) -> Result<Self, StoreError> {
        let memberships = writing.tx.memberships().reaching_after(Under::Body(body), day)?;
        let offices = writing.tx.offices().reaching_after(body, day)?;
        Ok(Self::Seats(values(memberships), values(offices)))
    }

    /// Who is named to a seat by a rule after a day.
    pub(super) fn by_rule(writing: &mut Writing<'_, '_, '_>, rule: ProvisionId, day: Date) -> Result<Self, StoreError> {
        let memberships = writing.tx.memberships().reaching_after(Under::Rule(rule), day)?;
        Ok(Self::Seats(values(memberships), Vec::new()))
    }

    /// Who is named to a seat for an area after a day.
    pub(super) fn for_area(writing: &mut Writing<'_, '_, '_>, area: AreaId, day: Date) -> Result<Self, StoreError> {
        let memberships = writing.tx.memberships().reaching_after(Under::Area(area), day)?;
        Ok(Self::Seats(values(memberships), Vec::new()))
    }

    /// Who is named to a seat for a party or represents it after a day.
    pub(super) fn for_party(writing: &mut Writing<'_, '_, '_>, party: PartyId, day: Date) -> Result<Self, StoreError> {
        let memberships = writing.tx.memberships().reaching_after(Under::Party(party), day)?;
        Ok(Self::Seats(values(memberships), writing.tx.offices().held_after(party, day)?))
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Bodies(keys) | Self::Areas(keys) | Self::Provisions(keys) => keys.is_empty(),
            Self::Seats(memberships, offices) => memberships.is_empty() && offices.is_empty(),
        }
    }

    /// Those the caller sees: by key, or by id where they have none.
    fn seen(self, writing: &mut Writing<'_, '_, '_>) -> Result<Vec<String>, StoreError> {
        let sight = writing.sight;
        let mut seen: Vec<Key> = match self {
            Self::Bodies(keys) => {
                let found = writing.tx.bodies().find(&handles(keys), sight)?;
                found.into_iter().map(|(_, key)| key).collect()
            }
            Self::Areas(keys) => {
                let found = writing.tx.areas().find(&handles(keys), sight)?;
                found.into_iter().map(|(_, key)| key).collect()
            }
            Self::Provisions(keys) => {
                let found = writing.tx.provisions().find(&handles(keys), sight)?;
                found.into_iter().map(|(_, key)| key).collect()
            }
            Self::Seats(memberships, offices) => return named(writing, &memberships, &offices),
        };
        seen.sort();
        Ok(seen.iter().map(|key| key.as_str().to_owned()).collect())
    }
}

fn values<T>(kept: Vec<Kept<T>>) -> Vec<T> {
    kept.into_iter().map(|kept| kept.value).collect()
}

/// The memberships and offices of bodies that the caller sees, the first of them.
fn named(
    writing: &mut Writing<'_, '_, '_>,
    memberships: &[Membership],
    offices: &[Office],
) -> Result<Vec<String>, StoreError> {
    let sight = writing.sight;
    let rules: Vec<_> = memberships.iter().map(|membership| Handle::Id(membership.rule)).collect();
    let rules: HashSet<_> = writing.tx.provisions().find(&rules, sight)?.into_iter().map(|(id, _)| id).collect();
    let bodies: Vec<_> = offices.iter().map(|office| Handle::Id(office.body)).collect();
    let bodies: HashSet<_> = writing.tx.bodies().find(&bodies, sight)?.into_iter().map(|(id, _)| id).collect();
    let memberships = memberships.iter().filter(|each| rules.contains(&each.rule)).map(|each| each.id.to_string());
    let offices = offices.iter().filter(|each| bodies.contains(&each.body)).map(|each| each.id.to_string());
    Ok(memberships.chain(offices).take(NAMED_MAX).collect())
}

fn handles<I>(keys: Vec<Key>) -> Vec<Handle<I>> {
    keys.into_iter().map(Handle::Key).collect()
}

/// Refuses to end anything earlier than before while something that is in force afterwards leans on it. What the caller
/// sees of that is named; the rest counts all the same.
pub(super) fn nothing_left(
    writing: &mut Writing<'_, '_, '_>,
    (old, new): (Validity, Validity),
    leaning: impl FnOnce(&mut Writing<'_, '_, '_>, Date) -> Result<Leaning, StoreError>,
) -> Result<(), ApiError> {
    let Some(last) = new.to.filter(|to| old.to.is_none_or(|before| *to < before)) else { return Ok(()) };
    let leaning = leaning(writing, last)?;
    refuse(writing, leaning)
}

/// Refuses to change a rule so that somebody who sits by it, or will, has no seat any more.
pub(super) fn nobody_loses_a_seat(
    writing: &mut Writing<'_, '_, '_>,
    old: &Provision,
    new: &Provision,
) -> Result<(), ApiError> {
    if old.rule == new.rule || new.rule.kind() != ProvisionKind::SeatRule {
        return Ok(());
    }
    let day_before = writing.today.yesterday().unwrap_or(writing.today);
    let Leaning::Seats(memberships, _) = Leaning::by_rule(writing, new.id, day_before)? else { return Ok(()) };
    let structure = writing.tx.structure().now()?;
    let losing = losing_seats(&structure, &old.rule, new, &memberships, writing.today).into_iter().cloned().collect();
    refuse(writing, Leaning::Seats(losing, Vec::new()))
}

/// Refuses what something leans on. What the caller sees of that is named.
fn refuse(writing: &mut Writing<'_, '_, '_>, leaning: Leaning) -> Result<(), ApiError> {
    if leaning.is_empty() {
        return Ok(());
    }
    let seen = leaning.seen(writing)?;
    let refusal = ApiError::new(Code::InUse);
    if seen.is_empty() {
        return Err(refusal);
    }
    Err(refusal.with("by", seen.join(", ")))
}
