//! What applying a charter to a community would do: every write it takes, or every reason against it.
mod area;
mod history;
mod roster;
mod steps;
mod whole;

use super::compare::{Change, ChangeKind, ChangedType, differing};
use super::entities::{Ids, body_order, party_order, provision_order};
use super::export::Entries;
use super::{Charter, CharterCommunity};
use crate::{
    ActKind, Area, Body, Date, FaultKind, Faults, Instant, Membership, Office, Party, Provision, Roster, Settings,
    Structure, Tenant, Validity, sort_key,
};

use steps::Steps;

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<T> {
    /// What stands; nothing where it is new.
    pub old: Option<T>,
    /// What shall stand.
    pub new: T,
    /// What the journal says was done.
    pub act: ActKind,
    /// Its place in the charter, or the list it is missing from.
    pub pointer: String,
}

/// Everything that applying a charter takes, each list in an order in which it can be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The settings, where they differ.
    pub settings: Option<Settings>,
    /// The parties; one comes after the one it is part of.
    pub parties: Vec<Step<Party>>,
    /// The areas.
    pub areas: Vec<Step<Area>>,
    /// The bodies; one comes after those it refers to.
    pub bodies: Vec<Step<Body>>,
    /// The provisions; one comes after those it refers to.
    pub provisions: Vec<Step<Provision>>,
    /// The memberships that end with their body or seat rule, as they shall stand.
    pub memberships: Vec<Membership>,
    /// The offices that end with their body, as they shall stand.
    pub offices: Vec<Office>,
    changes: Vec<Change>,
}

/// When a charter is applied.
#[derive(Debug, Clone, Copy)]
struct When {
    /// The first day it shall be in force.
    from: Date,
    today: Date,
    now: Instant,
}

impl When {
    /// The last day of what the charter no longer names.
    fn last(self) -> Date {
        // The first day of the calendar is long past.
        self.from.yesterday().unwrap_or(self.from)
    }

    /// The days from today on which what is in force now still is; none where the charter is in force at once.
    fn until_then(self) -> Validity {
        Validity { from: Some(self.today), to: Some(self.last()) }
    }
}

impl Charter {
    /// What applying the charter from a day on takes, among what stands and who sits where.
    ///
    /// What is new is entered, what differs is changed, what is missing gets its last day the day before `from`, and what
    /// had ended is reopened as the charter says. All faults come at once, with their places in the charter.
    pub fn plan(
        &self,
        tenant: &Tenant,
        current: &Structure,
        roster: &Roster,
        from: Date,
        today: Date,
        now: Instant,
    ) -> Result<Plan, Faults> {
        self.check()?;
        let mut faults = Faults::default();
        if from < today {
            faults.add("?from", FaultKind::HistoryRewritten);
        }
        self.community.is_the_same(tenant, &mut faults);
        let when = When { from, today, now };
        let told = Entries::of(current);
        let wanted = self.with_past_members(&told.areas, when, &mut faults);
        let made = wanted.in_document_order(&Ids::over(&wanted, Some(current), now));

        let mut plan = Plan::default();
        plan.compare_settings(&wanted, &made.settings, current, when, &mut faults);
        let mut steps = Steps { when, faults: &mut faults, changes: &mut plan.changes };
        let numbered = |list: &'static str| (0..).map(move |i: usize| format!("/{list}/{i}"));
        let parties = numbered("parties").zip(&wanted.parties).zip(made.parties);
        plan.parties = steps.of(parties, &current.parties, &told.parties, |_| "/parties");
        let areas = numbered("areas").zip(&wanted.areas).zip(made.areas);
        plan.areas = steps.of(areas, &current.areas, &told.areas, |_| "/areas");
        let bodies = numbered("bodies").zip(&wanted.bodies).zip(made.bodies);
        plan.bodies = steps.of(bodies, &current.bodies, &told.bodies, |_| "/bodies");
        let provisions = wanted.placed_provisions().zip(made.provisions);
        plan.provisions = steps.of(provisions, &current.provisions, &told.provisions, steps::list_of);
        sort(&mut plan.parties, party_order);
        sort(&mut plan.bodies, body_order);
        sort(&mut plan.provisions, provision_order);

        let after = plan.applied(current);
        self.whole_holds(&plan, (current, &after), when, &mut faults);
        plan.end_sittings(self, &after, roster, when, &mut faults);
        faults.into_result().map(|()| plan)
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// What becomes of the structure, for people.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The structure as it stands once the plan is carried out.
    pub fn applied(&self, current: &Structure) -> Structure {
        let mut after = current.clone();
        if let Some(settings) = &self.settings {
            after.settings = settings.clone();
        }
        put(&mut after.parties, &self.parties, |party| party.id);
        put(&mut after.areas, &self.areas, |area| area.id);
        put(&mut after.bodies, &self.bodies, |body| body.id);
        put(&mut after.provisions, &self.provisions, |provision| provision.id);
        after.parties.sort_by_cached_key(|party| (sort_key(party.names.nb.as_str()), party.id));
        after.areas.sort_by_cached_key(|area| (sort_key(area.names.nb.as_str()), area.id));
        after.bodies.sort_by_cached_key(|body| (sort_key(body.names.nb.as_str()), body.id));
        after.provisions.sort_by(|a, b| a.key.cmp(&b.key));
        after
    }

    fn compare_settings(
        &mut self,
        wanted: &Charter,
        made: &Settings,
        current: &Structure,
        when: When,
        faults: &mut Faults,
    ) {
        let members = differing(&Entries::of(current).settings, &wanted.settings);
        if members.is_empty() {
            return;
        }
        if when.from > when.today {
            for member in &members {
                faults.add(format!("/settings/{member}"), FaultKind::OnlyFromToday);
            }
        }
        self.settings = Some(Settings { version: current.settings.version + 1, ..made.clone() });
        self.changes.push(Change {
            act: ChangeKind::Changed,
            what: ChangedType::Settings,
            key: None,
            pointer: Some("/settings".into()),
            members,
        });
    }
}

impl CharterCommunity {
    /// The community itself is the registry's matter, and never changed by its charter.
    fn is_the_same(&self, tenant: &Tenant, faults: &mut Faults) {
        for (member, same) in [
            ("slug", self.slug == tenant.slug),
            ("names", self.names == tenant.names),
            ("language", self.language == tenant.language),
            ("listing", self.listing == tenant.listing),
        ] {
            if !same {
                faults.add(format!("/community/{member}"), FaultKind::Immutable);
            }
        }
    }
}

fn put<T: Clone, I: Eq>(list: &mut Vec<T>, steps: &[Step<T>], id: fn(&T) -> I) {
    for Step { new, .. } in steps {
        match list.iter_mut().find(|entry| id(entry) == id(new)) {
            Some(entry) => entry.clone_from(new),
            None => list.push(new.clone()),
        }
    }
}

fn sort<T>(steps: &mut Vec<Step<T>>, order: fn(&[&T]) -> Vec<usize>) {
    let order = order(&steps.iter().map(|step| &step.new).collect::<Vec<_>>());
    let mut taken: Vec<_> = std::mem::take(steps).into_iter().map(Some).collect();
    steps.extend(order.into_iter().filter_map(|i| taken[i].take()));
}
