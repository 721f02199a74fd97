//! What a calendar tells its reader: the meetings they see now, with the items they see of each.
use std::collections::{BTreeSet, HashMap};

use domain::seating::seats_of_party;
use domain::{BodyId, CalendarOf, Date, Handle, Names, PartyId, Person, PersonId, Roster, Sitter, Tenant};
use persistence::MeetingFilter;

use crate::calendars::{Occasion, Origin, calendar, name, topics};
use crate::guard::Reading;
use crate::tenants::meetings::matters::{is_seen, seen_cases};
use crate::tenants::person_rights::reach;
use crate::wire::{ApiError, Code};

/// The most meetings of a calendar: of more, those that are last.
const MOST: i64 = 2000;

/// The days a calendar tells of: from a year back to two years ahead.
fn days(today: Date) -> (Date, Date) {
    let years = |years: i16| jiff::Span::new().years(years);
    (today.saturating_sub(years(1)), today.saturating_add(years(2)))
}

/// Whose meetings are told, and what the calendar is called.
struct Scope {
    name: String,
    bodies: Option<Vec<BodyId>>,
    sitter: Option<Sitter>,
}

/// The calendar, as far as its reader sees anything of it.
pub(super) fn tell(
    reading: &mut Reading<'_, '_, '_>,
    of: CalendarOf,
    tenant: &Tenant,
    url: &str,
) -> Result<String, ApiError> {
    let origin = Origin { url, slug: &tenant.slug, language: tenant.language };
    let scope = match of {
        CalendarOf::Tenant => {
            Scope { name: name(&tenant.names, tenant.language).to_owned(), bodies: None, sitter: None }
        }
        CalendarOf::Body(id) => of_body(reading, id, tenant)?,
        CalendarOf::Party(id) => of_party(reading, id, tenant)?,
        CalendarOf::Person(id) => of_person(reading, id, tenant)?,
    };
    let occasions = occasions(reading, &scope)?;
    Ok(calendar(Some(&scope.name), &occasions, origin))
}

/// What is called by a name of its own and by the community's.
fn called(own: &str, tenant: &Tenant) -> String {
    format!("{own} – {}", name(&tenant.names, tenant.language))
}

fn of_body(reading: &mut Reading<'_, '_, '_>, id: BodyId, tenant: &Tenant) -> Result<Scope, ApiError> {
    let body = reading.tx.bodies().get(&Handle::Id(id))?.value;
    reading.sees_body(&body)?;
    let name = called(name(&body.names, tenant.language), tenant);
    Ok(Scope { name, bodies: Some(vec![id]), sitter: None })
}

/// Those of the bodies whose rules give the party seats today: who sits in them has nothing to do with it.
fn of_party(reading: &mut Reading<'_, '_, '_>, id: PartyId, tenant: &Tenant) -> Result<Scope, ApiError> {
    let party = reading.tx.parties().get(&Handle::Id(id))?.value;
    let structure = reading.tx.structure().now()?.seen_by(reading.sight);
    let seats = seats_of_party(&structure, &Roster::default(), id, reading.today);
    let bodies: BTreeSet<BodyId> = seats.into_iter().map(|seats| seats.body).collect();
    let name = called(name(&party.names, tenant.language), tenant);
    Ok(Scope { name, bodies: Some(bodies.into_iter().collect()), sitter: None })
}

fn of_person(reading: &mut Reading<'_, '_, '_>, id: PersonId, tenant: &Tenant) -> Result<Scope, ApiError> {
    let person = follow(reading, id)?;
    let standing = reading.tx.structure().standing_of(id)?;
    let memberships = standing.memberships.iter().map(|membership| membership.id).collect();
    let sitter = Sitter { person: id, claims: standing.claims(), memberships };
    let own = person.name.as_ref().map_or("", |name| name.as_str());
    Ok(Scope { name: called(own, tenant), bodies: None, sitter: Some(sitter) })
}

/// A person whose meetings the reader may follow: themselves, or one whom they may read. Nobody follows the erased.
pub(super) fn follow(reading: &mut Reading<'_, '_, '_>, id: PersonId) -> Result<Person, ApiError> {
    let person = reading.tx.persons().get(id)?.value;
    let own = reading.tx.acting() == Some(id);
    let within = own
        || reach(reading.rights, reading.tx)?
            .is_none_or(|parties| person.party.is_some_and(|party| parties.contains(&party)));
    if within && person.erased_at.is_none() { Ok(person) } else { Err(ApiError::new(Code::NotFound)) }
}

fn occasions(reading: &mut Reading<'_, '_, '_>, scope: &Scope) -> Result<Vec<Occasion>, ApiError> {
    let (from, to) = days(reading.today);
    let sight = reading.sight;
    let filter = MeetingFilter { from: Some(from), to: Some(to), sight: sight.clone(), ..MeetingFilter::default() };
    let mut meetings = reading.tx.meetings().last(&filter, scope.bodies.as_deref(), MOST)?;
    for meeting in &mut meetings {
        // Those outside are told what a meeting takes up once the notice is out.
        if !sight.community && !meeting.is_announced() {
            meeting.agenda.clear();
        }
    }
    let taken_up = meetings.iter().flat_map(|meeting| &meeting.agenda).filter_map(|item| item.stop);
    let taken_up: Vec<_> = taken_up.map(|(case, _)| case).collect();
    let cases = seen_cases(reading.tx, sight, reading.today, taken_up)?;
    if let Some(sitter) = &scope.sitter {
        meetings.retain(|meeting| sitter.sits_in(meeting, |item| is_seen(item, &cases)));
    }
    let bodies = reading.tx.bodies().all(None, sight)?;
    let bodies: HashMap<BodyId, Names> = bodies.into_iter().map(|body| (body.id, body.names)).collect();
    let told = meetings.into_iter().filter_map(|meeting| {
        let body = bodies.get(&meeting.body)?.clone();
        let topics = topics(&meeting, |case| cases.get(&case));
        Some(Occasion { meeting, body, topics })
    });
    Ok(told.collect())
}
