//! People in seats, named behind the region's back: what they may follows from the seats alone.
use std::collections::BTreeSet;

use api::boot::{operator, patience};
use domain::policy::Role;
use domain::{
    Capacity, Contact, Count, DeputyMode, Force, Handle, Instant, Key, Line, Membership, MembershipId, Names, Office,
    OfficeId, OfficeRole, Per, Person, PersonId, Presence, Provenance, Provision, ProvisionId, Rule, SeatKind,
    SeatRule, Side, Standing, Validity, Verification,
};
use persistence::StoreError;

use crate::region::Region;

/// The roles that follow from seats.
pub const SEATED: [Role; 4] = [Role::Chair, Role::Member, Role::Deputy, Role::Observer];

fn seats(body: domain::BodyId, client: &str, kind: SeatKind, now: Instant) -> Provision {
    let name = Line::parse(&format!("Plass for {client}")).expect("a line");
    let rule = SeatRule {
        body,
        names: Names { nb: name.clone(), nn: name },
        side: Side::Municipal,
        category: None,
        kind,
        rights: BTreeSet::new(),
        presence: Presence::Permanent,
        per: Per::Body,
        parties: Vec::new(),
        count: Count { min: Some(1), max: Some(1) },
        quotas: Vec::new(),
        in_all: Count::default(),
        derived_from: None,
        appointer: None,
        force: Force::Hard,
        delegated_authority: None,
        deputies: DeputyMode::Personal,
        term: None,
    };
    Provision {
        id: ProvisionId::fresh(),
        key: Key::parse(&format!("plass-{client}")).expect("a key"),
        rule: Rule::SeatRule(Box::new(rule)),
        validity: Validity::ALWAYS,
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

impl Region {
    /// Names a client to a seat of its own in a body, for the municipality that the community's system acts for: as member, as observer, as a deputy called for all the days, or as
    /// a member who leads.
    pub async fn seat(&self, slug: &str, client: &str, body: &str, role: Role, validity: Validity) {
        let (now, identity) = (self.clock.now(), self.identity(client));
        let (client, body) = (client.to_owned(), Handle::Key(Key::parse(body).expect("a key")));
        let person = Person {
            id: PersonId::fresh(),
            name: Line::parse("Oppdikta Person").ok(),
            position: None,
            party: None,
            contact: Contact::default(),
            identities: vec![identity],
            erased_at: None,
            created_at: now,
            changed_at: now,
            version: 1,
        };
        let deputy = role == Role::Deputy;
        let kind = if role == Role::Observer { SeatKind::Observer } else { SeatKind::Member };
        let scope = self.node.store.tenant(self.tenant(slug).await);
        let named = scope.write(patience(), operator(&self.clock), move |tx| {
            let body = tx.bodies().get(&body)?.value;
            let municipalities = ["alver", "fjellvik"].map(|key| Handle::Key(Key::parse(key).expect("a key")));
            let party = tx.parties().find(&municipalities)?.first().map(|(id, _)| *id);
            let audience = (body.visibility, body.side);
            let rule = seats(body.id, &client, kind, now);
            tx.persons().insert(&person)?;
            tx.provisions().insert(&rule, audience)?;
            let membership = Membership {
                id: MembershipId::fresh(),
                rule: rule.id,
                unit: None,
                number: Some(1),
                capacity: if deputy { Capacity::Deputy } else { Capacity::Member },
                order: None,
                standing: Standing::Held,
                person: Some(person.id),
                party,
                category: None,
                called: if deputy { vec![validity] } else { Vec::new() },
                note: None,
                validity,
                created_at: now,
                changed_at: now,
                version: 1,
            };
            tx.memberships().insert(&membership, audience)?;
            if role == Role::Chair {
                let office = Office {
                    id: OfficeId::fresh(),
                    body: body.id,
                    role: OfficeRole::Chair,
                    person: Some(person.id),
                    party: None,
                    function: None,
                    time_allocation: None,
                    evaluation_on: None,
                    elected_by: None,
                    validity,
                    created_at: now,
                    changed_at: now,
                    version: 1,
                };
                tx.offices().insert(&office, audience)?;
            }
            Ok(())
        });
        named.await.map_err(|error: StoreError| error.to_string()).expect("the client sits");
    }

    /// A client for each role that follows from a seat, named after community and role, in one body.
    pub async fn seat_each(&self, slug: &str, body: &str) {
        for role in SEATED {
            let client = format!("{slug}-{role}");
            self.client(&client, None, false).await;
            self.seat(slug, &client, body, role, Validity::ALWAYS).await;
        }
    }
}
