//! Composition (samansetjing): whether what the charter lays down of who sits where holds on a day.
mod finding;
mod lists;

use actix_web::HttpResponse;
use domain::composition::{composition, endings, lacking, missing_deputies, seats_per_side, vacancies};
use domain::{BodyId, Category, Date, Roster, Structure};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::named::Book;
use crate::guard::{InTenant, ReadSeats};
use crate::resource;
use crate::wire::schema::{CategoryWord, DateText};
use crate::wire::{ApiError, Query};
use finding::FindingView;
pub(super) use lists::EndingView;
use lists::{LackView, MissingDeputyView, SideSeatsView, VacancyView};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_composition)).service(resource!(get_body_composition));
}

/// What the rules ask for on a day and what there is (*samansetjing*), as far as the caller sees.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Composition)]
struct CompositionView {
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    /// The seat rules and then the requirements in force, each with whether it holds.
    #[schema(max_items = 10_000)]
    rules: Vec<FindingView>,
    /// The seats of each side in each body, those for single cases and those that follow from elsewhere included.
    #[schema(max_items = 10_000)]
    sides: Vec<SideSeatsView>,
    /// The seats that somebody should hold and nobody does.
    #[schema(max_items = 10_000)]
    vacancies: Vec<VacancyView>,
    /// The holders who should have a deputy (*vara*) of their own and have none.
    #[schema(max_items = 10_000)]
    missing_deputies: Vec<MissingDeputyView>,
    /// Those whose time runs out within a year.
    #[schema(max_items = 10_000)]
    ending_terms: Vec<EndingView>,
    /// The bodies in which nobody of the category asked for sits; none where no category was asked for.
    #[schema(max_items = 10_000)]
    lacking: Option<Vec<LackView>>,
}

/// What a composition is narrowed to.
#[derive(Clone, Copy)]
enum Only {
    Everything,
    Body(BodyId),
    Lacking(Category),
}

impl CompositionView {
    fn new(structure: &Structure, roster: &Roster, at: Date, only: Only) -> Self {
        let book = Book(structure);
        let lacking = match only {
            Only::Lacking(category) => Some(lacking(structure, roster, at, category)),
            Only::Everything | Only::Body(_) => None,
        };
        let meant = |body: BodyId| match (only, &lacking) {
            (Only::Body(wanted), _) => body == wanted,
            (_, Some(lacking)) => lacking.iter().any(|lack| lack.body == body),
            _ => true,
        };
        let rules = composition(structure, roster, at).into_iter().filter_map(|finding| match only {
            Only::Everything => Some(finding),
            Only::Body(body) => finding.of_body(body),
            Only::Lacking(_) => finding.body.is_some_and(meant).then_some(finding),
        });
        let rules = rules.filter_map(|finding| FindingView::new(book, finding, at)).collect();
        let sides = seats_per_side(structure, roster, at).into_iter().filter(|side| meant(side.body));
        let vacancies = vacancies(structure, roster, at).into_iter().filter(|vacancy| meant(vacancy.body));
        let missing = missing_deputies(structure, roster, at).into_iter().filter(|missing| meant(missing.body));
        // The same day next year, or the last day before it where there is none such.
        let within = at.checked_add(jiff::Span::new().years(1)).unwrap_or(Date::MAX);
        let endings = endings(structure, roster, at, within).into_iter().filter(|ending| meant(ending.body));
        Self {
            at,
            rules,
            sides: sides.filter_map(|side| SideSeatsView::new(book, side)).collect(),
            vacancies: vacancies.filter_map(|vacancy| VacancyView::new(book, vacancy)).collect(),
            missing_deputies: missing.filter_map(|missing| MissingDeputyView::new(book, missing)).collect(),
            ending_terms: endings.filter_map(|ending| EndingView::new(book, ending)).collect(),
            lacking: lacking.map(|all| all.into_iter().filter_map(|lack| LackView::new(book, lack)).collect()),
        }
    }
}

/// Get the composition
///
/// Whether every seat rule and requirement in force on a day holds (*samansetjing*), and what that is said on: unit by
/// unit, side by side, with empty seats, missing deputies and those whose time runs out within a year. Where nothing was
/// ever entered, nothing can be told: silence is not an empty seat. With `lacking`, only the bodies in which nobody of
/// that category sits, such as a user representative (*brukarrepresentant*) or a general practitioner (*fastlege*).
#[utoipa::path(get, path = "/v1/tenants/{tenant}/composition", operation_id = "get_composition", tag = "seats",
    params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named"),
        ("lacking" = Option<CategoryWord>, Query, description = "Only bodies in which nobody of this category sits")),
    responses((status = 200, description = "The composition", body = CompositionView)))]
async fn get_composition(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let (day, category) = (query.date("at"), query.word("lacking"));
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let at = day.unwrap_or(reading.today);
            let (structure, roster) = reading.community(at)?;
            Ok(CompositionView::new(&structure, &roster, at, category.map_or(Only::Everything, Only::Lacking)))
        })
        .await
}

/// Get a body's composition
///
/// The same for one body (*organ*): its seat rules and requirements, and what the community's requirements ask of it.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}/composition", operation_id = "get_body_composition",
    tag = "seats", params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "The composition", body = CompositionView)))]
async fn get_body_composition(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    let query = Query::of(caller.request());
    let day = query.date("at");
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let at = day.unwrap_or(reading.today);
            let (structure, roster) = reading.community(at)?;
            let body = super::body(&structure, &handle)?;
            Ok(CompositionView::new(&structure, &roster, at, Only::Body(body)))
        })
        .await
}
