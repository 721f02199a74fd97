//! Private addresses of calendars (private kalenderadresser): made, listed and revoked by those whose they are.
use std::sync::Arc;

use actix_web::HttpResponse;
use domain::policy::Permission;
use domain::{CalendarId, CalendarMaker, Identity, Line, PersonId};
use persistence::CalendarFilter;
use utoipa_actix_web::service_config::ServiceConfig;

use super::fields::{AddressFields, AddressView, AddressesView, MadeView, fresh_secret, made};
use crate::auth::Caller;
use crate::guard::{Done, InTenant, Needs, ReadCalendars, WriteCalendars};
use crate::resource;
use crate::wire::{ApiError, Code, JsonBody, Query};

/// The most addresses that stand at once for one who makes them.
const MOST: usize = 50;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(list_calendar_addresses, create_calendar_address))
        .service(resource!(get_calendar_address, end_calendar_address));
}

/// Whoever calls, as what they made is found again.
struct Own(Option<Arc<Caller>>);

impl Own {
    fn of<P: Needs>(caller: &InTenant<P>) -> Self {
        Self(caller.facts().caller.clone())
    }

    fn caller(&self) -> Result<&Caller, ApiError> {
        self.0.as_deref().ok_or_else(|| ApiError::internal("nobody may have private addresses"))
    }

    fn filter(&self, person: Option<PersonId>) -> Result<CalendarFilter, ApiError> {
        let caller = self.caller()?;
        // A verified token has told both: they are compared with tokens and shown to nobody.
        let line = |text: &str| Line::from_stored(text.to_owned());
        let identity = Identity { issuer: line(&caller.issuer), subject: line(&caller.subject) };
        Ok(CalendarFilter { identity, organization: caller.system_of(), person })
    }

    /// What is made by a token opens no more than the token itself.
    fn may_read_meetings(&self) -> Result<(), ApiError> {
        let scope = Permission::ReadMeetings.scope();
        let carried = self.caller()?.scopes.contains(scope);
        if carried { Ok(()) } else { Err(ApiError::new(Code::ScopeMissing).with("scope", scope)) }
    }
}

/// List one's private addresses of calendars
///
/// The private addresses (*private kalenderadresser*) the caller has made and not revoked, without their secrets. Those of
/// others are not told to anyone.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/calendar-addresses", operation_id = "list_calendar_addresses",
    tag = "calendars", responses((status = 200, description = "The addresses", body = AddressesView)))]
async fn list_calendar_addresses(caller: InTenant<ReadCalendars>) -> Result<HttpResponse, ApiError> {
    let (own, nothing) = (Own::of(&caller), Query::of(caller.request()).finish());
    caller
        .get_tree(move |reading| {
            nothing?;
            let filter = own.filter(reading.tx.acting())?;
            let standing = reading.tx.calendars().standing(&filter)?;
            Ok(AddressesView { items: standing.iter().map(AddressView::from).collect() })
        })
        .await
}

/// Make a private address of a calendar
///
/// Makes an address (*privat kalenderadresse*) under which programs that bring no token, such as calendars on a phone,
/// read what the caller may see at any time. The address is told once and is as good as a password: the service keeps
/// nothing it could be told from again. It takes a token that may read meetings as well. No more than 50 stand at once.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/calendar-addresses", operation_id = "create_calendar_address",
    tag = "calendars", request_body = AddressFields,
    responses((status = 201, description = "The address", body = MadeView)))]
async fn create_calendar_address(caller: InTenant<WriteCalendars>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let (own, address) = (Own::of(&caller), caller.collection("calendar-addresses"));
    let calendars = format!("{}{}", caller.facts().node.url, caller.collection("calendars"));
    caller
        .create::<AddressFields>(body, move |writing, told| {
            own.may_read_meetings()?;
            let sure = !told.blurs(&["/of"]);
            let of = told.make(|fields| fields.resolve(writing, sure))?;
            let filter = own.filter(writing.tx.acting())?;
            if writing.tx.calendars().standing(&filter)?.len() >= MOST {
                return Err(ApiError::new(Code::Conflict));
            }
            let CalendarFilter { identity, organization, person } = filter;
            let secret = fresh_secret()?;
            let maker = CalendarMaker { identity: Some(identity), organization, person };
            let made = made(of, maker, &secret, writing.now);
            writing.tx.calendars().insert(&made)?;
            let told = MadeView::new(&made, Some(format!("{calendars}/{secret}.ics")));
            let done = Done::created(format!("{address}/{}", made.id), made.version, &told)?;
            done.told_again_as(&MadeView::new(&made, None))
        })
        .await
}

/// Get a private address of a calendar
///
/// One of the caller's own private addresses (*privat kalenderadresse*), revoked or not, without its secret.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/calendar-addresses/{address}", operation_id = "get_calendar_address",
    tag = "calendars", responses((status = 200, description = "The address", body = AddressView)))]
async fn get_calendar_address(caller: InTenant<ReadCalendars>) -> Result<HttpResponse, ApiError> {
    let (own, id) = (Own::of(&caller), caller.id("address", CalendarId::parse)?);
    caller
        .get(move |reading| {
            let filter = own.filter(reading.tx.acting())?;
            let address = reading.tx.calendars().get(id, &filter)?.value;
            Ok((address.version, AddressView::from(&address)))
        })
        .await
}

/// Revoke a private address of a calendar
///
/// Revokes one of the caller's own private addresses (*privat kalenderadresse*) for good: from then on it opens nothing.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/calendar-addresses/{address}", operation_id = "end_calendar_address",
    tag = "calendars", responses((status = 200, description = "The address as revoked", body = AddressView)))]
async fn end_calendar_address(caller: InTenant<WriteCalendars>) -> Result<HttpResponse, ApiError> {
    let (own, id) = (Own::of(&caller), caller.id("address", CalendarId::parse)?);
    let nothing = Query::of(caller.request()).finish();
    caller
        .change(&[], nothing, move |writing, (), condition| {
            let filter = own.filter(writing.tx.acting())?;
            let old = writing.tx.calendars().get(id, &filter)?;
            condition.matches(old.value.version)?;
            if old.value.revoked_at.is_some() {
                return Err(ApiError::new(Code::Conflict));
            }
            let revoked = old.value.revoked(writing.now);
            writing.tx.calendars().revoke(&old, &revoked)?;
            Done::changed(revoked.version, &AddressView::from(&revoked))
        })
        .await
}
