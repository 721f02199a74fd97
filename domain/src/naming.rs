//! How a rule names what it speaks of: by id where it is kept, by key in a charter, by either in a request.
use std::fmt::Debug;
use std::hash::Hash;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{AreaId, BodyId, Handle, Key, PartyId, ProvisionId};

/// A name of something.
pub trait Name: Clone + Eq + Hash + Debug + Serialize + Send + Sync + 'static {}
impl<T: Clone + Eq + Hash + Debug + Serialize + Send + Sync + 'static> Name for T {}

/// A way of naming; every rule of a community's structure is written in one.
pub trait Naming: Copy + Eq + Debug + Send + Sync + 'static {
    /// Names a party.
    type Party: Name;
    /// Names an area.
    type Area: Name;
    /// Names a body.
    type Body: Name;
    /// Names another provision.
    type Provision: Name;
}

/// A way of naming that reads back from a store.
pub trait Stored:
    Naming<Party: DeserializeOwned, Area: DeserializeOwned, Body: DeserializeOwned, Provision: DeserializeOwned>
{
}
impl<N> Stored for N where
    N: Naming<Party: DeserializeOwned, Area: DeserializeOwned, Body: DeserializeOwned, Provision: DeserializeOwned>
{
}

/// By id, as rules are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ById;

impl Naming for ById {
    type Party = PartyId;
    type Area = AreaId;
    type Body = BodyId;
    type Provision = ProvisionId;
}

/// By key, as a charter writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByKey;

impl Naming for ByKey {
    type Party = Key;
    type Area = Key;
    type Body = Key;
    type Provision = Key;
}

/// By id or by key, as requests may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByHandle;

impl Naming for ByHandle {
    type Party = Handle<PartyId>;
    type Area = Handle<AreaId>;
    type Body = Handle<BodyId>;
    type Provision = Handle<ProvisionId>;
}

/// Knows what the names of one way of naming are in another. A name it does not know it notes as a fault at `pointer`,
/// so that all of them are told at once.
pub trait Renaming<From: Naming, To: Naming> {
    /// A party's other name.
    fn party(&mut self, pointer: &str, name: &From::Party) -> Option<To::Party>;
    /// An area's other name.
    fn area(&mut self, pointer: &str, name: &From::Area) -> Option<To::Area>;
    /// A body's other name.
    fn body(&mut self, pointer: &str, name: &From::Body) -> Option<To::Body>;
    /// A provision's other name.
    fn provision(&mut self, pointer: &str, name: &From::Provision) -> Option<To::Provision>;
}
