//! Lists that may only be so long, refused before their items cost anything.
use std::collections::BTreeSet;

use deserr::{Deserr, IntoValue, Sequence as _, Value, ValuePointerRef};
use domain::{FaultKind, Faults};
use serde::Serialize;

use super::ReadFaults;

/// A list of at most `MAX` items.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct AtMost<T, const MAX: usize>(pub Vec<T>);

impl<T, const MAX: usize> Default for AtMost<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Deserr<ReadFaults>, const MAX: usize> Deserr<ReadFaults> for AtMost<T, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        match value {
            Value::Sequence(items) if items.len() > MAX => {
                Err(ReadFaults::at(location, FaultKind::TooLong { max: MAX }))
            }
            value => Vec::deserialize_from_value(value, location).map(Self),
        }
    }
}

/// A list in which nothing stands twice, and the order does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Once<T: Ord>(pub BTreeSet<T>);

impl<T: Ord + Copy + Deserr<ReadFaults>> Deserr<ReadFaults> for Once<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        let items = Vec::<T>::deserialize_from_value(value, location)?;
        let mut faults = Faults::default();
        for i in (1..items.len()).filter(|i| items[..*i].contains(&items[*i])) {
            faults.add(super::pointer(location.push_index(i)), FaultKind::Duplicate);
        }
        faults.into_result().map(|()| Self(items.into_iter().collect())).map_err(ReadFaults)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_has_a_greatest_length() {
        type Two = AtMost<domain::Side, 2>;
        assert_eq!(read::<Two>(json!(["user", "other"])).expect("two").0.len(), 2);
        for (value, pointer, code) in [
            (json!(["user", "other", 3]), "", "too-long"),
            (json!(["user", 3]), "/1", "wrong-type"),
            (json!("user"), "", "wrong-type"),
        ] {
            let faults = read::<Two>(value).expect_err("faults").0;
            assert_eq!((faults[0].pointer.as_str(), faults[0].kind.code()), (pointer, code));
        }
    }

    #[test]
    fn a_word_stands_once() {
        let faults = read::<Once<domain::Side>>(json!(["user", "other", "user", "user"])).expect_err("twice").0;
        let told: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect();
        assert_eq!(told, [("/2", "duplicate"), ("/3", "duplicate")]);
    }
}
