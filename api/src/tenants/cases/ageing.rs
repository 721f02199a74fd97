//! Ageing (liggetid): how long cases wait, and how fast they flow.
use actix_web::HttpResponse;
use domain::{Ageing, BodyId, Case, CaseState, Date, Spread};
use persistence::CaseFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::around::Around;
use crate::guard::{InTenant, ReadCases};
use crate::wire::schema::{BodyIdText, CaseStateWord, DateText};
use crate::wire::{ApiError, Query};

/// How long the cases that the caller sees have waited, and how fast they flow (*liggetid*).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseAgeing)]
struct AgeingView {
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    /// Every state in which a case is under way.
    #[schema(max_items = 10)]
    states: Vec<WaitingView>,
    /// The same of each body: what it treats, or what waits there to be taken in.
    #[schema(max_items = 10_000)]
    bodies: Vec<BodyAgeingView>,
    flow: FlowView,
}

/// How long the cases in one state have been there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingCases)]
struct WaitingView {
    #[schema(value_type = CaseStateWord)]
    state: CaseState,
    #[serde(flatten)]
    days: SpreadView,
}

/// The cases of one body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BodyAgeing)]
struct BodyAgeingView {
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    #[schema(max_items = 10)]
    states: Vec<WaitingView>,
}

/// How long cases took that were first treated within a year.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CaseFlow)]
struct FlowView {
    #[schema(minimum = 1900, maximum = 9999, example = 2026)]
    year: i16,
    /// From report to number; null where none was treated.
    reported_to_accepted: Option<SpreadView>,
    /// From number to treatment.
    accepted_to_treated: Option<SpreadView>,
}

/// Some lengths of time, in whole days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Spread)]
struct SpreadView {
    /// How many cases.
    #[schema(value_type = u32, minimum = 1, maximum = 10_000_000, example = 7)]
    number: usize,
    /// The longest.
    #[schema(minimum = 0, maximum = 10_000_000, example = 90)]
    longest_days: u32,
    /// The one in the middle.
    #[schema(minimum = 0, maximum = 10_000_000, example = 21)]
    median_days: u32,
}

impl From<Spread> for SpreadView {
    fn from(Spread { number, longest, median }: Spread) -> Self {
        Self { number, longest_days: longest, median_days: median }
    }
}

fn waiting(states: Vec<(CaseState, Spread)>) -> Vec<WaitingView> {
    states.into_iter().map(|(state, days)| WaitingView { state, days: days.into() }).collect()
}

/// Get the ageing of cases
///
/// How many cases are in each state, and how long they have been there (*liggetid*): in all and of each body; and how long
/// those took that were treated within a year, from report to number and from number to treatment. Of the cases and bodies
/// that the caller sees.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/case-ageing", operation_id = "get_case_ageing", tag = "cases",
    params(("year" = Option<u16>, Query, minimum = 1900, maximum = 9999, example = 2026,
        description = "The year of the treatments; this year unless named")),
    responses((status = 200, description = "The ageing", body = AgeingView)))]
pub(super) async fn get_case_ageing(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let year = query.number("year", 1900, 9999).and_then(|year| i16::try_from(year).ok());
    let asked = query.finish().map(|()| year);
    caller
        .get_tree(move |reading| {
            let (at, year) = (reading.today, asked?.unwrap_or(reading.today.year()));
            let filter = CaseFilter { sight: reading.sight.clone(), day: at, ..CaseFilter::default() };
            let cases = reading.tx.cases().all(&filter)?;
            let around = Around::reading(reading, &cases)?;
            let cases: Vec<Case> = cases.into_iter().map(|case| around.cut(case)).collect();
            let Ageing { states, bodies, to_accepted, to_treated } = Ageing::of(&cases, at, year);
            let body = |(body, states)| BodyAgeingView { body, states: waiting(states) };
            let flow = FlowView {
                year,
                reported_to_accepted: to_accepted.map(Into::into),
                accepted_to_treated: to_treated.map(Into::into),
            };
            Ok(AgeingView { at, states: waiting(states), bodies: bodies.into_iter().map(body).collect(), flow })
        })
        .await
}
