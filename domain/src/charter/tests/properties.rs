//! What holds of every charter, tried with random ones.
use proptest::prelude::*;

use super::super::arbitrary::{TODAY, charter};
use crate::{Charter, Date, Instant, Key, Plan, Roster, Structure, Tenant, changes};

fn now() -> Instant {
    Instant::parse("2026-06-01T08:00:00Z").expect("an instant")
}

fn founded(charter: &Charter) -> (Tenant, Structure) {
    let made = charter.entities(now());
    let structure = Structure {
        settings: made.settings,
        parties: made.parties,
        areas: made.areas,
        bodies: made.bodies,
        provisions: made.provisions,
    };
    (made.tenant, structure)
}

fn plan(charter: &Charter, tenant: &Tenant, current: &Structure, from: Date) -> Plan {
    let planned = charter.plan(tenant, current, &Roster::default(), from, TODAY, now());
    planned.unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// What stands of a structure beside what a charter names.
fn beside(charter: &Charter, structure: &Structure) -> Vec<(Key, bool)> {
    let named = |list: Vec<&Key>, key: &Key| list.contains(&key);
    let yesterday = jiff::civil::date(2026, 5, 31);
    let parties = structure.parties.iter().map(|each| (&each.key, each.validity));
    let parties = parties.filter(|(key, _)| !named(charter.parties.iter().map(|each| &each.key).collect(), key));
    let bodies = structure.bodies.iter().map(|each| (&each.key, each.validity));
    let bodies = bodies.filter(|(key, _)| !named(charter.bodies.iter().map(|each| &each.key).collect(), key));
    let provisions = structure.provisions.iter().map(|each| (&each.key, each.validity));
    let provisions =
        provisions.filter(|(key, _)| !named(charter.provisions.iter().map(|each| &each.key).collect(), key));
    let all = parties.chain(bodies).chain(provisions);
    all.map(|(key, validity)| (key.clone(), validity.to.is_some_and(|to| to <= yesterday || validity.is_never())))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_charter_is_right(charter in charter()) {
        prop_assert_eq!(charter.check(), Ok(()));
    }

    #[test]
    fn what_is_founded_is_exported_and_applying_the_export_changes_nothing(charter in charter()) {
        let (tenant, structure) = founded(&charter);
        let exported = Charter::of(&tenant, &structure);
        prop_assert_eq!(&exported, &charter.in_order());
        prop_assert!(plan(&exported, &tenant, &structure, TODAY).is_empty());
        prop_assert!(plan(&exported, &tenant, &structure, jiff::civil::date(2027, 7, 1)).is_empty(), "nor later");
    }

    #[test]
    fn what_is_applied_stands_and_what_is_missing_has_ended(first in charter(), second in charter()) {
        let (tenant, before) = founded(&first);
        let planned = plan(&second, &tenant, &before, TODAY);
        let after = planned.applied(&before);
        for (key, ended) in beside(&second, &after) {
            prop_assert!(ended, "{} goes on", key);
        }
        let exported = Charter::of(&tenant, &after);
        let wanted = second.clone().in_order();
        prop_assert_eq!(&exported.settings, &wanted.settings);
        for party in &wanted.parties {
            prop_assert!(exported.parties.contains(party), "{:?}", party);
        }
        for area in &wanted.areas {
            let stands = exported.areas.iter().find(|each| each.key == area.key).expect("it stands");
            for member in &area.members {
                prop_assert!(stands.members.contains(member), "{:?}", member);
            }
        }
        for body in &wanted.bodies {
            prop_assert!(exported.bodies.contains(body), "{:?}", body);
        }
        for provision in &wanted.provisions {
            prop_assert!(exported.provisions.contains(provision), "{:?}", provision);
        }
        prop_assert!(plan(&second, &tenant, &after, TODAY).is_empty(), "a second time changes nothing");
        prop_assert!(plan(&exported, &tenant, &after, TODAY).is_empty(), "nor does what is exported");

        let untold: Vec<_> = planned.changes().iter().map(|change| (change.what, change.key.clone())).collect();
        let told: Vec<_> = changes(&before, &after).into_iter().map(|change| (change.what, change.key)).collect();
        for change in &told {
            prop_assert!(untold.contains(change), "nothing else moves: {:?}", change);
        }
    }

    #[test]
    fn each_step_is_one_version_on(first in charter(), second in charter()) {
        let (tenant, before) = founded(&first);
        let planned = plan(&second, &tenant, &before, TODAY);
        for step in &planned.bodies {
            let old = step.old.as_ref().map(|old| (old.id, old.version, old.created_at));
            let (id, version, created_at) = old.unwrap_or((step.new.id, 0, now()));
            prop_assert_eq!((step.new.id, step.new.version, step.new.created_at), (id, version + 1, created_at));
            let others = step.new.parent.into_iter().chain(step.new.programme_committee_for).chain(step.new.succeeds.clone());
            for other in others {
                let place = planned.bodies.iter().position(|each| each.new.id == other);
                let own = planned.bodies.iter().position(|each| each.new.id == step.new.id);
                prop_assert!(place < own || before.body(other).is_some(), "written before what refers to it");
            }
        }
    }
}
