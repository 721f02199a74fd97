//! What inputs name by id or key: looked up together, each unknown one a fault at its place.
use std::collections::HashSet;

use domain::policy::Sight;
use domain::{AreaId, Body, BodyId, FaultKind, Faults, Handle, Key};
use persistence::{StoreError, TenantTx};

use crate::wire::read::{Named, handle};
use crate::wire::{ApiError, Code, Query};

/// The things that were found of those an input names.
pub(super) struct Found<I>(Vec<(I, Key)>);

impl<I: Copy + PartialEq> Found<I> {
    /// Looks up what is named, with one query, or with none where nothing is.
    pub(super) fn look_up<'h>(
        named: impl IntoIterator<Item = &'h Handle<I>>,
        find: impl FnOnce(&[Handle<I>]) -> Result<Vec<(I, Key)>, StoreError>,
    ) -> Result<Self, StoreError>
    where
        I: Clone + 'h,
    {
        let named: Vec<_> = named.into_iter().cloned().collect();
        if named.is_empty() { Ok(Self(Vec::new())) } else { find(&named).map(Self) }
    }

    /// What is named, or a fault where it is named.
    pub(super) fn id(&self, named: &Handle<I>, pointer: &str, faults: &mut Faults) -> Option<I> {
        let is_named = |(id, key): &&(I, Key)| match named {
            Handle::Id(named) => id == named,
            Handle::Key(named) => key == named,
        };
        let found = self.0.iter().find(is_named).map(|(id, _)| *id);
        if found.is_none() {
            faults.add(pointer, FaultKind::UnknownReference);
        }
        found
    }
}

/// The id one reference stands for; what nobody has, or the caller does not see, is a fault at its pointer.
pub(super) fn find_one<I: Copy + PartialEq>(
    reference: Option<&Handle<I>>,
    pointer: &str,
    faults: &mut Faults,
    find: impl FnOnce(&[Handle<I>]) -> Result<Vec<(I, Key)>, StoreError>,
) -> Result<Option<I>, StoreError> {
    let Some(reference) = reference else { return Ok(None) };
    Ok(Found::look_up([reference], find)?.id(reference, pointer, faults))
}

/// A key is set once, and is nobody else's.
pub(super) fn check_key(
    old: Option<&Key>,
    new: &Key,
    faults: &mut Faults,
    taken: impl FnOnce() -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    match old {
        Some(old) if old != new => faults.add("/key", FaultKind::Immutable),
        None if taken()? => faults.add("/key", FaultKind::KeyTaken),
        _ => {}
    }
    Ok(())
}

/// A filter that names a thing by id or key.
pub(super) fn named<I: Named>(query: &Query, name: &'static str) -> Option<Handle<I>> {
    query.value(name, handle)
}

/// The thing a filter names. An unknown one is a fault of the query: an empty list would hide a misspelling.
pub(super) fn filtered<I: Copy + PartialEq>(
    filter: Option<&Handle<I>>,
    name: &str,
    find: impl FnOnce(&[Handle<I>]) -> Result<Vec<(I, Key)>, StoreError>,
) -> Result<Option<I>, ApiError> {
    let Some(filter) = filter else { return Ok(None) };
    let mut faults = Faults::default();
    let id = Found::look_up([filter], find)?.id(filter, &format!("?{name}"), &mut faults);
    faults.into_result().map_err(|faults| ApiError::new(Code::QueryInvalid).with_faults(faults))?;
    Ok(id)
}

/// Which of the things that bodies refer to a caller sees: what is hidden is hidden as a reference too.
pub(super) enum Seen {
    /// All of them.
    Everything,
    /// These.
    Only { bodies: HashSet<BodyId>, areas: HashSet<AreaId> },
}

impl Seen {
    /// For bodies that the caller sees: looks up what else they refer to, with a query for each kind, or with none for a
    /// caller who sees everything.
    pub(super) fn by<'b>(
        sight: &Sight,
        tx: &mut TenantTx<'_, '_>,
        bodies: impl IntoIterator<Item = &'b Body> + Clone,
    ) -> Result<Self, StoreError> {
        if sight.is_everything() {
            return Ok(Self::Everything);
        }
        let mut seen: HashSet<BodyId> = bodies.clone().into_iter().map(|body| body.id).collect();
        let (mut named, mut areas) = (HashSet::new(), HashSet::new());
        for body in bodies {
            named.extend(body.parent.iter().chain(&body.programme_committee_for).chain(&body.succeeds));
            areas.extend(body.area);
        }
        let named: Vec<_> = named.difference(&seen).copied().map(Handle::Id).collect();
        let areas: Vec<_> = areas.into_iter().map(Handle::Id).collect();
        let named = Found::look_up(&named, |handles| tx.bodies().find(handles, sight))?;
        let areas = Found::look_up(&areas, |handles| tx.areas().find(handles, sight))?;
        seen.extend(named.0.into_iter().map(|(id, _)| id));
        Ok(Self::Only { bodies: seen, areas: areas.0.into_iter().map(|(id, _)| id).collect() })
    }

    /// A body without the references that the caller does not see.
    pub(super) fn shown(&self, mut body: Body) -> Body {
        if let Self::Only { bodies, areas } = self {
            body.parent = body.parent.filter(|id| bodies.contains(id));
            body.programme_committee_for = body.programme_committee_for.filter(|id| bodies.contains(id));
            body.succeeds.retain(|id| bodies.contains(id));
            body.area = body.area.filter(|id| areas.contains(id));
        }
        body
    }
}
