//! Persons as they are followed.
use domain::policy::Permission;
use domain::{Person, PersonId, SubjectType};
use persistence::PersonFilter;

use super::{PersonView, reach};
use crate::feeds::record::{Found, Record, Shown, after, parsed, seek};
use crate::guard::Reading;
use crate::wire::ApiError;

/// The persons a community knows.
pub(crate) enum PersonRecord {}

impl Record for PersonRecord {
    type Item = Person;
    const KIND: SubjectType = SubjectType::Person;
    const PERMISSION: Permission = Permission::ReadPersons;

    fn id(person: &Person) -> String {
        person.id.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<Person>, ApiError> {
        let filter = PersonFilter { party: None, ids: None, within: reach(reading.rights, reading.tx)? };
        Ok(reading.tx.persons().list(&filter, &seek(after(from, PersonId::parse, |id| id.0), limit))?)
    }

    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Person>, ApiError> {
        Ok(reading.tx.persons().many(&parsed(ids, PersonId::parse))?)
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Person>) -> Result<Vec<Found>, ApiError> {
        let reach = reach(reading.rights, reading.tx)?;
        let sees = |person: &Person| {
            reach.as_ref().is_none_or(|parties| person.party.is_some_and(|party| parties.contains(&party)))
        };
        let told = |person: Person| {
            let (id, version, seen) = (Self::id(&person), person.version, sees(&person));
            let shown = seen.then(|| Shown::new(version, &PersonView::from(person), &[])).transpose()?;
            Ok(Found::new(Self::KIND, id, shown))
        };
        items.into_iter().map(told).collect()
    }
}
