//! What a person's rights follow from is told whole, moves the number of rights, and is verified.
use domain::{BodyId, Handle, ProvisionId, SubjectType};
use persistence::{JournalFault, StoreError, TenantTx};

use crate::fixtures::{body, person};
use crate::rosters::ground;
use crate::seats::{PUBLIC, derived_rule, membership, office, seat_rule};
use crate::world::{World, on_both};

#[test]
fn a_persons_standing_is_told_with_the_rules_and_bodies_it_follows_from() {
    on_both(async |world: World| {
        let ground = ground(&world).await;
        let board = body("Styret");
        let derived = derived_rule(board.id, ground.rules[0].id);
        let [kari, ola] = ground.people.each_ref().map(|each| each.id);
        let named = membership(ground.rules[0].id, Some(kari));
        let held = office(ground.caucus.id, Some(kari));
        let rows = (board.clone(), derived.clone(), named.clone(), held.clone());
        world
            .write(move |tx| {
                tx.bodies().insert(&rows.0)?;
                tx.provisions().insert(&rows.1, PUBLIC)?;
                tx.memberships().insert(&rows.2, PUBLIC)?;
                tx.offices().insert(&rows.3, PUBLIC)
            })
            .await
            .expect("written");
        let standing = world.read(move |tx| tx.structure().standing_of(kari)).await.expect("read");
        assert_eq!((standing.memberships, standing.offices), (vec![named], vec![held]));
        let mut rules = vec![ground.rules[0].clone(), derived];
        rules.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
        assert_eq!(standing.rules, rules, "their own rule and every derived one, and no other");
        let bodies: Vec<_> = standing.bodies.iter().map(|each| each.id).collect();
        let mut wanted = vec![ground.open.id, ground.caucus.id, board.id];
        wanted.sort();
        assert_eq!(bodies, wanted);
        let nobody = world.read(move |tx| tx.structure().standing_of(ola)).await.expect("read");
        assert_eq!(nobody, domain::OwnStanding::default());
    });
}

#[test]
fn whatever_seats_follow_from_moves_the_number_of_rights() {
    type Write = fn(&mut TenantTx<'_, '_>, ProvisionId, BodyId) -> Result<(), StoreError>;
    on_both(async |world: World| {
        let ground = ground(&world).await;
        let (rule, organ) = (ground.rules[0].id, ground.open.id);
        let writes: [Write; 4] = [
            |tx, _, _| tx.bodies().insert(&body("Ny")),
            |tx, _, organ| tx.provisions().insert(&seat_rule(organ), PUBLIC),
            |tx, rule, _| tx.memberships().insert(&membership(rule, None), PUBLIC),
            |tx, _, organ| tx.offices().insert(&office(organ, None), PUBLIC),
        ];
        for write in writes {
            world.write(move |tx| write(tx, rule, organ)).await.expect("written");
            let head = world.read(|tx| Ok(tx.head())).await.expect("read");
            assert_eq!(head.rights_seq, head.seq);
        }
    });
}

#[test]
fn a_provision_or_a_name_in_a_seat_changed_behind_the_journals_back_is_found() {
    for (kind, sql) in [
        (SubjectType::Provision, "UPDATE provision SET valid_to = '2030-01-01'"),
        (SubjectType::Provision, "UPDATE provision SET content = REPLACE(CAST(content AS TEXT), 'hard', 'soft')"),
        (SubjectType::Membership, "UPDATE membership SET person_id = NULL"),
        (SubjectType::Membership, "UPDATE membership SET called = '[{\"from\":null,\"to\":null}]'"),
        (SubjectType::Office, "UPDATE office SET role = 'host'"),
    ] {
        on_both(async |world: World| {
            let (organ, kari) = (body("SSU"), person("Kari"));
            let rule = seat_rule(organ.id);
            let (id, handle) = (kari.id, Handle::Id(rule.id));
            let fill = move |tx: &mut TenantTx<'_, '_>| {
                tx.bodies().insert(&organ)?;
                tx.persons().insert(&kari)?;
                tx.provisions().insert(&rule, PUBLIC)?;
                tx.memberships().insert(&membership(rule.id, Some(id)), PUBLIC)?;
                tx.offices().insert(&office(organ.id, Some(id)), PUBLIC)
            };
            world.write(fill).await.expect("filled");
            assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
            let cast = if world.is_postgres() { sql.replace("'soft')", "'soft')::json") } else { sql.to_owned() };
            world.tamper(&cast);
            assert!(world.read(move |tx| tx.provisions().get(&handle)).await.is_ok(), "it still reads");
            let faults = world.read(|tx| tx.verify(&[])).await.expect("verified");
            let found = matches!(&faults[..], [JournalFault::State { kind: found, .. }] if *found == kind);
            assert!(found, "{sql}: {faults:?}");
        });
    }
}
