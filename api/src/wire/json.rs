//! JSON into a tree, stricter than JSON itself: bounded depth, and no name twice in an object.
use std::fmt;

use domain::{FaultKind, Faults};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::read::escape;
use super::{ApiError, Code};

/// The most levels of objects and lists a body may have.
pub const MAX_DEPTH: usize = 32;

/// Reads a document. Names that stand twice are faults with their pointers, all of them in one answer, since readers
/// disagree about which one counts (RFC 8259 4).
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    let mut reading = Reading { depth: 0, too_deep: false, path: String::new(), faults: Faults::default() };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = Node(&mut reading).deserialize(&mut deserializer);
    let parsed = parsed.and_then(|value| deserializer.end().map(|()| value));
    if reading.too_deep {
        return Err(ApiError::new(Code::TooDeep).with("limit", MAX_DEPTH));
    }
    let value = parsed
        .map_err(|error| ApiError::new(Code::NotJson).with("line", error.line()).with("column", error.column()))?;
    reading.faults.into_result()?;
    Ok(value)
}

struct Reading {
    depth: usize,
    too_deep: bool,
    path: String,
    faults: Faults,
}

impl Reading {
    fn descend<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        self.too_deep = self.depth > MAX_DEPTH;
        if self.too_deep { Err(E::custom("nested too deeply")) } else { Ok(()) }
    }

    /// Runs with one more step on the path (RFC 6901).
    fn at<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&escape(step));
        let result = read(self);
        self.path.truncate(length);
        result
    }
}

struct Node<'a>(&'a mut Reading);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.0.descend()?;
        let mut list = Vec::new();
        while let Some(value) =
            self.0.at(&list.len().to_string(), |reading| members.next_element_seed(Node(reading)))?
        {
            list.push(value);
        }
        self.0.depth -= 1;
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.0.descend()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = self.0.at(&name, |reading| {
                if object.contains_key(&name) {
                    reading.faults.add(reading.path.clone(), FaultKind::Duplicate);
                }
                members.next_value_seed(Node(reading))
            })?;
            object.insert(name, value);
        }
        self.0.depth -= 1;
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sound_json_is_read_as_it_stands() {
        let text = r#"{"b":[1,-2,1.5,true,null,"æ\n"],"a":{"b":{}}, "n": 18446744073709551615}"#;
        assert_eq!(parse(text.as_bytes()).expect("JSON"), serde_json::from_str::<Value>(text).expect("JSON"));
        assert_eq!(parse(b" 1 ").expect("JSON"), json!(1));
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for (text, line, column) in [
            (&b""[..], "1", "0"),
            (b"{\"a\":1}}", "1", "8"),
            (b"{\n \"a\" 1}", "2", "6"),
            (b"[1,]", "1", "4"),
            (b"NaN", "1", "1"),
            (b"{\"a\":\"\xff\"}", "1", "7"),
        ] {
            let error = parse(text).expect_err("not JSON");
            assert_eq!(error.code, Code::NotJson, "{text:?}");
            assert_eq!(error.args, [("line", line.to_owned()), ("column", column.to_owned())], "{text:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        for deep in [nested(MAX_DEPTH + 1), "[".repeat(100_000), r#"{"a":"#.repeat(100_000)] {
            assert_eq!(parse(deep.as_bytes()).expect_err("deep").code, Code::TooDeep);
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_a_fault_at_its_place() {
        let error = parse(br#"{"a":[{"x/y":1,"x/y":2}],"b":1,"c":{"b":1},"b":2}"#).expect_err("twice");
        let places: Vec<_> = error.faults.0.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!((error.code, places), (Code::Invalid, vec!["/a/0/x~1y", "/b"]));
        assert!(error.faults.0.iter().all(|fault| fault.kind == FaultKind::Duplicate));
    }
}
