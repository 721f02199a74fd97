//! What of a rule a caller sees: a thing that is hidden is hidden as a reference too.
use std::collections::HashSet;

use domain::policy::Sight;
use domain::{AreaId, BodyId, Handle, Provision, ProvisionId, Rule};
use persistence::{StoreError, TenantTx};

/// Which of the things that rules refer to beside their own body a caller sees. Parties and target groups all do.
pub(super) enum Seen {
    /// All of them.
    Everything,
    /// These.
    Only { bodies: HashSet<BodyId>, areas: HashSet<AreaId>, seat_rules: HashSet<ProvisionId> },
}

impl Seen {
    /// For provisions that the caller sees: looks up what else they refer to, with a query for each kind of thing, or
    /// with none for a caller who sees everything.
    pub(super) fn by<'p>(
        sight: &Sight,
        tx: &mut TenantTx<'_, '_>,
        provisions: impl IntoIterator<Item = &'p Provision>,
    ) -> Result<Self, StoreError> {
        if sight.is_everything() {
            return Ok(Self::Everything);
        }
        let (mut bodies, mut areas, mut seat_rules) = (HashSet::new(), HashSet::new(), HashSet::new());
        for provision in provisions {
            // Hiding everything meets everything.
            let mut rule = provision.rule.clone();
            hide(
                &mut rule,
                |body| !bodies.insert(body),
                |area| !areas.insert(area),
                |seat_rule| !seat_rules.insert(seat_rule),
            );
        }
        Ok(Self::Only {
            bodies: ids(&bodies, |handles| tx.bodies().find(handles, sight))?,
            areas: ids(&areas, |handles| tx.areas().find(handles, sight))?,
            seat_rules: ids(&seat_rules, |handles| tx.provisions().find(handles, sight))?,
        })
    }

    /// A provision without the references that the caller does not see. What holds one stays in its place.
    pub(super) fn shown(&self, mut provision: Provision) -> Provision {
        if let Self::Only { bodies, areas, seat_rules } = self {
            hide(
                &mut provision.rule,
                |body| bodies.contains(&body),
                |area| areas.contains(&area),
                |seat_rule| seat_rules.contains(&seat_rule),
            );
        }
        provision
    }
}

fn ids<I: Copy + Eq + std::hash::Hash, K>(
    named: &HashSet<I>,
    find: impl FnOnce(&[Handle<I>]) -> Result<Vec<(I, K)>, StoreError>,
) -> Result<HashSet<I>, StoreError> {
    let handles: Vec<_> = named.iter().copied().map(Handle::Id).collect();
    if handles.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(find(&handles)?.into_iter().map(|(id, _)| id).collect())
}

/// Leaves out every reference that is not seen.
fn hide(
    rule: &mut Rule,
    mut body: impl FnMut(BodyId) -> bool,
    mut area: impl FnMut(AreaId) -> bool,
    mut seat_rule: impl FnMut(ProvisionId) -> bool,
) {
    match rule {
        Rule::SeatRule(rule) => {
            for quota in &mut rule.quotas {
                quota.area = quota.area.filter(|id| area(*id));
            }
            if let Some(source) = &mut rule.derived_from {
                source.body = source.body.filter(|id| body(*id));
                source.seat_rule = source.seat_rule.filter(|id| seat_rule(*id));
            }
            if let Some(appointer) = &mut rule.appointer {
                appointer.body = appointer.body.filter(|id| body(*id));
            }
        }
        Rule::LeadershipRule(rule) => {
            for turn in &mut rule.turns {
                turn.area = turn.area.filter(|id| area(*id));
            }
        }
        Rule::Requirement(_) | Rule::TargetGroup(_) | Rule::Emphasis(_) | Rule::PaperSection(_) => {}
    }
}

/// The provision that is changed, with what of it the caller sees.
pub(super) struct Before {
    /// As it is.
    pub(super) whole: Provision,
    /// As it is shown.
    pub(super) shown: Provision,
}

impl Before {
    /// What a change leaves as it was shown keeps what was hidden of it.
    pub(super) fn keep_hidden(&self, new: &mut Rule) {
        match (new, &self.shown.rule, &self.whole.rule) {
            (Rule::SeatRule(new), Rule::SeatRule(shown), Rule::SeatRule(whole)) => {
                keep(&mut new.quotas, &shown.quotas, &whole.quotas);
                keep(new.derived_from.as_mut_slice(), shown.derived_from.as_slice(), whole.derived_from.as_slice());
                keep(new.appointer.as_mut_slice(), shown.appointer.as_slice(), whole.appointer.as_slice());
            }
            (Rule::LeadershipRule(new), Rule::LeadershipRule(shown), Rule::LeadershipRule(whole)) => {
                keep(&mut new.turns, &shown.turns, &whole.turns);
            }
            _ => {}
        }
    }
}

/// Gives each item that stands as it was shown its whole again, in their order.
fn keep<T: Clone + PartialEq>(new: &mut [T], shown: &[T], whole: &[T]) {
    let mut hiding: Vec<_> = shown.iter().zip(whole).filter(|(shown, whole)| shown != whole).collect();
    for item in new {
        if let Some(i) = hiding.iter().position(|(shown, _)| *shown == item) {
            *item = hiding.remove(i).1.clone();
        }
    }
}
