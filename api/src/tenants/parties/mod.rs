//! Parties (partar): the organisations that form a community.
use actix_web::HttpResponse;
use deserr::Deserr;
use domain::policy::Target;
use domain::{
    ActKind, Date, DatedMunicipalityNumber, FaultKind, Faults, Handle, Key, Line, MunicipalityNumber, Names, OrgNumber,
    Party, PartyId, PartyKind, Provenance, Side, Validity, Verification,
};
use persistence::{Kept, Page as Seek, PartyFilter, Place};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ending::{Ending, last_day};
use super::references::{Found, check_key};
use super::stamps::Stamps;
use crate::guard::{Done, InTenant, Listed, ReadStructure, Reading, WriteStructure, Writing};
use crate::resource;
use crate::wire::read::{AtMost, ReadFaults, read};
use crate::wire::schema::{
    DateText, KeyText, LineText, MunicipalityNumberText, NamesSchema, OrgNumberText, PartyIdText, PartyKindWord,
    ReferenceText, SideWord, VerificationWord,
};
use crate::wire::{ApiError, JsonBody, MergePatch, Page, Query};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_parties, create_party)).service(resource!(get_party, change_party, end_party));
}

/// What is entered of a party (*part*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartyContent)]
struct PartyFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = PartyKindWord)]
    kind: PartyKind,
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = NamesSchema)]
    names: Names,
    #[deserr(default)]
    #[schema(value_type = Option<OrgNumberText>)]
    org_number: Option<OrgNumber>,
    /// The municipality's numbers over time.
    #[deserr(default)]
    #[schema(value_type = Vec<NumberFields>, max_items = 20, required = false)]
    municipality_numbers: AtMost<NumberFields, 20>,
    /// The party it is a unit of; an id or a key is taken, an id is answered.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    part_of: Option<Handle<PartyId>>,
    /// The first day as a party of the community.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// A municipality number and when it is in use.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = DatedMunicipalityNumber)]
struct NumberFields {
    #[schema(value_type = MunicipalityNumberText)]
    number: MunicipalityNumber,
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// A party (*part*) of a community.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Party)]
pub(super) struct PartyView {
    #[schema(value_type = PartyIdText)]
    id: PartyId,
    #[serde(flatten)]
    fields: PartyFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Party> for PartyFields {
    fn from(party: Party) -> Self {
        let numbers = party.municipality_numbers.into_iter().map(|dated| NumberFields {
            number: dated.number,
            valid_from: dated.validity.from,
            valid_to: dated.validity.to,
        });
        Self {
            key: party.key,
            kind: party.kind,
            side: party.side,
            names: party.names,
            org_number: party.org_number,
            municipality_numbers: AtMost(numbers.collect()),
            part_of: party.part_of.map(Handle::Id),
            valid_from: party.validity.from,
            valid_to: party.validity.to,
            verification: party.provenance.verification,
            note: party.provenance.note,
        }
    }
}

impl From<Party> for PartyView {
    fn from(party: Party) -> Self {
        let stamps = Stamps::new(party.created_at, party.changed_at, party.version);
        Self { id: party.id, fields: party.into(), stamps }
    }
}

impl PartyFields {
    /// The party these fields describe, if what they refer to is there and nobody else holds what must be its own.
    fn resolve(self, writing: &mut Writing<'_, '_, '_>, old: Option<&Party>) -> Result<Party, ApiError> {
        let mut faults = Faults::default();
        let found = Found::look_up(&self.part_of, |handles| writing.tx.parties().find(handles))?;
        let part_of = self.part_of.as_ref().and_then(|whole| found.id(whole, "/partOf", &mut faults));
        check_key(old.map(|old| &old.key), &self.key, &mut faults, || {
            writing.tx.parties().find(&[Handle::Key(self.key.clone())]).map(|found| !found.is_empty())
        })?;
        if let Some(number) = self.org_number {
            let holder = writing.tx.parties().holder_of(number)?;
            if holder.is_some_and(|holder| old.is_none_or(|old| old.id != holder)) {
                faults.add("/orgNumber", FaultKind::Taken);
            }
        }
        let numbers = self.municipality_numbers.0.into_iter().map(|dated| DatedMunicipalityNumber {
            number: dated.number,
            validity: Validity { from: dated.valid_from, to: dated.valid_to },
        });
        let party = Party {
            id: old.map_or_else(PartyId::fresh, |old| old.id),
            key: self.key,
            kind: self.kind,
            side: self.side,
            names: self.names,
            org_number: self.org_number,
            municipality_numbers: numbers.collect(),
            part_of,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            provenance: Provenance { verification: self.verification, note: self.note },
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        let broken = match old {
            None => party.check(),
            Some(old) => old.check_change(&party, writing.today),
        };
        faults.0.extend(broken.err().unwrap_or_default().0);
        faults.into_result()?;
        Ok(party)
    }
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
        .create::<PartyFields>(body, move |writing, fields| {
            let party = fields.resolve(writing, None)?;
            writing.may_for(&target(&party))?;
            writing.tx.parties().insert(&party)?;
            Done::created(format!("{address}/{}", party.id), party.version, &PartyView::from(party.clone()))
        })
        .await
}

/// Change a party
///
/// Changes what the merge patch names (RFC 7396). The key stays; what has begun keeps its first day.
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
            let fields: PartyFields = read(patch.apply(&PartyFields::from(old.value.clone()))?)?;
            let new = fields.resolve(writing, Some(&old.value))?;
            store(writing, &old, &new, ActKind::Changed)
        })
        .await
}

/// End a party
///
/// Gives the party its last day in the community. It stays in history; nothing that was in force is removed.
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
    writing.tx.parties().change(old, new, act)?;
    Done::changed(new.version, &PartyView::from(new.clone()))
}
