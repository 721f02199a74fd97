//! The seats of a body (plassar): who sits there on a day, who stands in, and what is empty.
mod view;

use std::collections::HashMap;

use actix_web::HttpResponse;
use domain::seating::{Place, Places, places};
use domain::{Body, Line, PartyId, PersonId};
use persistence::StoreError;
use utoipa_actix_web::service_config::ServiceConfig;

use super::person_rights::reach;
use crate::guard::{InTenant, ReadSeats, Reading};
use crate::resource;
use crate::wire::schema::DateText;
use crate::wire::{ApiError, Query};

use view::{Known, SeatsView};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_seats));
}

/// Get a body's seats
///
/// Every seat of the body (*organ*) on a day, rule by rule: who holds it and whom they represent, who stands in, and what
/// is vacant. A past day is told by what was laid down then. Names are told to callers who may see those persons.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}/seats", operation_id = "get_seats", tag = "bodies",
    params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "The seats", body = SeatsView)))]
async fn get_seats(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    let query = Query::of(caller.request());
    let day = query.date("at");
    // What is wrong with the query is told only to those who may know of the community at all.
    let asked = query.finish().map(|()| day);
    caller
        .get_tree(move |reading| {
            let at = asked?.unwrap_or(reading.today);
            let body: Body = reading.tx.bodies().get(&handle)?.value;
            reading.sees_body(&body)?;
            let structure = reading.tx.structure().at(at, reading.today)?;
            let roster = reading.tx.structure().roster()?;
            let rules = places(&structure, &roster, body.id, at);
            let names = names(reading, &rules)?;
            let known = Known { sight: reading.sight, structure: &structure, names: &names };
            Ok(SeatsView::new(body.id, at, &rules, &known))
        })
        .await
}

/// The names of everyone who is told of, as far as the caller may see those persons.
fn names(reading: &mut Reading<'_, '_, '_>, rules: &[Places<'_>]) -> Result<HashMap<PersonId, Line>, StoreError> {
    let reach = reach(reading.rights, reading.tx)?;
    if reach.as_ref().is_some_and(Vec::is_empty) {
        return Ok(HashMap::new());
    }
    let of_seat = |seat: &Place<'_>| {
        seat.person.into_iter().chain(seat.deputies.iter().filter_map(|each| each.person)).collect::<Vec<_>>()
    };
    let of_rule = |rule: &Places<'_>| {
        let pool = rule.pool.iter().filter_map(|each| each.person);
        rule.seats.iter().flat_map(of_seat).chain(pool).collect::<Vec<_>>()
    };
    let mut persons: Vec<PersonId> = rules.iter().flat_map(of_rule).collect();
    persons.sort_unstable();
    persons.dedup();
    let found = reading.tx.persons().names(&persons)?;
    let within = |party: &Option<PartyId>| {
        reach.as_ref().is_none_or(|parties| party.as_ref().is_some_and(|party| parties.contains(party)))
    };
    Ok(found.into_iter().filter(|(_, _, party)| within(party)).map(|(id, name, _)| (id, name)).collect())
}
