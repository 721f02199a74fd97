//! What is written reads back the same, on either store and to the last microsecond.
use domain::policy::Role;
use domain::{
    ActKind, AreaRole, BodyType, DecisionRule, Digest, Forwarding, Handle, Holder, Language, Listing, Openness,
    OrgNumber, PartyKind, Side, TenantStatus, Verification, Visibility, Words,
};
use persistence::{Client, Kept};

use crate::fixtures::{self, area, at, body, grant, identity, member, party, person};
use crate::world::{World, on_both, soon, writer};

/// Writes a bare and a whole value, reads them, swaps what they hold, and reads them again.
macro_rules! reads_back {
    ($world:expr, $repository:ident, $handle:expr, $bare:expr, $whole:expr, |$tx:ident, $old:ident, $new:ident| $change:expr) => {{
        let (bare, whole) = ($bare, $whole);
        let (first, second) = (bare.clone(), whole.clone());
        $world
            .write(move |tx| {
                tx.$repository().insert(&first)?;
                tx.$repository().insert(&second)
            })
            .await
            .expect("both are written");
        for wanted in [&bare, &whole] {
            let handle = $handle(wanted.id);
            let found: Kept<_> = $world.read(move |tx| tx.$repository().get(&handle)).await.expect("it is there");
            assert_eq!(&found.value, wanted);
        }
        // Unique values first leave the one, then enter the other.
        let mut emptied = bare.clone();
        (emptied.id, emptied.key, emptied.version) = (whole.id, whole.key.clone(), 2);
        let mut filled = whole.clone();
        (filled.id, filled.key, filled.version) = (bare.id, bare.key.clone(), 2);
        for wanted in [emptied, filled] {
            let (next, handle) = (wanted.clone(), $handle(wanted.id));
            $world
                .write(move |$tx| {
                    let $old = $tx.$repository().get(&handle)?;
                    let $new = &next;
                    $change
                })
                .await
                .expect("it is changed");
            let handle = $handle(wanted.id);
            assert_eq!($world.read(move |tx| tx.$repository().get(&handle)).await.expect("it is there").value, wanted);
        }
    }};
}

#[test]
fn every_field_of_parties_areas_and_bodies_reads_back() {
    on_both(async |world: World| {
        let trust = party("Helse");
        let whole = fixtures::whole_party("Bergen", trust.id);
        let own = trust.clone();
        world.write(move |tx| tx.parties().insert(&own)).await.expect("written");
        reads_back!(world, parties, Handle::Id, party("Ås"), whole, |tx, old, new| tx.parties().change(
            &old,
            new,
            ActKind::Changed
        ));
        let mut around = area("Nordhordland");
        around.members = vec![member(trust.id, AreaRole::Hospital), member(trust.id, AreaRole::Municipality)];
        around.validity = fixtures::validity();
        around.provenance = fixtures::provenance(Some("note"));
        let place = around.id;
        reads_back!(world, areas, Handle::Id, area("Voss"), around, |tx, old, new| tx.areas().change(
            &old,
            new,
            ActKind::Changed
        ));
        let earlier = [body("Gamle"), body("Eldre")];
        let ids = earlier.each_ref().map(|body| body.id);
        world.write(move |tx| earlier.iter().try_for_each(|body| tx.bodies().insert(body))).await.expect("written");
        // A mandate is never taken back, so the emptied body is one that keeps it.
        let whole = fixtures::whole_body("SSU", &ids, place);
        let mut bare = body("OU");
        bare.mandate.clone_from(&whole.mandate);
        reads_back!(world, bodies, Handle::Id, bare, whole, |tx, old, new| tx.bodies().change(
            &old,
            new,
            ActKind::Changed
        ));
        let plain = body("Utan mandat");
        let own = plain.clone();
        world.write(move |tx| tx.bodies().insert(&own)).await.expect("written");
        let found = world.read(move |tx| tx.bodies().get(&Handle::Id(plain.id))).await.expect("there").value;
        assert_eq!(found.mandate, None);
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn every_field_of_persons_and_grants_reads_back() {
    on_both(async |world: World| {
        let (owner, place, organ) = (party("Bergen"), area("Vest"), body("SSU"));
        let whole = fixtures::whole_person("Kari Nordmann", owner.id);
        let bare = person("Ola");
        let number = OrgNumber::parse("983974724").expect("a number");
        let holders = [
            Holder::Person { person: bare.id },
            Holder::Identity(identity("system")),
            Holder::Organization { issuer: fixtures::line("https://issuer.example/"), org_number: number },
        ];
        let mut grants = holders.map(grant);
        grants[1].side = Some(Side::Specialist);
        grants[1].party = Some(owner.id);
        grants[1].body = Some(organ.id);
        grants[1].area = Some(place.id);
        grants[1].validity = fixtures::validity();
        let (people, given) = ([bare.clone(), whole.clone()], grants.clone());
        world
            .write(move |tx| {
                tx.parties().insert(&owner)?;
                tx.areas().insert(&place)?;
                tx.bodies().insert(&organ)?;
                people.iter().try_for_each(|person| tx.persons().insert(person))?;
                given.iter().try_for_each(|grant| tx.grants().insert(grant))
            })
            .await
            .expect("written");
        for wanted in [bare.clone(), whole.clone()] {
            let id = wanted.id;
            assert_eq!(world.read(move |tx| tx.persons().get(id)).await.expect("there").value, wanted);
        }
        for wanted in grants {
            let id = wanted.id;
            assert_eq!(world.read(move |tx| tx.grants().get(id)).await.expect("there").value, wanted);
        }
        let (_, held) = world
            .read(move |tx| tx.grants().held_by("https://issuer.example/", "system", Some(number)))
            .await
            .expect("read");
        assert_eq!(held.len(), 2, "by identity and by organisation");
        let erased = whole.erased(at(fixtures::NEW));
        let (id, blank) = (whole.id, erased.clone());
        world
            .write(move |tx| {
                let old = tx.persons().get(id)?;
                tx.persons().erase(&old, &blank)
            })
            .await
            .expect("erased");
        assert_eq!(world.read(move |tx| tx.persons().get(id)).await.expect("there").value, erased);
    });
}

#[test]
fn every_field_of_settings_tenants_and_clients_reads_back() {
    on_both(async |world: World| {
        let mut whole = fixtures::settings();
        whole.contact_email = Some(fixtures::line("post@example.org"));
        whole.website = Some(fixtures::line("https://example.org"));
        whole.forwarding = Forwarding::Strict;
        whole.reminder_days = 7;
        whole.version = 2;
        let next = whole.clone();
        world
            .write(move |tx| {
                let old = tx.settings().get()?;
                tx.settings().change(&old, &next)
            })
            .await
            .expect("changed");
        assert_eq!(world.read(|tx| tx.settings().get()).await.expect("there").value, whole);

        let id = world.tenant;
        for (i, &language) in (2..).zip(Language::ALL) {
            let listing = Listing::ALL[usize::try_from(i).expect("small") % Listing::ALL.len()];
            let status = TenantStatus::ALL[usize::try_from(i).expect("small") % TenantStatus::ALL.len()];
            let change = move |tx: &mut persistence::RegionTx<'_, '_>| {
                let old = tx.tenants().get(&Handle::Id(id))?;
                let mut new = old.value.clone();
                (new.language, new.listing, new.status, new.version) = (language, listing, status, i);
                tx.tenants().change(&old, &new)?;
                Ok::<_, persistence::StoreError>((new, tx.tenants().get(&Handle::Id(id))?.value))
            };
            let (new, found) = world.store.region().write(soon(), writer(), change).await.expect("changed");
            assert_eq!(found, new);
        }

        let mut client = Client {
            id: domain::ClientId::fresh(),
            name: fixtures::line("bergen-admin"),
            secret_sha256: Digest::of_bytes(b"demo"),
            org_number: None,
            scopes: Vec::new(),
            disabled: false,
            demo: true,
            created_at: at(fixtures::OLD),
            changed_at: at(fixtures::NEW),
            version: 1,
        };
        let own = client.clone();
        let region = world.store.region();
        region.write(soon(), writer(), move |tx| tx.clients().insert(&own)).await.expect("written");
        let old = region.read(soon(), |tx| tx.clients().get("bergen-admin")).await.expect("there");
        assert_eq!(old.value, client);
        (client.disabled, client.demo, client.version) = (true, false, 2);
        client.scopes = vec!["a.read".into(), "b.write".into()];
        client.org_number = OrgNumber::parse("983974724");
        let own = client.clone();
        region.write(soon(), writer(), move |tx| tx.clients().change(&old, &own)).await.expect("changed");
        assert_eq!(region.read(soon(), |tx| tx.clients().get("bergen-admin")).await.expect("there").value, client);
        assert_eq!(region.read(soon(), |tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn every_word_of_every_vocabulary_is_accepted() {
    fn pick<T: Words>(i: usize) -> T {
        T::ALL[i % T::ALL.len()]
    }
    on_both(async |world: World| {
        // As many as the longest vocabulary has.
        let (mut parties, mut areas, mut bodies, mut grants) = (vec![], vec![], vec![], vec![]);
        for i in 0..PartyKind::ALL.len().max(BodyType::ALL.len()) {
            let mut one = party("En");
            (one.kind, one.side, one.provenance.verification) = (pick(i), pick(i), pick::<Verification>(i));
            let mut place = area("Et");
            (place.visibility, place.provenance.verification) = (pick(i), pick::<Verification>(i));
            place.members = vec![member(one.id, pick(i))];
            let mut organ = body("Et");
            (organ.body_type, organ.openness, organ.visibility) = (pick(i), pick::<Openness>(i), pick::<Visibility>(i));
            (organ.decision_rule, organ.side) = (pick::<DecisionRule>(i), Some(pick(i)));
            (organ.provenance.verification, organ.level) = (pick(i), u8::try_from(1 + i % 9).expect("small"));
            let mut given = grant(Holder::Identity(identity("system")));
            (given.role, given.side) = (Role::GRANTED[i % Role::GRANTED.len()], Some(pick(i)));
            parties.push(one);
            areas.push(place);
            bodies.push(organ);
            grants.push(given);
        }
        let wanted = (parties.clone(), areas.clone(), bodies.clone(), grants.clone());
        world
            .write(move |tx| {
                parties.iter().try_for_each(|each| tx.parties().insert(each))?;
                areas.iter().try_for_each(|each| tx.areas().insert(each))?;
                bodies.iter().try_for_each(|each| tx.bodies().insert(each))?;
                grants.iter().try_for_each(|each| tx.grants().insert(each))
            })
            .await
            .expect("every word is accepted");
        let read = world.read(move |tx| {
            for each in &wanted.0 {
                assert_eq!(&tx.parties().get(&Handle::Id(each.id))?.value, each);
            }
            for each in &wanted.1 {
                assert_eq!(&tx.areas().get(&Handle::Id(each.id))?.value, each);
            }
            for each in &wanted.2 {
                assert_eq!(&tx.bodies().get(&Handle::Key(each.key.clone()))?.value, each);
            }
            for each in &wanted.3 {
                assert_eq!(&tx.grants().get(each.id)?.value, each);
            }
            Ok(())
        });
        read.await.expect("all are there");
    });
}
