//! Persons (personar): the one place where a community keeps who somebody is.
pub(super) mod record;

use actix_web::HttpResponse;
use deserr::Deserr;
use domain::{Contact, FaultKind, Faults, Handle, Identity, Instant, Line, PartyId, Person, PersonId};
use persistence::{Kept, Page as Seek, PersonFilter, Place};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::holder::IdentityFields;
use super::person_rights::{may_identify, may_write, reach};
use super::references::{filtered, find_one, named};
use super::stamps::Stamps;
use crate::guard::{Done, InTenant, Listed, ReadPersons, Reading, WritePersons, Writing};
use crate::resource;
use crate::wire::read::{Form, ReadFaults};
use crate::wire::schema::{EmailText, InstantText, LineText, PersonIdText, PhoneText, ReferenceText};
use crate::wire::{ApiError, Code, JsonBody, MergePatch, Page, Query};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_persons, create_person)).service(resource!(get_person, change_person, erase_person));
}

/// How to reach a person.
#[derive(Debug, Clone, Default, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = Contact)]
pub struct ContactFields {
    #[deserr(default)]
    #[schema(value_type = Option<EmailText>)]
    email: Option<Line>,
    #[deserr(default)]
    #[schema(value_type = Option<PhoneText>)]
    phone: Option<Line>,
}

/// What is entered of a person (*person*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = PersonContent)]
pub struct PersonFields {
    /// The name; gone once the person is erased.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    name: Option<Line>,
    /// The position held, such as kommunalsjef.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    position: Option<Line>,
    /// The party they work for; an id or a key is taken, an id is answered.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    #[deserr(default)]
    #[schema(required = false)]
    contact: ContactFields,
    /// How issuers know them; replaced as a whole.
    #[deserr(default)]
    #[schema(max_items = 10, required = false)]
    identities: Vec<IdentityFields>,
}

/// A person (*person*) as one community knows them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Person)]
pub struct PersonView {
    #[schema(value_type = PersonIdText)]
    id: PersonId,
    #[serde(flatten)]
    fields: PersonFields,
    /// When everything that told who it was was removed.
    #[schema(value_type = Option<InstantText>)]
    erased_at: Option<Instant>,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Person> for PersonFields {
    fn from(person: Person) -> Self {
        Self {
            name: person.name,
            position: person.position,
            party: person.party.map(Handle::Id),
            contact: ContactFields { email: person.contact.email, phone: person.contact.phone },
            identities: person.identities.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        let stamps = Stamps::new(person.created_at, person.changed_at, person.version);
        Self { id: person.id, erased_at: person.erased_at, fields: person.into(), stamps }
    }
}

impl Form for PersonFields {
    fn stand_ins() -> Value {
        json!({"identities": [{"issuer": "https://nobody.invalid", "subject": "nobody"}]})
    }
}

impl PersonFields {
    /// The person these fields describe, if their party is there and nobody else has one of their identities.
    fn resolve(self, writing: &mut Writing<'_, '_, '_>, old: Option<&Person>) -> Result<Person, ApiError> {
        let mut faults = Faults::default();
        let find = |wanted: &[Handle<PartyId>]| writing.tx.parties().find(wanted);
        let party = find_one(self.party.as_ref(), "/party", &mut faults, find)?;
        let identities: Vec<Identity> = self.identities.into_iter().map(Into::into).collect();
        let id = old.map_or_else(PersonId::fresh, |old| old.id);
        for (identity, holder) in writing.tx.persons().holders_of(&identities)? {
            let place = identities.iter().position(|own| *own == identity).filter(|_| holder != id);
            place.into_iter().for_each(|i| faults.add(format!("/identities/{i}"), FaultKind::Taken));
        }
        let person = Person {
            id,
            name: self.name,
            position: self.position,
            party,
            contact: Contact { email: self.contact.email, phone: self.contact.phone },
            identities,
            erased_at: None,
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        faults.0.extend(person.check().err().unwrap_or_default().0);
        faults.into_result()?;
        Ok(person)
    }
}

/// A list of persons.
pub struct PersonList {
    ids: Option<Vec<PersonId>>,
    party: Option<Handle<PartyId>>,
}

impl PersonList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<PersonFilter, ApiError> {
        let party = filtered(self.party.as_ref(), "party", |wanted| reading.tx.parties().find(wanted))?;
        Ok(PersonFilter { ids: self.ids.clone(), party, within: reach(reading.rights, reading.tx)? })
    }
}

impl Listed for PersonList {
    type Item = Person;
    type View = PersonView;
    const OPERATION: &'static str = "list_persons";

    fn from_query(query: &Query) -> Self {
        Self { ids: query.ids(PersonId::parse), party: named(query, "party") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Person>, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.persons().list(&filter, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.persons().count(&filter)?)
    }

    fn place(person: &Person) -> Place {
        let name = person.name.as_ref().map(|name| domain::sort_key(name.as_str())).unwrap_or_default();
        Place { name, id: person.id.0 }
    }

    fn view(person: Person) -> PersonView {
        person.into()
    }
}

/// List the persons
///
/// The persons (*personar*) the community knows, by name. Those who are erased are listed too, without what told who they
/// were.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/persons", operation_id = "list_persons", tag = "persons",
    params(("party" = Option<ReferenceText>, Query, description = "Only those who work for this party")),
    responses((status = 200, description = "One page of persons", body = Page<PersonView>)))]
async fn list_persons(caller: InTenant<ReadPersons>) -> Result<HttpResponse, ApiError> {
    caller.list::<PersonList>().await
}

/// Get a person
///
/// One person (*person*), by id.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/persons/{person}", operation_id = "get_person", tag = "persons",
    responses((status = 200, description = "The person", body = PersonView)))]
async fn get_person(caller: InTenant<ReadPersons>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("person", PersonId::parse)?;
    caller
        .get(move |reading| {
            let person = reading.tx.persons().get(id)?.value;
            let reach = reach(reading.rights, reading.tx)?;
            if reach.is_some_and(|parties| person.party.is_none_or(|party| !parties.contains(&party))) {
                return Err(ApiError::new(Code::NotFound));
            }
            Ok((person.version, PersonView::from(person)))
        })
        .await
}

/// Enter a person
///
/// Enters a person (*person*) the community has to do with.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/persons", operation_id = "create_person", tag = "persons",
    request_body = PersonFields, responses((status = 201, description = "The person as entered", body = PersonView)))]
async fn create_person(caller: InTenant<WritePersons>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("persons");
    caller
        .create::<PersonFields>(body, move |writing, told| {
            let person = told.make(|fields| fields.resolve(writing, None))?;
            may_write(writing, &person)?;
            writing.tx.persons().insert(&person)?;
            Done::created(format!("{address}/{}", person.id), person.version, &PersonView::from(person))
        })
        .await
}

/// Change a person
///
/// Changes what the merge patch names (RFC 7396) of a person (*person*); the identities are replaced as a whole. Whoever
/// holds a role gets other identities only from one who may give roles.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/persons/{person}", operation_id = "change_person", tag = "persons",
    request_body(content = PersonFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The person as changed", body = PersonView)))]
async fn change_person(caller: InTenant<WritePersons>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let id = caller.id("person", PersonId::parse)?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = present(writing, id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<PersonFields>(&PersonFields::from(old.value.clone()))?;
            let new = told.make(|fields| fields.resolve(writing, Some(&old.value)))?;
            // A change may not move a person out of what the caller's grant is narrowed to either.
            may_write(writing, &new)?;
            may_identify(writing, &old.value, &new)?;
            writing.tx.persons().change(&old, &new)?;
            Done::changed(new.version, &PersonView::from(new))
        })
        .await
}

/// Erase a person
///
/// Removes for good what tells who the person (*person*) was: name, position, ways to reach them and identities. The row
/// stays, so that what points at it still does.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/persons/{person}", operation_id = "erase_person", tag = "persons",
    responses((status = 200, description = "The person as erased", body = PersonView)))]
async fn erase_person(caller: InTenant<WritePersons>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("person", PersonId::parse)?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .change(&[], nothing, move |writing, (), condition| {
            let old = present(writing, id)?;
            condition.matches(old.value.version)?;
            let erased = old.value.erased(writing.now);
            may_identify(writing, &old.value, &erased)?;
            writing.tx.persons().erase(&old, &erased)?;
            let version = erased.version;
            let view = PersonView::from(erased);
            // Answers kept for keyed requests tell who it was, too.
            let told = serde_json::to_vec(&view).map_err(ApiError::internal)?;
            writing.tx.idempotency().retell(format!("{{\"id\":\"{id}\",").as_bytes(), &told)?;
            Done::changed(version, &view)
        })
        .await
}

/// A person the caller may change. One who is erased is never changed again.
fn present(writing: &mut Writing<'_, '_, '_>, id: PersonId) -> Result<Kept<Person>, ApiError> {
    let kept = writing.tx.persons().get(id)?;
    may_write(writing, &kept.value)?;
    if kept.value.erased_at.is_some() { Err(ApiError::new(Code::Conflict)) } else { Ok(kept) }
}
