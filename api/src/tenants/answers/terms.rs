//! Terms (funksjonstid): whose time in a seat or an office runs out.
use actix_web::HttpResponse;
use domain::composition::endings;
use domain::{Date, FaultKind};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::composition::EndingView;
use super::named::Book;
use crate::guard::{InTenant, ReadSeats};
use crate::resource;
use crate::wire::schema::DateText;
use crate::wire::{ApiError, Query};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_terms));
}

/// Everyone whose time runs out within some days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Terms)]
struct TermsView {
    /// The first day told.
    #[schema(value_type = DateText)]
    from: Date,
    /// The last day told.
    #[schema(value_type = DateText)]
    to: Date,
    /// By the last day, seats before offices.
    #[schema(max_items = 100_000)]
    items: Vec<EndingView>,
}

/// The days a query asks for: this year unless it names others, and in their order.
pub(super) fn days_asked(query: &Query, today: Date) -> (Date, Date) {
    let from = query.date("from");
    let to = query.date("to");
    let from = from.unwrap_or_else(|| to.map_or(today, |to| to.min(today)).first_of_year());
    let to = to.unwrap_or_else(|| from.max(today).last_of_year());
    if to < from {
        query.fault("to", FaultKind::DateOrder);
    }
    (from, to)
}

/// List ending terms
///
/// Everyone whose time in a seat, as deputy or in an office (*verv*) runs out within some days (*funksjonstid*): by the last
/// day that was entered, or by the term that the seat's rule lays down, whichever comes first. This year unless named.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/terms", operation_id = "list_terms", tag = "seats",
    params(("from" = Option<DateText>, Query, description = "The first day; the first of this year unless named"),
        ("to" = Option<DateText>, Query, description = "The last day; the last of this year unless named")),
    responses((status = 200, description = "Those whose time runs out", body = TermsView)))]
async fn list_terms(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let (from, to) = days_asked(&query, caller.facts().today());
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let (structure, roster) = reading.community(to)?;
            let book = Book(&structure);
            let endings = endings(&structure, &roster, from, to).into_iter();
            Ok(TermsView { from, to, items: endings.filter_map(|ending| EndingView::new(book, ending)).collect() })
        })
        .await
}
