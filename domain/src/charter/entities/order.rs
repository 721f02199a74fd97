//! The order in which entities can be written: what is referred to comes before what refers to it.
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::Entities;
use crate::{Body, Party, Provision, Rule};

impl Entities {
    /// Puts each list in an order in which a store can write it.
    pub(in crate::charter) fn write_order(&mut self) {
        sort(&mut self.parties, party_order);
        sort(&mut self.bodies, body_order);
        sort(&mut self.provisions, provision_order);
    }
}

fn sort<T>(list: &mut Vec<T>, order: fn(&[&T]) -> Vec<usize>) {
    let order = order(&list.iter().collect::<Vec<_>>());
    let mut taken: Vec<_> = std::mem::take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|i| taken[i].take()));
}

/// A party comes after the one it is part of.
pub(in crate::charter) fn party_order(parties: &[&Party]) -> Vec<usize> {
    after_references(parties, |party| party.id, |party| party.part_of.into_iter().collect())
}

/// A body comes after its parent, the body it is programme committee for and those it took over from.
pub(in crate::charter) fn body_order(bodies: &[&Body]) -> Vec<usize> {
    after_references(
        bodies,
        |body| body.id,
        |body| {
            let others = body.parent.into_iter().chain(body.programme_committee_for);
            others.chain(body.succeeds.iter().copied()).collect()
        },
    )
}

/// A derived rule comes after the rule it is derived from, an emphasis after its target group.
pub(in crate::charter) fn provision_order(provisions: &[&Provision]) -> Vec<usize> {
    after_references(
        provisions,
        |provision| provision.id,
        |provision| match &provision.rule {
            Rule::SeatRule(rule) => rule.derived_from.iter().filter_map(|source| source.seat_rule).collect(),
            Rule::Emphasis(emphasis) => vec![emphasis.target_group],
            _ => Vec::new(),
        },
    )
}

/// The entries' places, each after the places of what it refers to and otherwise as they stood; a circle is cut where it
/// is met.
fn after_references<T, I: Copy + Eq + Hash>(
    entries: &[&T],
    id: impl Fn(&T) -> I,
    references: impl Fn(&T) -> Vec<I>,
) -> Vec<usize> {
    let places: HashMap<I, usize> = (0..).zip(entries).map(|(i, entry): (usize, _)| (id(entry), i)).collect();
    let (mut order, mut met) = (Vec::with_capacity(entries.len()), HashSet::new());
    // A place is met when its references are put on the stack above it, and placed when the stack comes back to it.
    let mut stack: Vec<(usize, bool)> = (0..entries.len()).rev().map(|i| (i, false)).collect();
    while let Some((i, referred)) = stack.pop() {
        if referred {
            order.push(i);
        } else if met.insert(i) {
            stack.push((i, true));
            let before = references(entries[i]).into_iter().rev();
            stack.extend(before.filter_map(|id| places.get(&id)).map(|place| (*place, false)));
        }
    }
    order
}
