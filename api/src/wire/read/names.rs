//! Names in both written forms.
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{Line, Names};

use super::ReadFaults;

#[derive(Deserr)]
#[deserr(error = ReadFaults, deny_unknown_fields)]
struct NamesFields {
    nb: Line,
    nn: Line,
}

impl Deserr<ReadFaults> for Names {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        NamesFields::deserialize_from_value(value, location).map(|NamesFields { nb, nn }| Self { nb, nn })
    }
}
