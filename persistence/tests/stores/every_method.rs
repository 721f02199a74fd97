//! Every method of a community's rows, called once: what writes and what reads.
use domain::policy::Sight;
use domain::{ActKind, AreaRole, Digest, Handle, Holder};
use persistence::{
    Answer, AreaFilter, BodyFilter, CaseFilter, Direction, GrantFilter, JournalFilter, MeetingFilter, MembershipFilter,
    NoticeFilter, OfficeFilter, Page, PartyFilter, PersonFilter, ProvisionFilter, Sort, StoreError, TenantTx, Under,
};

use crate::calendars::{read_calendars, write_calendars};
use crate::fixtures::{self, at, dispatch, grant, identity, member, party};
use crate::lists::place;
use crate::matters::{read_cases, write_cases};
use crate::minutes::minutes;
use crate::papers::paper;
use crate::seats::{PUBLIC, membership, office, seat_rule};
use crate::sessions::{item, whole_meeting};
use crate::webhooks::{read_webhooks, write_webhooks};
use crate::world::writer;

/// Calls every method that writes.
pub(crate) fn every_write(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let changed = ActKind::Changed;
    let trust = party("Helse");
    let whole = fixtures::whole_party("Bergen", trust.id);
    tx.parties().insert(&trust)?;
    tx.parties().insert(&whole)?;
    let old = tx.parties().get(&Handle::Id(trust.id))?;
    tx.parties().change(&old, &trust, changed)?;
    let mut around = fixtures::area("Vest");
    around.members = vec![member(trust.id, AreaRole::Hospital)];
    tx.areas().insert(&around)?;
    let old = tx.areas().get(&Handle::Id(around.id))?;
    around.members.push(member(whole.id, AreaRole::Municipality));
    tx.areas().change(&old, &around, changed)?;
    let earlier = [fixtures::body("Gamle"), fixtures::body("Eldre")];
    earlier.iter().try_for_each(|body| tx.bodies().insert(body))?;
    let mut committee = fixtures::whole_body("SSU", &earlier.each_ref().map(|body| body.id), around.id);
    tx.bodies().insert(&committee)?;
    let old = tx.bodies().get(&Handle::Id(committee.id))?;
    committee.mandate = domain::Prose::parse("Nytt mandat").ok();
    committee.succeeds.pop();
    tx.bodies().change(&old, &committee, changed)?;
    let mut rule = seat_rule(committee.id);
    tx.provisions().insert(&rule, PUBLIC)?;
    let old = tx.provisions().get(&Handle::Id(rule.id))?;
    rule.validity = fixtures::validity();
    tx.provisions().change(&old, &rule, changed, PUBLIC)?;
    let mut kari = fixtures::whole_person("Kari", trust.id);
    tx.persons().insert(&kari)?;
    let named = membership(rule.id, Some(kari.id));
    tx.memberships().insert(&named, PUBLIC)?;
    let old = tx.memberships().get(named.id)?;
    tx.memberships().change(&old, &named, changed, PUBLIC)?;
    let chair = office(committee.id, Some(kari.id));
    tx.offices().insert(&chair, PUBLIC)?;
    let old = tx.offices().get(chair.id)?;
    tx.offices().change(&old, &chair, changed, PUBLIC)?;
    write_cases(tx, &committee, kari.id)?;
    let mut held = whole_meeting(committee.id);
    tx.meetings().insert(&held)?;
    let old = tx.meetings().get(held.id)?;
    held.agenda.push(item("Eventuelt"));
    tx.meetings().change(&old, &held)?;
    let stop = tx.cases().all(&CaseFilter { sight: Sight::everything(), ..CaseFilter::default() })?;
    let stop = stop.iter().find_map(|case| case.stops.first()).expect("a case in a body").id;
    tx.papers().add(&paper(stop, 1), PUBLIC)?;
    let mut draft = minutes(held.id, 1);
    tx.minutes().insert(&draft, PUBLIC)?;
    let old = tx.minutes().get(held.id, 1)?;
    draft.version += 1;
    tx.minutes().change(&old, &draft, PUBLIC)?;
    write_calendars(tx, kari.id)?;
    // What becomes of a notice is no act.
    let told = dispatch(held.id, kari.id);
    tx.notices().insert(std::slice::from_ref(&told))?;
    tx.notices().change(&told, &told.tried(at(fixtures::NEW)))?;
    let old = tx.persons().get(kari.id)?;
    kari.identities.pop();
    tx.persons().change(&old, &kari)?;
    let old = tx.persons().get(kari.id)?;
    tx.persons().erase(&old, &kari.erased(at(fixtures::NEW)))?;
    let given = grant(Holder::Person { person: kari.id });
    tx.grants().insert(&given)?;
    let old = tx.grants().get(given.id)?;
    tx.grants().change(&old, &given, changed)?;
    write_webhooks(tx)?;
    let old = tx.settings().get()?;
    tx.settings().change(&old, &old.value.clone())?;
    let answer = Answer { fingerprint: Digest::of_bytes(b"a"), status: 201, headers: Vec::new(), body: Vec::new() };
    tx.idempotency().put(Digest::of_bytes(b"key"), &answer, writer().now)
}

/// Calls what reads provisions, memberships, offices and the structure, beside their lists.
fn read_seats(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let (sight, day) = (Sight::everything(), fixtures::date("2026-11-22"));
    let named = tx.memberships().all()?.remove(0);
    let chair = tx.offices().all()?.remove(0);
    tx.provisions().find(&[Handle::Id(named.rule), Handle::Key(fixtures::fresh_key())], &sight)?;
    tx.provisions().derived(&[named.rule])?;
    tx.memberships().of_bodies(&[chair.body])?;
    tx.memberships().reaching_after(Under::Body(chair.body), day)?;
    tx.memberships().reaching_after(Under::Rule(named.rule), day)?;
    tx.offices().of_bodies(&[chair.body])?;
    tx.offices().reaching_after(chair.body, day)?;
    tx.structure().standing_of(named.person.expect("held"))?;
    tx.structure().roster()?;
    tx.structure().now()?;
    tx.structure().at(day, fixtures::date("2026-11-24"))?;
    Ok(())
}

/// Calls what reads meetings beside their list, as whoever sits in one body does too.
fn read_meetings(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let everything = MeetingFilter { sight: Sight::everything(), ..MeetingFilter::default() };
    let held = tx.meetings().dates(&everything)?.remove(0);
    let own = Sight { community: true, own: [held.body].into(), ..Sight::default() };
    tx.meetings().count(&MeetingFilter { sight: own, ..MeetingFilter::default() })?;
    tx.meetings().get(held.id)?;
    tx.meetings().of_body_between(held.body, held.when.from, held.when.to)?;
    tx.meetings().items_of_stops(&[domain::StopId::fresh()])?;
    read_calendars(tx)?;
    tx.meetings().called_between(Some(held.body), held.when.from, held.when.to)?;
    let own = Sight { community: true, own: [held.body].into(), ..Sight::default() };
    for sight in [own, Sight::everything()] {
        let told = NoticeFilter { meeting: Some(held.id), bodies: vec![held.body], sight, ..NoticeFilter::default() };
        tx.notices().list(&told, &Page { sort: Sort::Created, seek: None, limit: 50 })?;
        tx.notices().count(&told)?;
    }
    let told = tx.notices().of_meeting(held.id)?.remove(0);
    tx.notices().get(told.id)?;
    tx.notices().generation()?;
    tx.notices().any_due(told.created_at)?;
    read_writings(tx, held.id)
}

/// Calls what reads papers and minutes.
fn read_writings(tx: &mut TenantTx<'_, '_>, meeting: domain::MeetingId) -> Result<(), StoreError> {
    let stop = domain::StopId::fresh();
    tx.papers().versions(stop, 10)?;
    tx.papers().newest(stop)?;
    tx.papers().newest_of(&[stop])?;
    tx.minutes().newest(meeting)?;
    tx.persons().introduced(&[])?;
    tx.minutes().all_of(meeting)?;
    tx.minutes().newest_of(&[meeting])?;
    tx.minutes().published_of(&[meeting])?;
    Ok(())
}

/// Calls every method that reads.
pub(crate) fn every_read(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let sight = Sight::everything();
    let trust = tx.parties().list(&PartyFilter::default(), &Page { sort: Sort::Name, seek: None, limit: 1 })?.remove(0);
    let (id, key, day) = (Handle::Id(trust.id), Handle::Key(trust.key.clone()), Some(fixtures::date("2026-01-01")));
    let number = domain::OrgNumber::parse("964338531").expect("a number");
    let seeks = [None, Some((Direction::Forward, place(&trust))), Some((Direction::Backward, place(&trust)))];
    for (sort, seek) in [Sort::Name, Sort::Created].into_iter().flat_map(|sort| seeks.clone().map(|seek| (sort, seek)))
    {
        let page = Page { sort, seek, limit: 50 };
        let parties = PartyFilter { ids: Some(vec![trust.id]), on: day, ..PartyFilter::default() };
        tx.parties().list(&parties, &page)?;
        tx.parties().count(&parties)?;
        let areas = AreaFilter { ids: None, on: day, party: Some(trust.id), sight: sight.clone() };
        tx.areas().list(&areas, &page)?;
        tx.areas().count(&areas)?;
        let bodies = BodyFilter { on: day, sight: sight.clone(), ..BodyFilter::default() };
        tx.bodies().list(&bodies, &page)?;
        tx.bodies().count(&bodies)?;
        let persons = PersonFilter { party: Some(trust.id), ..PersonFilter::default() };
        tx.persons().list(&persons, &page)?;
        tx.persons().count(&persons)?;
        let provisions = ProvisionFilter { on: day, sight: sight.clone(), ..ProvisionFilter::default() };
        tx.provisions().list(&provisions, &page)?;
        tx.provisions().count(&provisions)?;
        let memberships = MembershipFilter { on: day, sight: sight.clone(), ..MembershipFilter::default() };
        tx.memberships().list(&memberships, &page)?;
        tx.memberships().count(&memberships)?;
        let offices = OfficeFilter { on: day, sight: sight.clone(), ..OfficeFilter::default() };
        tx.offices().list(&offices, &page)?;
        tx.offices().count(&offices)?;
        let cases = CaseFilter { sight: sight.clone(), ..CaseFilter::default() };
        tx.cases().list(&cases, &page)?;
        tx.cases().count(&cases)?;
        let meetings = MeetingFilter { from: day, sight: sight.clone(), ..MeetingFilter::default() };
        tx.meetings().list(&meetings, &page)?;
        tx.meetings().count(&meetings)?;
        let grants = GrantFilter { on: day, ..GrantFilter::default() };
        tx.grants().list(&grants, &page)?;
        tx.grants().count(&grants)?;
    }
    read_webhooks(tx)?;
    tx.parties().get(&key)?;
    tx.parties().find(&[id, key])?;
    tx.parties().holder_of(number)?;
    tx.areas().find(&[Handle::Key(fixtures::fresh_key())], &sight)?;
    let body = tx.bodies().all(day, &sight)?.remove(0);
    tx.bodies().find(&[Handle::Id(body.id)], &sight)?;
    tx.bodies().links()?;
    tx.bodies().reporting_after(body.id, fixtures::date("2026-01-01"))?;
    tx.bodies().serving_after(domain::AreaId::fresh(), fixtures::date("2026-01-01"))?;
    tx.bodies().mandates(body.id, 10)?;
    tx.parties().all(day)?;
    tx.parties().sides()?;
    tx.areas().all(day, &sight)?;
    read_seats(tx)?;
    read_cases(tx)?;
    read_meetings(tx)?;
    tx.grants().all(&GrantFilter::default())?;
    let within = PersonFilter { within: Some(vec![trust.id]), ..PersonFilter::default() };
    tx.persons().count(&within)?;
    tx.persons().holders_of(&[identity("alfa")])?;
    tx.grants().held_by("https://issuer.example/", "alfa", Some(number))?;
    tx.journal().list(&JournalFilter { limit: 10, ..JournalFilter::default() })?;
    tx.journal().count(&JournalFilter::default())?;
    tx.idempotency().get(Digest::of_bytes(b"key"), writer().now)?;
    tx.verify(&[])?;
    Ok(())
}
