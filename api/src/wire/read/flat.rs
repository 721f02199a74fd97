//! Two structs read from the members of one object.
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{FaultKind, Faults};
use serde::Serialize;

use super::{ReadFaults, escape, pointer};

/// What several kinds of entries have in common, with the names of its members.
pub trait Common: Deserr<ReadFaults> {
    /// Its members as written on the wire.
    const MEMBERS: &'static [&'static str];
}

/// What all entries have and what one kind has, side by side in one object.
#[derive(Debug, Clone, Serialize)]
pub struct Flat<C, T> {
    /// What all have.
    #[serde(flatten)]
    pub common: C,
    /// What this kind has.
    #[serde(flatten)]
    pub own: T,
}

impl<C: Common, T: Deserr<ReadFaults>> Deserr<ReadFaults> for Flat<C, T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        let (common, own): (serde_json::Value, serde_json::Value) = match serde_json::Value::from(value) {
            serde_json::Value::Object(members) => {
                let parted = members.into_iter().partition(|(name, _)| C::MEMBERS.contains(&name.as_str()));
                let (common, own): (serde_json::Map<_, _>, serde_json::Map<_, _>) = parted;
                (common.into(), own.into())
            }
            // Whichever reads it last tells its type, and nothing more is told of it.
            other => {
                T::deserialize_from_value(other.into_value(), location)?;
                (serde_json::Map::new().into(), serde_json::Map::new().into())
            }
        };
        let common = C::deserialize_from_value(common.into_value(), location);
        let own =
            T::deserialize_from_value(own.into_value(), location).map_err(|faults| with_common::<C>(faults, location));
        match (common, own) {
            (Ok(common), Ok(own)) => Ok(Self { common, own }),
            (common, own) => {
                let faults = common.err().into_iter().chain(own.err()).flat_map(|faults| faults.0.0);
                Err(ReadFaults(Faults(faults.collect())))
            }
        }
    }
}

/// Whoever is told of an unknown member is told of all that are known.
fn with_common<C: Common>(mut faults: ReadFaults, location: ValuePointerRef) -> ReadFaults {
    let base = pointer(location);
    for fault in &mut faults.0.0 {
        let own = fault.pointer.strip_prefix(&base).and_then(|rest| rest.strip_prefix('/'));
        if let FaultKind::UnknownField { known } = &mut fault.kind
            && own.is_some_and(|name| !name.contains('/'))
        {
            known.splice(0..0, C::MEMBERS.iter().map(|name| escape(name)));
        }
    }
    faults
}
