//! Private addresses of calendars, and what calendars and feeds are read from. All of it is invented.
use domain::policy::Sight;
use domain::{BodyId, CalendarAddress, CalendarId, CalendarMaker, CalendarOf, Digest, OrgNumber, PersonId};
use persistence::{CalendarFilter, MeetingFilter, StoreError, TenantTx};

use crate::fixtures::{self, at, identity};
use crate::world::{World, on_both};

/// Somebody's private address of a calendar.
pub(crate) fn calendar_address(by: PersonId) -> CalendarAddress {
    let CalendarFilter { identity, organization, person } = own_calendars(Some(by), None);
    let now = at(fixtures::NEW);
    CalendarAddress {
        id: CalendarId::fresh(),
        of: CalendarOf::Tenant,
        maker: CalendarMaker { identity: Some(identity), organization, person },
        secret_sha256: Digest::of_bytes(by.to_string().as_bytes()),
        revoked_at: None,
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

fn own_calendars(person: Option<PersonId>, organization: Option<OrgNumber>) -> CalendarFilter {
    CalendarFilter { identity: identity("calendars"), organization, person }
}

/// Calls what writes private addresses, and leaves one that is revoked.
pub(crate) fn write_calendars(tx: &mut TenantTx<'_, '_>, maker: PersonId) -> Result<(), StoreError> {
    let address = calendar_address(maker);
    tx.calendars().insert(&address)?;
    let old = tx.calendars().get(address.id, &own_calendars(Some(maker), None))?;
    tx.calendars().revoke(&old, &address.revoked(at(fixtures::NEW)))
}

/// Calls what reads calendars and feeds.
pub(crate) fn read_calendars(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let number = OrgNumber::parse("964338531");
    let someone = Some(PersonId::fresh());
    for (person, number) in [(None, None), (None, number), (someone, None), (someone, number)] {
        tx.calendars().standing(&own_calendars(person, number))?;
    }
    tx.calendars().by_secret(Digest::of_bytes(b"secret"))?;
    let own = Sight { community: true, own: [BodyId::fresh()].into(), ..Sight::default() };
    for sight in [Sight::everything(), own] {
        tx.minutes().published(&sight, 10)?;
        let filter = MeetingFilter { sight, ..MeetingFilter::default() };
        tx.meetings().last(&filter, None, 10)?;
        tx.meetings().last(&filter, Some(&[BodyId::fresh()]), 10)?;
    }
    Ok(())
}

#[test]
fn erasing_a_person_leaves_nothing_of_who_made_an_address() {
    on_both(async |world: World| {
        let found = world.write(|tx| {
            let trust = fixtures::party("Helse");
            tx.parties().insert(&trust)?;
            let kari = fixtures::whole_person("Kari", trust.id);
            tx.persons().insert(&kari)?;
            let by_person = calendar_address(kari.id);
            let maker = CalendarMaker { identity: kari.identities.first().cloned(), organization: None, person: None };
            let by_identity = CalendarAddress {
                id: CalendarId::fresh(),
                maker,
                secret_sha256: Digest::of_bytes(b"another"),
                ..by_person.clone()
            };
            tx.calendars().insert(&by_person)?;
            tx.calendars().insert(&by_identity)?;
            let old = tx.persons().get(kari.id)?;
            tx.persons().erase(&old, &kari.erased(at(fixtures::NEW)))?;
            [by_person, by_identity]
                .map(|address| tx.calendars().by_secret(address.secret_sha256))
                .into_iter()
                .collect::<Result<Vec<_>, _>>()
        });
        for address in found.await.expect("written") {
            let address = address.expect("the row stays");
            assert!(address.revoked_at.is_some() && address.maker.identity.is_none(), "{address:?}");
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}
