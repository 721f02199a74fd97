//! Cases are listed by the state their reader is told, over every way in which bodies and stages hide it, on both stores.
use std::collections::BTreeSet;

use domain::policy::Sight;
use domain::{Body, BodyId, Case, CaseId, CaseState, Side, Stop, StopState, Visibility, Words};
use persistence::{CaseFilter, Page, Sort};

use crate::fixtures::{date, party};
use crate::matters::{case, kept_body, stop};
use crate::world::{World, on_both};

const DAY: &str = "2026-06-30";

/// Cases with up to two stages and two bodies in each, in every state that bodies leave them in, and beyond.
fn matrix(bodies: &[Body]) -> Vec<Case> {
    let ids: Vec<BodyId> = bodies.iter().map(|body| body.id).collect();
    let (mut all, mut running) = (Vec::new(), 0);
    let mut add = |stages: &[&[(BodyId, StopState)]]| {
        let last =
            stages.last().map_or(StopState::Accepted, |stage| stage.iter().map(|stop| stop.1).min().expect("one"));
        let follows = *CaseState::ALL.iter().find(|state| state.slowest() == Some(last)).expect("each has one");
        for state in [follows, CaseState::Closed] {
            let mut stops = Vec::new();
            for (stage, bodies) in (1..).zip(stages) {
                for (body, state) in *bodies {
                    running += 1;
                    stops.push(Stop { stage, state: *state, ..stop(*body, running) });
                }
            }
            all.push(Case { state, stops, ..case("Ei sak") });
        }
    };
    for (i, one) in ids.iter().enumerate() {
        for state in StopState::ALL {
            add(&[&[(*one, *state)]]);
            for other in ids.iter().skip(i + 1) {
                for beside in StopState::ALL {
                    add(&[&[(*one, *state), (*other, *beside)]]);
                }
                add(&[&[(*one, StopState::Treated)], &[(*other, *state)]]);
                add(&[&[(*other, StopState::Treated)], &[(*one, *state)]]);
                for beside in StopState::ALL {
                    add(&[&[(ids[0], StopState::Treated)], &[(*one, *state), (*other, *beside)]]);
                }
            }
        }
    }
    all
}

#[test]
fn a_list_by_state_is_by_the_state_that_is_told() {
    on_both(async |world: World| {
        let bodies = [
            kept_body("Open", Visibility::Public, None),
            kept_body("Kommunal", Visibility::Side, Some(Side::Municipal)),
            kept_body("Indre", Visibility::Body, None),
        ];
        let owner = party("Bergen");
        let mut cases = matrix(&bodies);
        // Whoever reported one sees it though they see none of its bodies.
        cases.iter_mut().step_by(3).for_each(|case| case.reported_by = Some(owner.id));
        let (reporter, inner) = (owner.id, bodies[2].id);
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
        let mut hidden = 0;
        for (name, sight) in [
            ("community", community.clone()),
            ("a party's system", Sight { parties: [reporter].into(), ..community.clone() }),
            ("a side's system", Sight { sides: [Side::Municipal].into(), ..community.clone() }),
            ("of the inner body", Sight { own: [inner].into(), ..community }),
            ("auditor", Sight::everything()),
        ] {
            let day = date(DAY);
            let sees_body = |id| {
                let body = bodies.iter().find(|body| body.id == id).expect("one of them");
                sight.sees_of(body.id, body.visibility, body.side)
            };
            let seen: Vec<&Case> = cases.iter().filter(|case| sight.sees_case(case, day, sees_body)).collect();
            for state in CaseState::ALL {
                let told = |case: &&&Case| {
                    let told = (**case).clone().within(sight.into_case(case), sees_body, |_| true).state;
                    hidden += usize::from(told != case.state);
                    told == *state
                };
                let wanted: BTreeSet<CaseId> = seen.iter().filter(told).map(|case| case.id).collect();
                let filter = CaseFilter { state: Some(*state), sight: sight.clone(), day, ..CaseFilter::default() };
                let (listed, count) = world
                    .read(move |tx| {
                        let page = Page { sort: Sort::Created, seek: None, limit: 5000 };
                        Ok((tx.cases().list(&filter, &page)?, tx.cases().count(&filter)?))
                    })
                    .await
                    .expect("read");
                let listed: BTreeSet<CaseId> = listed.iter().map(|case| case.id).collect();
                let wrong = cases.iter().find(|case| listed.contains(&case.id) != wanted.contains(&case.id));
                assert_eq!(wrong, None, "{name}, {state}");
                assert_eq!(usize::try_from(count).ok(), Some(wanted.len()), "{name}, {state}");
            }
        }
        assert!(hidden > 100, "the hidden bodies make a difference: {hidden}");
    });
}
