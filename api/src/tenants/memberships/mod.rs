//! Memberships (medlemskap): who holds which seat and when, who stands in, and what is empty.
mod fields;
pub(super) mod record;

use std::collections::HashSet;

use actix_web::HttpResponse;
use domain::policy::{Sight, Target};
use domain::{
    ActKind, AreaId, Body, BodyId, Capacity, Handle, Membership, MembershipId, PartyId, PersonId, ProvisionId, Rule,
    Unit,
};
use persistence::{Kept, MembershipFilter, Page as Seek, Place, StoreError, TenantTx};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ending::{Ending, last_day};
use super::references::{filtered, named};
use super::seating::{audience, nobody_unseated};
use crate::guard::{Cut, Done, InTenant, Listed, ReadSeats, Reading, WriteSeats, Writing};
use crate::notices::Post;
use crate::resource;
use crate::wire::schema::{CapacityWord, DateText, PersonIdText, ReferenceText, StandingWord};
use crate::wire::{ApiError, Code, JsonBody, MergePatch, Page, Query};

use fields::{MembershipFields, MembershipView, target};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_memberships, create_membership)).service(resource!(
        get_membership,
        change_membership,
        end_membership
    ));
}

/// A list of memberships.
struct MembershipList {
    filter: MembershipFilter,
    body: Option<Handle<BodyId>>,
    rule: Option<Handle<ProvisionId>>,
    party: Option<Handle<PartyId>>,
}

impl MembershipList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<MembershipFilter, ApiError> {
        let sight = reading.sight;
        let body = filtered(self.body.as_ref(), "body", |wanted| reading.tx.bodies().find(wanted, sight))?;
        let rule = filtered(self.rule.as_ref(), "seatRule", |wanted| reading.tx.provisions().find(wanted, sight))?;
        let party = filtered(self.party.as_ref(), "party", |wanted| reading.tx.parties().find(wanted))?;
        Ok(MembershipFilter { body, rule, party, sight: sight.clone(), ..self.filter.clone() })
    }
}

impl Listed for MembershipList {
    type Item = Membership;
    type View = MembershipView;
    const OPERATION: &'static str = "list_memberships";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        let filter = MembershipFilter {
            ids: query.ids(MembershipId::parse),
            on: query.date("at"),
            person: query.id("person", PersonId::parse),
            capacity: query.word("capacity"),
            standing: query.word("standing"),
            ..MembershipFilter::default()
        };
        Self { filter, body: named(query, "body"), rule: named(query, "seatRule"), party: named(query, "party") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Membership>, ApiError> {
        let filter = self.filter(reading)?;
        let memberships = reading.tx.memberships().list(&filter, page)?;
        Ok(shown(reading.sight, reading.tx, memberships)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.memberships().count(&filter)?)
    }

    fn place(membership: &Membership) -> Place {
        Place { name: String::new(), id: membership.id.0 }
    }

    fn view(membership: Membership) -> MembershipView {
        membership.into()
    }
}

/// List the memberships
///
/// Who is named to which seat (*medlemskap*), in the order they were entered. Ended ones are listed too unless `at` names
/// a day. Who sits in a body by a derived rule has no membership there: see the body's seats.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/memberships", operation_id = "list_memberships", tag = "memberships",
    params(
        ("at" = Option<DateText>, Query, description = "Only memberships in force on this day"),
        ("body" = Option<ReferenceText>, Query, description = "Only those in this body; id or key"),
        ("seatRule" = Option<ReferenceText>, Query, description = "Only those under this seat rule; id or key"),
        ("person" = Option<PersonIdText>, Query, description = "Only this person's"),
        ("party" = Option<ReferenceText>, Query, description = "Only those who represent this party; id or key"),
        ("capacity" = Option<CapacityWord>, Query, description = "Only in this capacity"),
        ("standing" = Option<StandingWord>, Query, description = "Only of this standing"),
    ),
    responses((status = 200, description = "One page of memberships", body = Page<MembershipView>)))]
async fn list_memberships(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    caller.list::<MembershipList>().await
}

/// Get a membership
///
/// One membership (*medlemskap*), by id. The area whose seat it is is left out where the caller does not see it; a change
/// then names the `version` in `If-Match`, such as `"3"`.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/memberships/{membership}", operation_id = "get_membership",
    tag = "memberships", responses((status = 200, description = "The membership", body = MembershipView)))]
async fn get_membership(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("membership", MembershipId::parse)?;
    caller
        .get_cut(move |reading| {
            let membership = reading.tx.memberships().get(id)?.value;
            let (body, _) = stands_in(reading.tx, &membership)?;
            reading.sees_body(&body)?;
            let shown = shown(reading.sight, reading.tx, vec![membership.clone()])?.remove(0);
            Ok(Cut { version: membership.version, whole: shown == membership, view: MembershipView::from(shown) })
        })
        .await
}

/// Name someone to a seat
///
/// Enters a membership (*medlemskap*): who holds a seat or stands in for its holder, or that nobody does. A seat has one
/// holder at a time, and no more seats are held than the rule gives.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/memberships", operation_id = "create_membership",
    tag = "memberships", request_body = MembershipFields,
    responses((status = 201, description = "The membership as entered", body = MembershipView)))]
async fn create_membership(caller: InTenant<WriteSeats>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("memberships");
    let post = Post::of(&caller).await?;
    caller
        .create::<MembershipFields>(body, move |writing, told| {
            let sure = !told.blurs(MembershipFields::DECIDING);
            let new = told.make(|fields| fields.resolve(writing, None, sure))?;
            writing.may_for(&new.target)?;
            let membership = new.membership;
            writing.tx.memberships().insert(&membership, audience(&new.body))?;
            post.tell_seated(writing.tx, &new.body, &[&membership], writing.now)?;
            let at = format!("{address}/{}", membership.id);
            Done::created(at, membership.version, &MembershipView::from(membership.clone()))
        })
        .await
}

/// Change a membership
///
/// Changes what the merge patch names (RFC 7396) of a membership (*medlemskap*). What has begun keeps its first day, its
/// seat and its holder: another holder is another membership. Nobody is left with an office and no seat.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/memberships/{membership}", operation_id = "change_membership",
    tag = "memberships", request_body(content = MembershipFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The membership as changed", body = MembershipView)))]
async fn change_membership(caller: InTenant<WriteSeats>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let id = caller.id("membership", MembershipId::parse)?;
    let post = Post::of(&caller).await?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let (old, _) = present(writing, id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<MembershipFields>(&MembershipFields::from(old.value.clone()))?;
            let sure = !told.blurs(MembershipFields::DECIDING);
            let new = told.make(|fields| fields.resolve(writing, Some(&old.value), sure))?;
            // A change may not move a membership out of what the caller's grant is narrowed to either.
            writing.may_for(&new.target)?;
            let after = new.roster.with_membership(&new.membership);
            nobody_unseated(writing, &new.structure, (&new.roster, &after), old.value.person)?;
            let membership = new.membership;
            writing.tx.memberships().change(&old, &membership, ActKind::Changed, audience(&new.body))?;
            post.tell_seated(writing.tx, &new.body, &[&old.value, &membership], writing.now)?;
            Done::changed(membership.version, &MembershipView::from(membership.clone()))
        })
        .await
}

/// End a membership
///
/// Gives the membership (*medlemskap*) its last day; whoever is called, is called for no day after it. It stays in
/// history. A seat on which an office rests after that day is in use.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/memberships/{membership}", operation_id = "end_membership",
    tag = "memberships",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The membership with its last day", body = MembershipView)))]
async fn end_membership(caller: InTenant<WriteSeats>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("membership", MembershipId::parse)?;
    let post = Post::of(&caller).await?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let (old, body) = present(writing, id)?;
            condition.matches(old.value.version)?;
            let validity = last_day(old.value.validity, ending, writing.today)?;
            let ended = old.value.ended(validity);
            let new = Membership { changed_at: writing.now, version: old.value.version + 1, ..ended };
            // Nobody sits by being a deputy.
            if new.capacity == Capacity::Member {
                let structure = writing.tx.structure().now()?;
                let before = writing.tx.structure().roster()?;
                let after = before.with_membership(&new);
                nobody_unseated(writing, &structure, (&before, &after), new.person)?;
            }
            writing.tx.memberships().change(&old, &new, ActKind::Ended, audience(&body))?;
            post.tell_seated(writing.tx, &body, &[&old.value, &new], writing.now)?;
            Done::changed(new.version, &MembershipView::from(new.clone()))
        })
        .await
}

/// The body a membership stands in, and what a grant must reach to change it.
fn stands_in(tx: &mut TenantTx<'_, '_>, membership: &Membership) -> Result<(Body, Target), ApiError> {
    let provision = tx.provisions().get(&Handle::Id(membership.rule))?.value;
    let Rule::SeatRule(rule) = &provision.rule else { return Err(ApiError::new(Code::NotFound)) };
    let body = tx.bodies().get(&Handle::Id(rule.body))?.value;
    let target = target(&body, rule, membership.unit);
    Ok((body, target))
}

/// The membership as it stands, for a caller who sees its body and may change it.
fn present(writing: &mut Writing<'_, '_, '_>, id: MembershipId) -> Result<(Kept<Membership>, Body), ApiError> {
    let old = writing.tx.memberships().get(id)?;
    let (body, target) = stands_in(writing.tx, &old.value)?;
    writing.sees_body(&body)?;
    writing.may_for(&target)?;
    Ok((old, body))
}

/// Memberships without the areas that the caller does not see. Whoever may write them sees every area.
fn shown(
    sight: &Sight,
    tx: &mut TenantTx<'_, '_>,
    mut memberships: Vec<Membership>,
) -> Result<Vec<Membership>, StoreError> {
    let area = |membership: &Membership| match membership.unit {
        Some(Unit::Area(area)) => Some(area),
        _ => None,
    };
    let areas: HashSet<AreaId> = memberships.iter().filter_map(area).collect();
    if areas.is_empty() || sight.is_everything() {
        return Ok(memberships);
    }
    let handles: Vec<_> = areas.into_iter().map(Handle::Id).collect();
    let seen: HashSet<AreaId> = tx.areas().find(&handles, sight)?.into_iter().map(|(id, _)| id).collect();
    for membership in &mut memberships {
        if area(membership).is_some_and(|area| !seen.contains(&area)) {
            membership.unit = None;
        }
    }
    Ok(memberships)
}
