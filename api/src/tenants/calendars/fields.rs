//! What is entered of a private address, and what is told of it.
use data_encoding::BASE64URL_NOPAD;
use deserr::Deserr;
use domain::{
    BodyId, CalendarAddress, CalendarId, CalendarKind, CalendarMaker, CalendarOf, Digest, FaultKind, Faults, Handle,
    Instant, PartyId, PersonId,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::telling::follow;
use crate::guard::{Reading, Writing};
use crate::tenants::references::find_one;
use crate::tenants::stamps::Stamps;
use crate::wire::read::{Form, ReadFaults};
use crate::wire::schema::{
    BodyIdText, CalendarIdText, CalendarKindWord, InstantText, PartyIdText, PersonIdText, PrivateAddressText,
    ReferenceText,
};
use crate::wire::{ApiError, Code};

/// What is entered of a private address of a calendar (*privat kalenderadresse*).
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = CalendarAddressContent, rename_all = "camelCase")]
pub(super) struct AddressFields {
    /// What the calendar is of.
    #[schema(value_type = CalendarKindWord)]
    of: CalendarKind,
    /// The body, by id or key, of a body's calendar.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    /// The party, by id or key, of a party's calendar.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// The person, of a person's calendar: whoever makes the address, or one whom they may see.
    #[deserr(default)]
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
}

impl Form for AddressFields {
    fn stand_ins() -> Value {
        json!({"of": CalendarKind::Tenant})
    }
}

/// A private address of a calendar (*privat kalenderadresse*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CalendarAddress)]
pub(super) struct AddressView {
    #[schema(value_type = CalendarIdText)]
    id: CalendarId,
    #[schema(value_type = CalendarKindWord)]
    of: CalendarKind,
    #[schema(value_type = Option<BodyIdText>)]
    body: Option<BodyId>,
    #[schema(value_type = Option<PartyIdText>)]
    party: Option<PartyId>,
    #[schema(value_type = Option<PersonIdText>)]
    person: Option<PersonId>,
    /// When it was revoked.
    #[schema(value_type = Option<InstantText>)]
    revoked_at: Option<Instant>,
    #[serde(flatten)]
    stamps: Stamps,
}

/// A private address that was just made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarAddressMade)]
pub(super) struct MadeView {
    #[serde(flatten)]
    made: AddressView,
    /// The address itself. It is told once: an answer that is repeated under an idempotency key does not hold it.
    #[schema(value_type = Option<PrivateAddressText>)]
    address: Option<String>,
}

/// Somebody's own private addresses.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarAddresses)]
pub(super) struct AddressesView {
    /// Those that are not revoked, in the order they were made.
    #[schema(max_items = 50)]
    pub(super) items: Vec<AddressView>,
}

impl From<&CalendarAddress> for AddressView {
    fn from(address: &CalendarAddress) -> Self {
        let (body, party, person) = match address.of {
            CalendarOf::Tenant => (None, None, None),
            CalendarOf::Body(id) => (Some(id), None, None),
            CalendarOf::Party(id) => (None, Some(id), None),
            CalendarOf::Person(id) => (None, None, Some(id)),
        };
        Self {
            id: address.id,
            of: address.of.kind(),
            body,
            party,
            person,
            revoked_at: address.revoked_at,
            stamps: Stamps::new(address.created_at, address.changed_at, address.version),
        }
    }
}

impl MadeView {
    pub(super) fn new(made: &CalendarAddress, address: Option<String>) -> Self {
        Self { made: made.into(), address }
    }
}

impl AddressFields {
    /// What the calendar is of, if that is there and its maker may follow it. Unless it is `sure` what was meant, nothing
    /// is said of what does not go with it.
    pub(super) fn resolve(self, writing: &mut Writing<'_, '_, '_>, sure: bool) -> Result<CalendarOf, ApiError> {
        let mut faults = Faults::default();
        let members = [
            ("/body", CalendarKind::Body, self.body.is_some()),
            ("/party", CalendarKind::Party, self.party.is_some()),
            ("/person", CalendarKind::Person, self.person.is_some()),
        ];
        for (pointer, kind, told) in members.into_iter().filter(|_| sure) {
            match (kind == self.of, told) {
                (true, false) => faults.add(pointer, FaultKind::Required),
                (false, true) => faults.add(pointer, FaultKind::Excludes { other: "of" }),
                _ => {}
            }
        }
        let (tx, sight) = (&mut *writing.tx, writing.sight);
        let body = find_one(self.body.as_ref(), "/body", &mut faults, |wanted| tx.bodies().find(wanted, sight))?;
        let party = find_one(self.party.as_ref(), "/party", &mut faults, |wanted| tx.parties().find(wanted))?;
        let person = followed(writing, self.person, &mut faults)?;
        faults.into_result()?;
        let of = match self.of {
            CalendarKind::Tenant => Some(CalendarOf::Tenant),
            CalendarKind::Body => body.map(CalendarOf::Body),
            CalendarKind::Party => party.map(CalendarOf::Party),
            CalendarKind::Person => person.map(CalendarOf::Person),
        };
        // Where it is not sure what was meant, what is made of it is thrown away.
        Ok(of.unwrap_or(CalendarOf::Tenant))
    }
}

fn followed(
    writing: &mut Writing<'_, '_, '_>,
    person: Option<PersonId>,
    faults: &mut Faults,
) -> Result<Option<PersonId>, ApiError> {
    let Some(person) = person else { return Ok(None) };
    let Writing { tx, rights, sight, today, now, .. } = writing;
    match follow(&mut Reading { tx, rights, sight, today: *today, now: *now }, person) {
        Ok(person) => return Ok(Some(person.id)),
        Err(error) if error.code == Code::NotFound => faults.add("/person", FaultKind::UnknownReference),
        Err(error) => return Err(error),
    }
    Ok(None)
}

/// A secret of 256 bits, as it stands in an address.
pub(super) fn fresh_secret() -> Result<String, ApiError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(ApiError::internal)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// The address that was asked for, by somebody, with a secret.
pub(super) fn made(of: CalendarOf, maker: CalendarMaker, secret: &str, now: Instant) -> CalendarAddress {
    CalendarAddress {
        id: CalendarId::fresh(),
        of,
        maker,
        secret_sha256: Digest::of_bytes(secret.as_bytes()),
        revoked_at: None,
        created_at: now,
        changed_at: now,
        version: 1,
    }
}
