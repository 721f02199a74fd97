//! Grants (tildelingar): the roles that are given, to whom, for what and until when.
pub(super) mod record;

use actix_web::HttpResponse;
use deserr::Deserr;
use domain::policy::Role;
use domain::{
    ActKind, AreaId, BodyId, Date, Faults, Grant, GrantId, Handle, PartyId, PersonId, Side, Validity,
    loses_administrator,
};
use persistence::{GrantFilter, Kept, Page as Seek, Place};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ending::{Ending, last_day};
use super::holder::{HolderFields, check_person};
use super::references::find_one;
use super::stamps::Stamps;
use crate::guard::{Done, InTenant, Listed, ReadGrants, Reading, WriteGrants, Writing};
use crate::resource;
use crate::wire::read::{Form, ReadFaults};
use crate::wire::schema::{DateText, GrantIdText, PersonIdText, ReferenceText, RoleWord, SideWord};
use crate::wire::{ApiError, Code, JsonBody, MergePatch, Page, Query};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_grants, create_grant)).service(resource!(get_grant, change_grant, end_grant));
}

/// What is entered of a grant (*tildeling*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = GrantContent)]
pub struct GrantFields {
    #[schema(value_type = RoleWord)]
    role: Role,
    holder: HolderFields,
    /// Only for matters of this side.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    /// Only for this party, by id or key; required for a party's system.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// Only for this body, by id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    /// Only for this area, by id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    area: Option<Handle<AreaId>>,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// A grant (*tildeling*): a role given to a holder, within a scope and a time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Grant)]
pub struct GrantView {
    #[schema(value_type = GrantIdText)]
    id: GrantId,
    #[serde(flatten)]
    fields: GrantFields,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Grant> for GrantFields {
    fn from(grant: Grant) -> Self {
        Self {
            role: grant.role,
            holder: grant.holder.into(),
            side: grant.side,
            party: grant.party.map(Handle::Id),
            body: grant.body.map(Handle::Id),
            area: grant.area.map(Handle::Id),
            valid_from: grant.validity.from,
            valid_to: grant.validity.to,
        }
    }
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        let stamps = Stamps::new(grant.created_at, grant.changed_at, grant.version);
        Self { id: grant.id, fields: grant.into(), stamps }
    }
}

impl Form for GrantFields {
    fn stand_ins() -> Value {
        json!({"role": Role::TenantAdmin, "holder": HolderFields::stand_in()})
    }
}

impl GrantFields {
    /// The grant these fields describe, if what they refer to is there and the same is not given already.
    fn resolve(self, writing: &mut Writing<'_, '_, '_>, old: Option<&Grant>) -> Result<Grant, ApiError> {
        let mut faults = Faults::default();
        let holder = self.holder.into();
        // Who holds a grant does not change, and may have been erased since.
        if old.is_none() {
            check_person(&holder, writing.tx, &mut faults)?;
        }
        let (tx, sight) = (&mut *writing.tx, writing.sight);
        let party = find_one(self.party.as_ref(), "/party", &mut faults, |wanted| tx.parties().find(wanted))?;
        let body = find_one(self.body.as_ref(), "/body", &mut faults, |wanted| tx.bodies().find(wanted, sight))?;
        let area = find_one(self.area.as_ref(), "/area", &mut faults, |wanted| tx.areas().find(wanted, sight))?;
        let grant = Grant {
            id: old.map_or_else(GrantId::fresh, |old| old.id),
            role: self.role,
            holder,
            side: self.side,
            party,
            body,
            area,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        let broken = match old {
            None => grant.check(),
            Some(old) => old.check_change(&grant, writing.today),
        };
        // Without what could not be found, it would be compared with the grants of others.
        let twice = match faults.0[..] {
            [] => grant.check_among(&of_role(writing, grant.role)?),
            _ => Ok(()),
        };
        // What could not be found is told once, and not again as missing or changed.
        let unfound: Vec<_> = faults.0.iter().map(|fault| fault.pointer.clone()).collect();
        let broken = broken.err().unwrap_or_default().0.into_iter().filter(|fault| !unfound.contains(&fault.pointer));
        faults.0.extend(broken);
        faults.0.extend(twice.err().unwrap_or_default().0);
        faults.into_result()?;
        Ok(grant)
    }
}

fn of_role(writing: &mut Writing<'_, '_, '_>, role: Role) -> Result<Vec<Grant>, ApiError> {
    Ok(writing.tx.grants().all(&GrantFilter { role: Some(role), ..GrantFilter::default() })?)
}

/// A list of grants.
pub struct GrantList(GrantFilter);

impl Listed for GrantList {
    type Item = Grant;
    type View = GrantView;
    const OPERATION: &'static str = "list_grants";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        Self(GrantFilter {
            ids: query.ids(GrantId::parse),
            on: query.date("at"),
            role: query.word("role"),
            person: query.id("person", PersonId::parse),
        })
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Grant>, ApiError> {
        Ok(reading.tx.grants().list(&self.0, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        Ok(reading.tx.grants().count(&self.0)?)
    }

    fn place(grant: &Grant) -> Place {
        Place { name: String::new(), id: grant.id.0 }
    }

    fn view(grant: Grant) -> GrantView {
        grant.into()
    }
}

/// List the grants
///
/// The roles that are given in the community (*tildelingar*), in the order they were given. Ended ones are listed too
/// unless `at` names a day.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/grants", operation_id = "list_grants", tag = "grants",
    params(
        ("at" = Option<DateText>, Query, description = "Only grants in force on this day"),
        ("role" = Option<RoleWord>, Query, description = "Only this role"),
        ("person" = Option<PersonIdText>, Query, description = "Only those held by this person"),
    ),
    responses((status = 200, description = "One page of grants", body = Page<GrantView>)))]
async fn list_grants(caller: InTenant<ReadGrants>) -> Result<HttpResponse, ApiError> {
    caller.list::<GrantList>().await
}

/// Get a grant
///
/// One grant (*tildeling*), by id.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/grants/{grant}", operation_id = "get_grant", tag = "grants",
    responses((status = 200, description = "The grant", body = GrantView)))]
async fn get_grant(caller: InTenant<ReadGrants>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("grant", GrantId::parse)?;
    caller
        .get(move |reading| {
            let grant = reading.tx.grants().get(id)?.value;
            Ok((grant.version, GrantView::from(grant)))
        })
        .await
}

/// Give a role
///
/// Gives a role to a person, a system or an organisation's systems (*tildeling*). The same is not given twice for one day.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/grants", operation_id = "create_grant", tag = "grants",
    request_body = GrantFields, responses((status = 201, description = "The grant as given", body = GrantView)))]
async fn create_grant(caller: InTenant<WriteGrants>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("grants");
    caller
        .create::<GrantFields>(body, move |writing, told| {
            let grant = told.make(|fields| fields.resolve(writing, None))?;
            writing.tx.grants().insert(&grant)?;
            Done::created(format!("{address}/{}", grant.id), grant.version, &GrantView::from(grant))
        })
        .await
}

/// Change a grant
///
/// Changes the dates of a grant (*tildeling*) by a merge patch (RFC 7396); everything else stays as it was given. What has
/// begun keeps its first day, and the community keeps a lasting administrator.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/grants/{grant}", operation_id = "change_grant", tag = "grants",
    request_body(content = GrantFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The grant as changed", body = GrantView)))]
async fn change_grant(caller: InTenant<WriteGrants>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let id = caller.id("grant", GrantId::parse)?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = writing.tx.grants().get(id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<GrantFields>(&GrantFields::from(old.value.clone()))?;
            let new = told.make(|fields| fields.resolve(writing, Some(&old.value)))?;
            store(writing, &old, new, ActKind::Changed)
        })
        .await
}

/// End a grant
///
/// Gives the grant (*tildeling*) its last day. It stays in history. The last lasting administrator cannot be ended.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/grants/{grant}", operation_id = "end_grant", tag = "grants",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The grant with its last day", body = GrantView)))]
async fn end_grant(caller: InTenant<WriteGrants>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("grant", GrantId::parse)?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let old = writing.tx.grants().get(id)?;
            condition.matches(old.value.version)?;
            let validity = last_day(old.value.validity, ending, writing.today)?;
            let new = Grant { validity, changed_at: writing.now, version: old.value.version + 1, ..old.value.clone() };
            store(writing, &old, new, ActKind::Ended)
        })
        .await
}

fn store(writing: &mut Writing<'_, '_, '_>, old: &Kept<Grant>, new: Grant, act: ActKind) -> Result<Done, ApiError> {
    let before = of_role(writing, Role::TenantAdmin)?;
    let after = before.iter().map(|grant| if grant.id == new.id { &new } else { grant });
    if loses_administrator(&before, after, writing.today) {
        return Err(ApiError::new(Code::Conflict));
    }
    writing.tx.grants().change(old, &new, act)?;
    Done::changed(new.version, &GrantView::from(new))
}
