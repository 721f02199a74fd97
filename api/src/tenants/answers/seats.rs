//! Where a party sits: in one community, and an organisation in all of them.
use actix_web::HttpResponse;
use domain::seating::{Claim, PartySeats, seats_of_party};
use domain::{Date, FaultKind, Handle, Key, Names, OrgNumber, Party, PartyId, Roster, Structure, Tenant, TenantId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::named::{Book, HolderView, NamedBody, NamedParty, NamedProvision, RangeView, UnitView};
use crate::guard::{Across, FindSeats, InRegion, InTenant, ReadSeats, Reading};
use crate::resource;
use crate::wire::schema::{ClaimWord, DateText, KeyText, NamesSchema, OrgNumberText, TenantIdText};
use crate::wire::{ApiError, Code, Page, Query};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_party_seats)).service(resource!(find_seats));
}

/// Where a party (*part*) sits on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartySeats)]
struct PartySeatsView {
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    party: NamedParty,
    /// Rule by rule.
    #[schema(max_items = 10_000)]
    items: Vec<SeatsView>,
}

/// Seats that concern a party.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConcernedSeats)]
struct SeatsView {
    body: NamedBody,
    rule: NamedProvision,
    /// The area or party the seats are for, where they are for one.
    unit: Option<UnitView>,
    /// How they concern the party.
    #[schema(value_type = ClaimWord)]
    claim: Claim,
    /// How many the rule gives; none where the party is only represented.
    seats: RangeView,
    /// Who sits in them; only those who represent the party, where it is only represented.
    #[schema(max_items = 10_000)]
    holders: Vec<HolderView>,
}

/// Where an organisation sits in one community.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CommunitySeats)]
struct CommunitySeatsView {
    community: NamedCommunity,
    /// As each of the community's parties that bear the number.
    #[schema(max_items = 100)]
    parties: Vec<PartySeatsView>,
}

/// A community (*helsefellesskap*) by its names.
#[derive(Debug, Serialize, ToSchema)]
struct NamedCommunity {
    #[schema(value_type = TenantIdText)]
    id: TenantId,
    #[schema(value_type = KeyText)]
    slug: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
}

impl SeatsView {
    fn new(book: Book, found: &PartySeats) -> Option<Self> {
        Some(Self {
            body: book.body(found.body)?,
            rule: book.provision(found.rule)?,
            unit: book.unit(found.unit),
            claim: found.claim,
            seats: found.seats.into(),
            holders: found.sittings.iter().map(|sitting| book.holder(sitting)).collect(),
        })
    }
}

impl PartySeatsView {
    fn new(structure: &Structure, roster: &Roster, party: PartyId, at: Date) -> Option<Self> {
        let book = Book(structure);
        let seats = seats_of_party(structure, roster, party, at);
        let items = seats.iter().filter_map(|found| SeatsView::new(book, found)).collect();
        Some(Self { at, party: book.party(party)?, items })
    }
}

/// List a party's seats
///
/// Where a party (*part*) sits on a day: every seat (*plass*) that is its own, its area's or one it shares with others, and
/// everyone who represents it elsewhere.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/parties/{party}/seats", operation_id = "list_party_seats", tag = "seats",
    params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "The seats", body = PartySeatsView)))]
async fn list_party_seats(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle::<PartyId>("party")?;
    let query = Query::of(caller.request());
    let day = query.date("at");
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let at = day.unwrap_or(reading.today);
            let (structure, roster) = reading.community(at)?;
            let is_named = |party: &&Party| match &handle {
                Handle::Id(id) => party.id == *id,
                Handle::Key(key) => party.key == *key,
            };
            let party = structure.parties.iter().find(is_named).map(|party| party.id);
            party
                .and_then(|party| PartySeatsView::new(&structure, &roster, party, at))
                .ok_or_else(|| ApiError::new(Code::NotFound))
        })
        .await
}

/// Where the organisation with this number sits.
#[derive(Clone, Copy)]
struct OfOrganization {
    number: Option<OrgNumber>,
    at: Option<Date>,
}

impl Across for OfOrganization {
    type Each = ReadSeats;
    type View = CommunitySeatsView;
    const OPERATION: &'static str = "find_seats";

    fn from_query(query: &Query) -> Self {
        let number = query.value("orgNumber", |text| OrgNumber::parse(text).map(Some).ok_or(FaultKind::OrgNumber));
        if number.is_none() && !query.names("orgNumber") {
            query.fault("orgNumber", FaultKind::Required);
        }
        Self { number: number.flatten(), at: query.date("at") }
    }

    fn ask(&self, tenant: &Tenant, reading: &mut Reading<'_, '_, '_>) -> Result<Option<CommunitySeatsView>, ApiError> {
        let at = self.at.unwrap_or(reading.today);
        let (structure, roster) = reading.community(at)?;
        let theirs =
            structure.parties.iter().filter(|party| party.org_number.is_some() && party.org_number == self.number);
        let seats = theirs.filter_map(|party| PartySeatsView::new(&structure, &roster, party.id, at));
        let parties: Vec<_> = seats.filter(|seats| !seats.items.is_empty()).collect();
        let Tenant { id, slug, names, .. } = tenant.clone();
        Ok((!parties.is_empty())
            .then_some(CommunitySeatsView { community: NamedCommunity { id, slug, names }, parties }))
    }
}

/// Find an organisation's seats
///
/// Where an organisation sits (*plass*) in every community (*helsefellesskap*) of the region, as far as the caller may see
/// who sits where in each. Only communities in which something is seen are in the list: those without are on no page and
/// no place points to one. Who has no role in any gets an empty list.
#[utoipa::path(get, path = "/v1/seats", operation_id = "find_seats", tag = "seats",
    params(("orgNumber" = OrgNumberText, Query, description = "The organisation's number"),
        ("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "One page of communities", body = Page<CommunitySeatsView>)))]
async fn find_seats(caller: InRegion<FindSeats>) -> Result<HttpResponse, ApiError> {
    caller.across::<OfOrganization>().await
}
