//! Invented people in a community's seats and offices, entered behind its back.
use api::boot::{operator, patience};
use domain::composition::vacancies;
use domain::seating::slots;
use domain::{
    Capacity, Contact, Date, Instant, Line, Membership, MembershipId, Office, OfficeId, OfficeRole, Person, PersonId,
    ProvisionId, Roster, Rule, Seat, Standing, Structure, Unit, Validity, Visibility,
};
use persistence::StoreError;

use crate::region::Region;

/// A day's structure, and who is to be entered in it.
pub struct Cast {
    /// The structure as it stands.
    pub structure: Structure,
    /// Who is entered.
    pub roster: Roster,
    now: Instant,
}

impl Cast {
    /// A seat rule, or another provision.
    pub fn rule(&self, key: &str) -> ProvisionId {
        let found = self.structure.provisions.iter().find(|provision| provision.key.as_str() == key);
        found.unwrap_or_else(|| panic!("a provision {key}")).id
    }

    /// The unit of a party.
    pub fn party(&self, key: &str) -> Option<Unit> {
        let found = self.structure.parties.iter().find(|party| party.key.as_str() == key);
        Some(Unit::Party(found.unwrap_or_else(|| panic!("a party {key}")).id))
    }

    /// The unit of an area.
    pub fn area(&self, key: &str) -> Option<Unit> {
        let found = self.structure.areas.iter().find(|area| area.key.as_str() == key);
        Some(Unit::Area(found.unwrap_or_else(|| panic!("an area {key}")).id))
    }

    /// Someone new in a seat, for good.
    pub fn seat(&mut self, rule: &str, unit: Option<Unit>, number: u16) -> PersonId {
        let rule = self.rule(rule);
        self.enter(Seat { rule, unit, number }, |_| ());
        self.roster.memberships.last().and_then(|membership| membership.person).unwrap()
    }

    /// Something entered of a seat, as it is told.
    pub fn enter(&mut self, seat: Seat, tell: impl FnOnce(&mut Membership)) {
        let mut membership = Membership {
            id: MembershipId::fresh(),
            rule: seat.rule,
            unit: seat.unit,
            number: Some(seat.number),
            capacity: Capacity::Member,
            order: None,
            standing: Standing::Held,
            person: Some(PersonId::fresh()),
            party: None,
            category: None,
            called: Vec::new(),
            note: None,
            validity: Validity::ALWAYS,
            created_at: self.now,
            changed_at: self.now,
            version: 1,
        };
        tell(&mut membership);
        self.roster.memberships.push(membership);
    }

    /// Someone in an office.
    pub fn elect(&mut self, body: &str, role: OfficeRole, person: PersonId, validity: Validity) {
        let body = self.structure.bodies.iter().find(|each| each.key.as_str() == body);
        self.roster.offices.push(Office {
            id: OfficeId::fresh(),
            body: body.unwrap().id,
            role,
            person: Some(person),
            party: None,
            function: None,
            time_allocation: None,
            evaluation_on: None,
            elected_by: None,
            validity,
            created_at: self.now,
            changed_at: self.now,
            version: 1,
        });
    }

    /// Someone in every seat that the rules ask for on a day.
    pub fn fill(&mut self, day: Date) {
        for seat in self.asked_for(day) {
            self.enter(seat, |_| ());
        }
    }

    /// Every seat that the rules ask for on a day, entered as empty.
    pub fn empty(&mut self, day: Date) {
        for seat in self.asked_for(day) {
            self.enter(seat, |membership| (membership.standing, membership.person) = (Standing::Vacant, None));
        }
    }

    fn asked_for(&self, day: Date) -> Vec<Seat> {
        let rules = self.structure.provisions.iter().filter(|provision| matches!(provision.rule, Rule::SeatRule(_)));
        let seats = rules.flat_map(|rule| slots(&self.structure, rule, day)).filter(|slot| slot.must);
        let seats: Vec<Seat> = seats.map(|slot| slot.seat).collect();
        assert_eq!(seats.len(), vacancies(&self.structure, &Roster::default(), day).len());
        seats
    }
}

impl Region {
    /// Enters invented people in a community.
    pub async fn cast(&self, slug: &str, casting: impl FnOnce(&mut Cast)) {
        let scope = self.node.store.tenant(self.tenant(slug).await);
        let read = scope.read(patience(), |tx| tx.structure().now()).await;
        let structure = read.map_err(|error: StoreError| error.to_string()).expect("a structure");
        let mut cast = Cast { structure, roster: Roster::default(), now: self.clock.now() };
        casting(&mut cast);
        let Cast { structure, roster, now } = cast;
        let written = scope.write(patience(), operator(&self.clock), move |tx| {
            let named = roster.memberships.iter().filter_map(|membership| membership.person);
            let mut people: Vec<PersonId> = named.chain(roster.offices.iter().filter_map(|one| one.person)).collect();
            people.sort();
            people.dedup();
            for id in people {
                tx.persons().insert(&invented(id, now))?;
            }
            let audience = |body: domain::BodyId| {
                let body = structure.body(body).expect("a body of the community");
                (body.visibility, body.side)
            };
            for membership in &roster.memberships {
                let body = structure.provision(membership.rule).and_then(|rule| rule.rule.body().copied());
                tx.memberships().insert(membership, body.map_or((Visibility::Secretariat, None), audience))?;
            }
            for office in &roster.offices {
                tx.offices().insert(office, audience(office.body))?;
            }
            Ok(())
        });
        written.await.map_err(|error: StoreError| error.to_string()).expect("they are entered");
    }
}

fn invented(id: PersonId, now: Instant) -> Person {
    Person {
        id,
        name: Line::parse("Kari Oppdikta").ok(),
        position: None,
        party: None,
        contact: Contact::default(),
        identities: Vec::new(),
        erased_at: None,
        created_at: now,
        changed_at: now,
        version: 1,
    }
}
