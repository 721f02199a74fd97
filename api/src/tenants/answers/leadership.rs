//! Leadership (leiing): who should hold each office of a body over time, who does, and where the two differ.
use actix_web::HttpResponse;
use domain::leadership::{Basis, InOffice, Reason, Should, Span, leadership};
use domain::{Date, FaultKind, OfficeId, OfficeRole, PersonId, Side, Turn};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::named::{Book, NamedArea, NamedBody, NamedParty, NamedProvision};
use super::terms::days_asked;
use crate::guard::{InTenant, ReadSeats};
use crate::resource;
use crate::wire::schema::{BasisWord, DateText, OfficeIdText, OfficeRoleWord, PersonIdText, ReasonWord, SideWord};
use crate::wire::{ApiError, Code, Query};

/// The most years that are told at once.
const YEARS_MAX: i16 = 20;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_leadership));
}

/// Who should lead a body and who does (*leiing*), over time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Leadership)]
struct LeadershipView {
    body: NamedBody,
    /// The first day told.
    #[schema(value_type = DateText)]
    from: Date,
    /// The last day told.
    #[schema(value_type = DateText)]
    to: Date,
    /// Office by office, each from the first day to the last.
    #[schema(max_items = 10_000)]
    spans: Vec<SpanView>,
}

/// A stretch of days on which an office's due and its holders stay the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadershipSpan)]
struct SpanView {
    #[schema(value_type = OfficeRoleWord)]
    office: OfficeRole,
    #[schema(value_type = DateText)]
    from: Date,
    #[schema(value_type = DateText)]
    to: Date,
    /// Who should hold it, where a rule says so.
    should: Option<ShouldView>,
    /// Who does.
    #[schema(max_items = 100)]
    does: Vec<InOfficeView>,
    /// Whether what is differs from what should be.
    differs: bool,
    /// Why, or why that cannot be told.
    #[schema(value_type = Vec<ReasonWord>, max_items = 8)]
    reasons: Vec<Reason>,
}

/// Who should hold an office.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeadershipDue)]
struct ShouldView {
    rule: NamedProvision,
    #[schema(value_type = BasisWord)]
    basis: Basis,
    /// Whose turn it is, where a day can tell.
    turn: Option<TurnView>,
    /// The whole round, one after the other, where turns change.
    #[schema(max_items = 100)]
    round: Vec<TurnView>,
    /// The office that must be held from another side.
    #[schema(value_type = Option<OfficeRoleWord>)]
    apart_from: Option<OfficeRole>,
}

/// Whose turn it is: a side, a party or an area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DueTurn)]
struct TurnView {
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    party: Option<NamedParty>,
    area: Option<NamedArea>,
}

/// Who holds an office.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InOffice)]
struct InOfficeView {
    /// Their time in it.
    #[schema(value_type = OfficeIdText)]
    office: OfficeId,
    /// Who; none where a party alone is host.
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// Whom they represent.
    party: Option<NamedParty>,
    /// The side of that party, or else of their seat.
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
}

impl TurnView {
    fn new(book: Book, turn: &Turn) -> Self {
        let (party, area) = (turn.party.and_then(|id| book.party(id)), turn.area.and_then(|id| book.area(id)));
        Self { side: turn.side, party, area }
    }
}

impl ShouldView {
    fn new(book: Book, should: &Should) -> Option<Self> {
        Some(Self {
            rule: book.provision(should.rule)?,
            basis: should.basis,
            turn: should.turn.as_ref().map(|turn| TurnView::new(book, turn)),
            round: should.round.iter().map(|turn| TurnView::new(book, turn)).collect(),
            apart_from: should.apart_from,
        })
    }
}

impl SpanView {
    fn new(book: Book, span: Span) -> Self {
        let holder = |InOffice { office, person, party, side }: &InOffice| InOfficeView {
            office: *office,
            person: *person,
            party: party.and_then(|party| book.party(party)),
            side: *side,
        };
        Self {
            office: span.office,
            from: span.from,
            to: span.to,
            should: span.should.as_ref().and_then(|should| ShouldView::new(book, should)),
            does: span.does.iter().map(holder).collect(),
            differs: span.differs(),
            reasons: span.reasons,
        }
    }
}

/// Get a body's leadership
///
/// Who should hold each office (*verv*) of a body over time by the charter's rules, who does, and where the two differ and
/// why. From the first day of this year to its last unless named; at most 20 years. Where turns (*rotasjon*) are counted in
/// meetings, no day can be said to have a turn, and the round is told.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}/leadership", operation_id = "get_leadership",
    tag = "seats", params(("from" = Option<DateText>, Query, description = "The first day; the first of this year unless named"),
        ("to" = Option<DateText>, Query, description = "The last day; the last of this year unless named")),
    responses((status = 200, description = "The leadership", body = LeadershipView)))]
async fn get_leadership(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    let query = Query::of(caller.request());
    let (from, to) = days_asked(&query, caller.facts().today());
    let too_long = from.checked_add(jiff::Span::new().years(YEARS_MAX)).is_ok_and(|end| to >= end);
    if too_long {
        query.fault("to", FaultKind::DateOrder);
    }
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let (structure, roster) = reading.community(to)?;
            let body = super::body(&structure, &handle)?;
            let book = Book(&structure);
            let spans = leadership(&structure, &roster, body, from, to);
            let body = book.body(body).ok_or_else(|| ApiError::new(Code::NotFound))?;
            Ok(LeadershipView {
                body,
                from,
                to,
                spans: spans.into_iter().map(|span| SpanView::new(book, span)).collect(),
            })
        })
        .await
}
