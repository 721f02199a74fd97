//! Parties (partar): the organisations that form a community.
mod fields;
pub(super) mod record;

use actix_web::HttpResponse;
use domain::policy::Target;
use domain::{ActKind, FaultKind, OrgNumber, Party, PartyId};
use persistence::{Kept, Page as Seek, PartyFilter, Place};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ending::{Ending, Leaning, last_day, nothing_left};
use crate::guard::{Done, InTenant, Listed, ReadStructure, Reading, WriteStructure, Writing};
use crate::resource;
use crate::wire::schema::{DateText, OrgNumberText, PartyKindWord, SideWord};
use crate::wire::{ApiError, JsonBody, MergePatch, Page, Query};

use fields::PartyFields;
pub(super) use fields::PartyView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_parties, create_party)).service(resource!(get_party, change_party, end_party));
}

/// A party as a grant may be narrowed to it.
fn target(party: &Party) -> Target {
    Target { side: Some(party.side), party: Some(party.id), ..Target::default() }
}

/// A list of parties.
struct PartyList(PartyFilter);

impl Listed for PartyList {
    type Item = Party;
    type View = PartyView;
    const OPERATION: &'static str = "list_parties";

    fn from_query(query: &Query) -> Self {
        Self(PartyFilter {
            ids: query.ids(PartyId::parse),
            on: query.date("at"),
            kind: query.word("kind"),
            side: query.word("side"),
            org_number: query.value("orgNumber", |text| OrgNumber::parse(text).ok_or(FaultKind::OrgNumber)),
        })
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Party>, ApiError> {
        Ok(reading.tx.parties().list(&self.0, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        Ok(reading.tx.parties().count(&self.0)?)
    }

    fn place(party: &Party) -> Place {
        Place { name: domain::sort_key(party.names.nb.as_str()), id: party.id.0 }
    }

    fn view(party: Party) -> PartyView {
        party.into()
    }
}

/// List the parties
///
/// The parties (*partar*) of the community, by name. Ended ones are listed too unless `at` names a day.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/parties", operation_id = "list_parties", tag = "parties",
    params(
        ("at" = Option<DateText>, Query, description = "Only parties in force on this day"),
        ("kind" = Option<PartyKindWord>, Query, description = "Only this kind"),
        ("side" = Option<SideWord>, Query, description = "Only this side"),
        ("orgNumber" = Option<OrgNumberText>, Query, description = "Only the party with this organisation number"),
    ),
    responses((status = 200, description = "One page of parties", body = Page<PartyView>)))]
async fn list_parties(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    caller.list::<PartyList>().await
}

/// Get a party
///
/// One party (*part*), by id or key.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/parties/{party}", operation_id = "get_party", tag = "parties",
    responses((status = 200, description = "The party", body = PartyView)))]
async fn get_party(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("party")?;
    caller
        .get(move |reading| {
            let party = reading.tx.parties().get(&handle)?.value;
            Ok((party.version, PartyView::from(party)))
        })
        .await
}

/// Enter a party
///
/// Enters an organisation as a party (*part*) of the community.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/parties", operation_id = "create_party", tag = "parties",
    request_body = PartyFields, responses((status = 201, description = "The party as entered", body = PartyView)))]
async fn create_party(caller: InTenant<WriteStructure>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("parties");
    caller
        .create::<PartyFields>(body, move |writing, told| {
            let party = told.make(|fields| fields.resolve(writing, None))?;
            writing.may_for(&target(&party))?;
            writing.tx.parties().insert(&party)?;
            Done::created(format!("{address}/{}", party.id), party.version, &PartyView::from(party.clone()))
        })
        .await
}

/// Change a party
///
/// Changes what the merge patch names (RFC 7396). The key stays; what has begun keeps its first day. An earlier last day
/// needs that no area names the party after it.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/parties/{party}", operation_id = "change_party", tag = "parties",
    request_body(content = PartyFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The party as changed", body = PartyView)))]
async fn change_party(caller: InTenant<WriteStructure>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("party")?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = writing.tx.parties().get(&handle)?;
            writing.may_for(&target(&old.value))?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<PartyFields>(&PartyFields::from(old.value.clone()))?;
            let new = told.make(|fields| fields.resolve(writing, Some(&old.value)))?;
            store(writing, &old, &new, ActKind::Changed)
        })
        .await
}

/// End a party
///
/// Gives the party its last day in the community. It stays in history; nothing that was in force is removed. A party
/// that an area names, or that somebody is named to a seat or an office for, after that day is in use.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/parties/{party}", operation_id = "end_party", tag = "parties",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The party with its last day", body = PartyView)))]
async fn end_party(caller: InTenant<WriteStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("party")?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let old = writing.tx.parties().get(&handle)?;
            writing.may_for(&target(&old.value))?;
            condition.matches(old.value.version)?;
            let validity = last_day(old.value.validity, ending, writing.today)?;
            let new = Party { validity, changed_at: writing.now, version: old.value.version + 1, ..old.value.clone() };
            store(writing, &old, &new, ActKind::Ended)
        })
        .await
}

fn store(writing: &mut Writing<'_, '_, '_>, old: &Kept<Party>, new: &Party, act: ActKind) -> Result<Done, ApiError> {
    // A change may not move a party out of what the caller's grant is narrowed to either.
    writing.may_for(&target(new))?;
    let ended = (old.value.validity, new.validity);
    nothing_left(writing, ended, |writing, day| writing.tx.areas().naming_after(new.id, day).map(Leaning::Areas))?;
    nothing_left(writing, ended, |writing, day| Leaning::for_party(writing, new.id, day))?;
    writing.tx.parties().change(old, new, act)?;
    Done::changed(new.version, &PartyView::from(new.clone()))
}
