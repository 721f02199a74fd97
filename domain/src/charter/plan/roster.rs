//! What becomes of those who sit in a body or in a seat rule's seats when a charter ends it.
use std::collections::HashSet;

use super::steps::ended;
use super::{Plan, Step, When};
use crate::charter::Charter;
use crate::charter::compare::ChangeKind;
use crate::seating::losing_seats;
use crate::{
    Body, BodyId, FaultKind, Faults, Key, Membership, Office, Provision, ProvisionKind, Roster, Structure, Validity,
};

impl Plan {
    /// Ends the memberships and offices that would outlast their body or seat rule, where the charter says that it may.
    pub(super) fn end_sittings(
        &mut self,
        charter: &Charter,
        after: &Structure,
        roster: &Roster,
        when: When,
        faults: &mut Faults,
    ) {
        charter.ends_are_known(after, faults);
        let mut ends = Ends { plan: self, named: &charter.ends, told: HashSet::new(), faults };
        let mut memberships = Vec::new();
        for membership in &roster.memberships {
            let validity = after
                .provision(membership.rule)
                .map_or(membership.validity, |rule| ends.of_membership(membership.validity, rule));
            if validity != membership.validity {
                memberships.push(Membership {
                    validity,
                    called: called_within(&membership.called, validity),
                    changed_at: when.now,
                    version: membership.version + 1,
                    ..membership.clone()
                });
            }
        }
        let mut offices = Vec::new();
        for office in &roster.offices {
            let validity = ends.of_body(office.validity, office.body);
            if validity != office.validity {
                offices.push(Office { validity, changed_at: when.now, version: office.version + 1, ..office.clone() });
            }
        }
        (self.memberships, self.offices) = (memberships, offices);
        self.nobody_loses_a_seat(after, roster, when, faults);
    }

    /// No rule is changed so that somebody who sits by it, or will, has no seat any more.
    fn nobody_loses_a_seat(&self, after: &Structure, roster: &Roster, when: When, faults: &mut Faults) {
        let stands = |membership: &Membership| self.memberships.iter().all(|ended| ended.id != membership.id);
        let sitting: Vec<_> =
            self.memberships.iter().chain(roster.memberships.iter().filter(|each| stands(each))).collect();
        for step in &self.provisions {
            let was = step.old.as_ref().map(|old| &old.rule);
            let sitting = sitting.iter().copied();
            if was.is_some_and(|was| !losing_seats(after, was, &step.new, sitting, when.today).is_empty()) {
                faults.add(step.pointer.clone(), FaultKind::SeatsHeld { key: step.new.key.clone() });
            }
        }
    }
}

impl Charter {
    /// What may be ended is there, and has a last day.
    fn ends_are_known(&self, after: &Structure, faults: &mut Faults) {
        for (i, key) in self.ends.iter().enumerate() {
            let bodies = after.bodies.iter().filter(|body| body.key == *key).map(|body| body.validity);
            let rules = after.provisions.iter().filter(|provision| provision.key == *key && is_seat_rule(provision));
            let found: Vec<_> = bodies.chain(rules.map(|rule| rule.validity)).collect();
            if found.is_empty() {
                faults.add(format!("/ends/{i}"), FaultKind::UnknownReference);
            } else if found.iter().all(|validity| validity.to.is_none()) {
                faults.add(format!("/ends/{i}"), FaultKind::Needs { other: "validTo" });
            }
        }
    }
}

struct Ends<'a> {
    plan: &'a Plan,
    named: &'a [Key],
    /// What a fault has been told of.
    told: HashSet<String>,
    faults: &'a mut Faults,
}

impl Ends<'_> {
    /// A membership's days, cut where its body or its rule is given an end before them. Whoever names the body means its
    /// seat rules too.
    fn of_membership(&mut self, validity: Validity, rule: &Provision) -> Validity {
        let body = rule.rule.body().copied();
        let within_body = body.map_or(validity, |body| self.of_body(validity, body));
        if within_body != validity && body.is_some_and(|body| !self.named_body(body)) {
            return within_body;
        }
        let step = ending(&self.plan.provisions, |provision| provision.id == rule.id, |provision| provision.validity);
        let Some(step) = step else { return within_body };
        let Some(cut) = step.new.validity.to.and_then(|last| ended(within_body, last)) else { return within_body };
        if !self.named.contains(&rule.key) && !body.is_some_and(|body| self.named_body(body)) {
            self.in_use(&step.pointer, &rule.key);
        }
        cut
    }

    /// Days in a body, cut where the body is given an end before them.
    fn of_body(&mut self, validity: Validity, body: BodyId) -> Validity {
        let Some(step) = self.ended_body(body) else { return validity };
        let Some(cut) = step.new.validity.to.and_then(|last| ended(validity, last)) else { return validity };
        if !self.named.contains(&step.new.key) {
            self.in_use(&step.pointer, &step.new.key);
        }
        cut
    }

    fn named_body(&self, body: BodyId) -> bool {
        self.ended_body(body).is_some_and(|step| self.named.contains(&step.new.key))
    }

    fn in_use(&mut self, place: &str, key: &Key) {
        // A place with a number is the entry, whose last day is what ends it; one without is the list it is missing from.
        let numbered = place.rsplit('/').next().is_some_and(|token| token.parse::<usize>().is_ok());
        let pointer = if numbered { format!("{place}/validTo") } else { place.to_owned() };
        if self.told.insert(format!("{pointer} {key}")) {
            self.faults.add(pointer, FaultKind::InUse { key: key.clone() });
        }
    }
}

impl<'a> Ends<'a> {
    fn ended_body(&self, body: BodyId) -> Option<&'a Step<Body>> {
        ending(&self.plan.bodies, |ended| ended.id == body, |body| body.validity)
    }
}

/// The step that gives something an end it did not have.
fn ending<T>(steps: &[Step<T>], is_it: impl Fn(&T) -> bool, validity: impl Fn(&T) -> Validity) -> Option<&Step<T>> {
    let step = steps.iter().find(|step| is_it(&step.new))?;
    let old = step.old.as_ref()?;
    (ChangeKind::between(validity(old), validity(&step.new)) == ChangeKind::Ended).then_some(step)
}

fn is_seat_rule(provision: &Provision) -> bool {
    provision.rule.kind() == ProvisionKind::SeatRule
}

/// The days someone is called for that are left of them.
fn called_within(called: &[Validity], within: Validity) -> Vec<Validity> {
    let left = called.iter().filter(|days| days.overlaps(&within));
    left.map(|days| Validity { from: days.from, to: days.to.map(|to| within.to.map_or(to, |last| to.min(last))) })
        .collect()
}
