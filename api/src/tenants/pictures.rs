//! Pictures (bilete): the structure, and the seats of a body, for people to look at.
use std::collections::HashSet;

use actix_web::HttpResponse;
use actix_web::http::header::ACCEPT_LANGUAGE;
use domain::{AreaId, BodyId, Date, Language, Structure};
use pictures::Frame;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{InTenant, Needs, ReadSeats, ReadStructure, Reading};
use crate::resource;
use crate::wire::schema::{DateText, LanguageWord, SvgText};
use crate::wire::{ApiError, Code, Query, language};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_structure_picture)).service(resource!(get_seat_map));
}

/// What is asked of a picture.
struct Asked {
    /// The day; what is wrong with the query is told only to those who may know of the community at all.
    day: Result<Option<Date>, ApiError>,
    language: Language,
}

impl Asked {
    fn of<P: Needs>(caller: &InTenant<P>) -> Self {
        let query = Query::of(caller.request());
        let (day, named) = (query.date("at"), query.word("lang"));
        let headers = caller.request().headers();
        // Who says nothing is answered in the community's own language.
        let spoken = || headers.contains_key(ACCEPT_LANGUAGE).then(|| language(headers));
        let language = named.or_else(spoken).unwrap_or(caller.tenant().language);
        Self { day: query.finish().map(|()| day), language }
    }
}

/// The structure on a day as far as the caller sees it. What is hidden now is not found in the past either.
fn seen(reading: &mut Reading<'_, '_, '_>, day: Date) -> Result<Structure, ApiError> {
    let mut structure = reading.tx.structure().at(day, reading.today)?.seen_by(reading.sight);
    if day < reading.today && !reading.sight.is_everything() {
        let bodies: HashSet<BodyId> =
            reading.tx.bodies().all(None, reading.sight)?.iter().map(|body| body.id).collect();
        let areas: HashSet<AreaId> = reading.tx.areas().all(None, reading.sight)?.iter().map(|area| area.id).collect();
        structure.bodies.retain(|body| bodies.contains(&body.id));
        structure.areas.retain(|area| areas.contains(&area.id));
        structure.provisions.retain(|provision| provision.rule.body().is_none_or(|body| bodies.contains(body)));
    }
    Ok(structure)
}

/// Draw the structure
///
/// The structure (*struktur*) in force on a day as a picture: levels, bodies and what reports to what, areas with their
/// municipalities, and the sides that have seats. It shows what the caller sees, in light or dark colours as the reader
/// prefers, and has neither scripts nor links.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/structure.svg", operation_id = "get_structure_picture",
    tag = "structure",
    params(
        ("at" = Option<DateText>, Query, description = "The day; today in Norway unless named"),
        ("lang" = Option<LanguageWord>, Query,
            description = "The language of the labels; by `Accept-Language` unless named, or else the community's own"),
    ),
    responses((status = 200, description = "The picture", body = SvgText, content_type = "image/svg+xml")))]
async fn get_structure_picture(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let Asked { day, language } = Asked::of(&caller);
    let community = caller.tenant().clone();
    caller
        .get_picture(language, move |reading| {
            let day = day?.unwrap_or(reading.today);
            let structure = seen(reading, day)?;
            Ok(pictures::structure(Frame { community: &community, day, language }, &structure))
        })
        .await
}

/// Draw a body's seats
///
/// The seats (*plassar*) of a body on a day as a picture: around a table, by side, rule and unit, each held, vacant, being
/// clarified or not recorded. It never tells who sits there.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}/seats.svg", operation_id = "get_seat_map",
    tag = "bodies",
    params(
        ("at" = Option<DateText>, Query, description = "The day; today in Norway unless named"),
        ("lang" = Option<LanguageWord>, Query,
            description = "The language of the labels; by `Accept-Language` unless named, or else the community's own"),
    ),
    responses((status = 200, description = "The picture", body = SvgText, content_type = "image/svg+xml")))]
async fn get_seat_map(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let Asked { day, language } = Asked::of(&caller);
    let handle = caller.handle("body")?;
    let community = caller.tenant().clone();
    caller
        .get_picture(language, move |reading| {
            let present = reading.tx.bodies().get(&handle)?.value;
            reading.sees_body(&present)?;
            let day = day?.unwrap_or(reading.today);
            let structure = seen(reading, day)?;
            let body = structure.body(present.id).filter(|body| body.validity.holds(day));
            let body = body.ok_or_else(|| ApiError::new(Code::NotFound))?;
            let roster = reading.tx.structure().roster()?;
            Ok(pictures::seats(Frame { community: &community, day, language }, &structure, &roster, body))
        })
        .await
}
