//! What a kind of thing has to offer to be followed: pages of it, some of it by id, and what its reader sees of each.
use std::str::FromStr as _;

use domain::policy::Permission;
use domain::{BodyId, SubjectType};
use persistence::{Direction, Page as Seek, Place, Sort};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::guard::Reading;
use crate::wire::ApiError;

/// A thing by its kind and its id, as the journal names it.
pub type Subject = (SubjectType, String);

/// A kind of thing that can be followed. What is shown of it is what its own address answers the same reader with, but for
/// what depends on the reader's next step or on the day.
pub trait Record {
    /// What the store gives.
    type Item;
    /// Which kind it is.
    const KIND: SubjectType;
    /// What its reader must hold.
    const PERMISSION: Permission;

    /// Its id among those of its kind.
    fn id(item: &Self::Item) -> String;
    /// The next ones after an id, in the order of ids; those nobody but others see may be among them.
    fn page(reading: &mut Reading<'_, '_, '_>, after: Option<&str>, limit: i64) -> Result<Vec<Self::Item>, ApiError>;
    /// Those of these that exist, whoever asks.
    fn fetch(reading: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<Self::Item>, ApiError>;
    /// What the reader sees of each, with a few queries however many they are.
    fn tell(reading: &mut Reading<'_, '_, '_>, items: Vec<Self::Item>) -> Result<Vec<Found>, ApiError>;
}

/// A thing that was found, and what its reader sees of it now.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// What is seen of it, if it is.
    pub shown: Option<Shown>,
    /// Whose entries in the journal tell who could see it.
    pub told_as: Vec<Subject>,
    /// Whose first entry tells since when it is there, where that is another's than those.
    pub since: Option<Subject>,
    /// The bodies whose members see what is told to these bodies.
    pub bodies: Vec<BodyId>,
    /// What it is seen through is seen now, so that it was seen as far as that decides.
    pub held: bool,
    /// Several sides see it, each through a body of its own: nobody outside the secretariat is told, and they see it.
    pub of_sides: bool,
    /// Such a reader never saw it, whatever was told.
    pub never: bool,
}

/// What is seen of a thing.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its version.
    pub version: i32,
    /// It as its own address tells it.
    pub data: Value,
}

impl Found {
    /// A thing that is seen by those its own entries are told to.
    pub fn new(kind: SubjectType, id: String, shown: Option<Shown>) -> Self {
        let told_as = vec![(kind, id.clone())];
        Self { id, shown, told_as, since: None, bodies: Vec::new(), held: false, of_sides: false, never: false }
    }

    /// The same for one of some bodies.
    #[must_use]
    pub fn of_bodies(self, bodies: impl IntoIterator<Item = BodyId>) -> Self {
        Self { bodies: bodies.into_iter().collect(), ..self }
    }
}

impl Shown {
    /// A view, without the members that depend on the reader's next step or on the day.
    pub fn new(version: i32, view: &impl Serialize, without: &[&str]) -> Result<Self, ApiError> {
        let mut data = serde_json::to_value(view).map_err(ApiError::internal)?;
        if let Value::Object(members) = &mut data {
            without.iter().for_each(|name| drop(members.remove(*name)));
        }
        Ok(Self { version, data })
    }
}

/// The ids of this kind among some texts.
pub fn parsed<I, E>(ids: &[&str], parse: impl Fn(&str) -> Result<I, E>) -> Vec<I> {
    ids.iter().filter_map(|id| parse(id).ok()).collect()
}

/// An id with a number, such as `meeting_…/2`.
pub fn numbered<I, E>(text: &str, parse: impl Fn(&str) -> Result<I, E>) -> Option<(I, i32)> {
    let (id, number) = text.split_once('/')?;
    Some((parse(id).ok()?, i32::from_str(number).ok()?))
}

/// The next rows after an id, in the order they were made.
pub fn seek(after: Option<Uuid>, limit: i64) -> Seek {
    let place = |id| (Direction::Forward, Place { name: String::new(), id });
    Seek { sort: Sort::Created, seek: after.map(place), limit }
}

/// The id a page begins after; one that cannot be read begins at the start.
pub fn after<I, E>(text: Option<&str>, parse: impl Fn(&str) -> Result<I, E>, uuid: impl Fn(I) -> Uuid) -> Option<Uuid> {
    text.and_then(|text| parse(text).ok()).map(uuid)
}
