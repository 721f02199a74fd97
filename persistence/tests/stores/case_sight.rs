//! What a list of cases shows is what the rule says is seen: over everything that decides it, on both stores.
use std::collections::{BTreeMap, BTreeSet};

use domain::policy::Sight;
use domain::{Body, Case, CaseId, CaseState, Disclosure, PartyId, Side, Stop, Visibility, Words};
use persistence::{CaseFilter, Page, Sort};

use crate::fixtures::{NEW, at, date, line, party};
use crate::matters::{case, kept_body, stop};
use crate::world::{World, on_both};

/// Whoever may see a matter, and whose it is.
const KEPT: [(Visibility, Option<Side>); 6] = [
    (Visibility::Public, None),
    (Visibility::Community, None),
    (Visibility::Side, Some(Side::Municipal)),
    (Visibility::Side, Some(Side::Specialist)),
    (Visibility::Body, None),
    (Visibility::Secretariat, None),
];

/// What opens by the clock: never, the day before the one asked for, that day, the day after.
const CLOCKS: [Option<&str>; 4] = [None, Some("2026-06-29"), Some("2026-06-30"), Some("2026-07-01")];

const DAY: &str = "2026-06-30";

/// A case of every kind that sight tells apart, each in its own places of its bodies.
fn matrix(bodies: &[Body], reporter: PartyId) -> Vec<Case> {
    let [open, municipal, specialist, inner] = [0, 1, 2, 3].map(|place: usize| bodies[place].id);
    let treated = [vec![], vec![open], vec![municipal], vec![specialist], vec![inner], vec![municipal, open]];
    let states = [CaseState::Reported, CaseState::Merged, CaseState::Accepted, CaseState::Closed];
    let (mut all, mut running) = (Vec::new(), 0);
    for ((visibility, side), clock) in KEPT.iter().flat_map(|kept| CLOCKS.iter().map(move |clock| (*kept, *clock))) {
        let until = clock.map(date);
        let mut disclosure = Disclosure { visibility, side, ..Disclosure::PUBLIC };
        if visibility == Visibility::Public {
            disclosure.embargo_until = until;
        } else {
            (disclosure.withheld_until, disclosure.legal_basis) = (until, Some(line("offl. § 14")));
        }
        for (state, published) in states.iter().flat_map(|state| [false, true].map(|published| (*state, published))) {
            for (stops, own) in treated.iter().flat_map(|stops| [false, true].map(|own| (stops, own))) {
                running += 1;
                all.push(Case {
                    state,
                    reported_by: own.then_some(reporter),
                    published_at: published.then(|| at(NEW)),
                    disclosure: disclosure.clone(),
                    stops: stops.iter().map(|body| -> Stop { stop(*body, running) }).collect(),
                    ..case("Ei sak")
                });
            }
        }
    }
    all
}

#[test]
fn a_list_of_cases_shows_each_caller_what_the_rule_lets_them_see() {
    on_both(async |world: World| {
        let bodies = [
            kept_body("Open", Visibility::Public, None),
            kept_body("Kommunal", Visibility::Side, Some(Side::Municipal)),
            kept_body("Spesialist", Visibility::Side, Some(Side::Specialist)),
            kept_body("Indre", Visibility::Body, None),
        ];
        let owner = party("Bergen");
        let (reporter, [open, municipal, _, inner]) = (owner.id, bodies.each_ref().map(|body| body.id));
        let cases = matrix(&bodies, reporter);
        let (rows, organs) = (cases.clone(), bodies.clone());
        world
            .write(move |tx| {
                tx.parties().insert(&owner)?;
                organs.iter().try_for_each(|each| tx.bodies().insert(each))?;
                rows.iter().try_for_each(|each| tx.cases().insert(each))
            })
            .await
            .expect("written");
        let community = Sight { community: true, ..Sight::default() };
        let secretariat = Sight { bodies: true, secretariat: true, ..community.clone() };
        let sides = |sides: &[Side]| sides.iter().copied().collect::<BTreeSet<_>>();
        let own = |body| BTreeSet::from([body]);
        let mut sizes = BTreeMap::new();
        for (name, sight) in [
            ("nobody", Sight::published()),
            ("community", community.clone()),
            (
                "a party's system",
                Sight { sides: sides(&[Side::Specialist]), parties: [reporter].into(), ..community.clone() },
            ),
            (
                "another party's system",
                Sight { sides: sides(&[Side::Municipal]), parties: [PartyId::fresh()].into(), ..community.clone() },
            ),
            ("a member", Sight { sides: sides(&[Side::User]), own: own(open), ..community.clone() }),
            ("of a caucus", Sight { sides: sides(&[Side::Municipal]), own: own(municipal), ..community.clone() }),
            ("an observer of a caucus", Sight { own: own(municipal), ..community.clone() }),
            ("of the inner body", Sight { own: own(inner), parties: [reporter].into(), ..community }),
            ("a side's secretariat", Sight { sides: sides(&[Side::Municipal]), ..secretariat.clone() }),
            ("secretariat", Sight { sides: sides(Side::ALL), ..secretariat }),
            ("auditor", Sight::everything()),
            ("auditor with a seat", Sight { own: own(inner), ..Sight::everything() }),
        ] {
            let day = date(DAY);
            let sees_body = |id| {
                let body = bodies.iter().find(|body| body.id == id).expect("one of them");
                sight.sees_of(body.id, body.visibility, body.side)
            };
            let wanted: BTreeSet<CaseId> =
                cases.iter().filter(|case| sight.sees_case(case, day, sees_body)).map(|case| case.id).collect();
            let filter = CaseFilter { sight: sight.clone(), day, ..CaseFilter::default() };
            let (everyone, seen) = (cases.clone(), wanted.clone());
            let (listed, count) = world
                .read(move |tx| {
                    let page = Page { sort: Sort::Created, seek: None, limit: 5000 };
                    let named: Vec<_> = everyone.iter().map(|case| case.id).collect();
                    let found = tx.cases().find(&named, &filter.sight, filter.day)?;
                    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), seen, "found by name");
                    Ok((tx.cases().list(&filter, &page)?, tx.cases().count(&filter)?))
                })
                .await
                .expect("read");
            let listed: BTreeSet<CaseId> = listed.iter().map(|case| case.id).collect();
            let wrong: Vec<_> =
                cases.iter().filter(|case| listed.contains(&case.id) != wanted.contains(&case.id)).collect();
            assert_eq!(wrong.first(), None, "{name}: {} of {}", wrong.len(), cases.len());
            assert_eq!(usize::try_from(count).ok(), Some(wanted.len()), "{name}");
            sizes.insert(name, wanted.len());
        }
        // Everything, nothing and everything between were asked for.
        assert_eq!(sizes["auditor"], cases.len());
        assert!(sizes["nobody"] > 0 && sizes["nobody"] < sizes["community"]);
        assert!(sizes["community"] < sizes["a party's system"], "{sizes:?}");
        assert!(sizes["an observer of a caucus"] < sizes["of a caucus"], "{sizes:?}");
        assert!(sizes["a side's secretariat"] < sizes["secretariat"], "{sizes:?}");
    });
}
