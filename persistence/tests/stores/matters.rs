//! Cases to store: bare ones with every optional field unset, whole ones with every field set.
use domain::policy::Sight;
use domain::{
    Body, BodyId, Case, CaseId, CaseKind, CaseNumber, CaseState, Disclosure, ExternalReference, Link, LinkKind,
    MeetingId, Obstacle, Officer, Outcome, PartyId, Passage, PersonId, Prose, Reach, Side, Stop, StopId, StopState,
    Visibility,
};
use persistence::{CaseFilter, StoreError, TenantTx};

use crate::fixtures::{NEW, OLD, at, body, date, format, line, party, person, provenance};
use crate::sessions::meeting;
use crate::world::World;

pub(crate) fn case(title: &str) -> Case {
    Case {
        id: CaseId::fresh(),
        title: line(title),
        kind: CaseKind::Discussion,
        state: CaseState::Reported,
        reported_by: None,
        reporter: None,
        external: None,
        body: None,
        summary: None,
        obstacle: None,
        reach: None,
        merged_into: None,
        stops: Vec::new(),
        links: Vec::new(),
        officers: Vec::new(),
        archive_reference: None,
        disclosure: Disclosure::PUBLIC,
        published_at: None,
        history: Vec::new(),
        provenance: provenance(None),
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn stop(body: BodyId, running: u32) -> Stop {
    Stop {
        id: StopId::fresh(),
        stage: 1,
        body,
        number: CaseNumber::next(format(), 2026, Some(running - 1)),
        state: StopState::Accepted,
        outcome: None,
        meeting: None,
    }
}

/// A case with one of each thing that stands beside it.
pub(crate) fn one_of_each(body: BodyId, person: PersonId) -> Case {
    let mut one = case("Ei sak");
    one.stops.push(stop(body, 1));
    one.links.push(Link { case: one.id, kind: LinkKind::Related, point: None });
    one.officers.push(Officer { person, side: None });
    one
}

/// What a case points at, with rows of their own.
#[derive(Clone)]
pub(crate) struct Pointed {
    pub(crate) party: PartyId,
    pub(crate) people: [PersonId; 2],
    pub(crate) bodies: [BodyId; 2],
    pub(crate) meeting: MeetingId,
    pub(crate) earlier: [CaseId; 2],
}

pub(crate) async fn pointed(world: &World) -> Pointed {
    let (owner, people, bodies) = (party("Bergen"), [person("Kari"), person("Ola")], [body("SSU"), body("OU")]);
    let earlier = [case("Tidlegare"), case("Eldre")];
    let planned = meeting(bodies[0].id, "2026-03-01");
    let pointed = Pointed {
        party: owner.id,
        people: people.each_ref().map(|person| person.id),
        bodies: bodies.each_ref().map(|body| body.id),
        meeting: planned.id,
        earlier: earlier.each_ref().map(|case| case.id),
    };
    world
        .write(move |tx| {
            tx.parties().insert(&owner)?;
            people.iter().try_for_each(|each| tx.persons().insert(each))?;
            bodies.iter().try_for_each(|each| tx.bodies().insert(each))?;
            tx.meetings().insert(&planned)?;
            earlier.iter().try_for_each(|each| tx.cases().insert(each))
        })
        .await
        .expect("written");
    pointed
}

pub(crate) fn whole_case(title: &str, to: &Pointed) -> Case {
    let disclosure = Disclosure {
        visibility: Visibility::Side,
        side: Some(Side::Specialist),
        legal_basis: Some(line("offl. § 14")),
        embargo_until: Some(date("2026-04-01")),
        withheld_until: Some(date("2031-07-31")),
    };
    let passage = Passage {
        state: CaseState::Treated,
        at: at(NEW),
        body: Some(to.bodies[0]),
        outcome: Some(Outcome::Escalated),
        reason: Prose::parse("Partane vart\n\nikkje samde.").ok(),
    };
    let bare = Passage { state: CaseState::Reported, at: at(OLD), body: None, outcome: None, reason: None };
    let imported = CaseNumber { text: line("SSU 7"), year: 1999, running: None };
    Case {
        kind: CaseKind::Election,
        state: CaseState::Accepted,
        reported_by: Some(to.party),
        reporter: Some(to.people[0]),
        external: Some(ExternalReference { system: line("acos"), key: line("2026/17-3 æøå") }),
        body: Some(to.bodies[1]),
        summary: Prose::parse("Fyrst.\n\nSidan.").ok(),
        obstacle: Some(Obstacle::Structural),
        reach: Some(Reach::Principled),
        merged_into: Some(to.earlier[1]),
        stops: vec![
            Stop {
                state: StopState::Treated,
                outcome: Some(Outcome::Escalated),
                meeting: Some(to.meeting),
                number: imported,
                ..stop(to.bodies[0], 1)
            },
            Stop { stage: 2, ..stop(to.bodies[1], 41) },
        ],
        links: vec![
            Link { case: to.earlier[1], kind: LinkKind::FollowUp, point: Some(2) },
            Link { case: to.earlier[0], kind: LinkKind::Related, point: None },
        ],
        officers: vec![
            Officer { person: to.people[1], side: Some(Side::Municipal) },
            Officer { person: to.people[0], side: None },
        ],
        archive_reference: Some(line("26/1234")),
        disclosure,
        published_at: Some(at(NEW)),
        history: vec![bare, passage],
        provenance: provenance(Some("https://example.org/æøå")),
        ..case(title)
    }
}

/// A body only these see.
pub(crate) fn kept_body(name: &str, visibility: Visibility, side: Option<Side>) -> Body {
    Body { visibility, side, ..body(name) }
}

/// Calls what writes cases: all that stands beside one is entered, changed and taken away.
pub(crate) fn write_cases(tx: &mut TenantTx<'_, '_>, body: &Body, person: PersonId) -> Result<(), StoreError> {
    let (earlier, mut later) = (case("Tidlegare"), one_of_each(body.id, person));
    later.links.push(Link { case: earlier.id, kind: LinkKind::FollowUp, point: None });
    tx.cases().insert(&earlier)?;
    tx.cases().insert(&later)?;
    let old = tx.cases().get(later.id)?;
    later.stops[0].stage = 2;
    (later.links, later.officers) = (Vec::new(), Vec::new());
    tx.cases().change(&old, &later)
}

/// Calls what reads cases, beside their list.
pub(crate) fn read_cases(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let external = ExternalReference { system: line("acos"), key: line("17") };
    let filter = CaseFilter {
        body: Some(BodyId::fresh()),
        officer: Some(PersonId::fresh()),
        follows_up: Some(CaseId::fresh()),
        sight: Sight { own: [BodyId::fresh()].into(), ..Sight::everything() },
        ..CaseFilter::default()
    };
    tx.cases().all(&filter)?;
    tx.cases().all(&CaseFilter { year: Some(2026), ..filter })?;
    tx.cases().find(&[CaseId::fresh()], &Sight::published(), date("2026-11-22"))?;
    tx.bodies().many(&[BodyId::fresh()])?;
    tx.cases().by_external(PartyId::fresh(), &external)?;
    tx.cases().next_number(BodyId::fresh(), format(), 2026)?;
    tx.cases().linked_to(&[CaseId::fresh()])?;
    tx.cases().of_meeting(MeetingId::fresh())?;
    Ok(())
}
