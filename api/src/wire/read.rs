//! Reading JSON into values that cannot be wrong: all faults of a document in one answer, each with its RFC 6901
//! pointer.
use std::ops::ControlFlow;

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, MergeWithError, Value, ValueKind, ValuePointerRef};
use domain::policy::Role;
use domain::webhook::{FeedType, ReceiverUrl, Signing};
use domain::{
    AppointerKind, AreaId, AreaRole, Attended, AttendedAs, Ballot, BodyId, BodyType, CalendarKind, Capacity, CaseId,
    CaseKind, CaseNumberFormat, CaseState, Category, Date, DatePrecision, DecisionRule, DeputyMode, FaultKind, Faults,
    Force, Forwarding, HolderKind, IdError, ItemId, Key, Language, LeadershipKind, Line, LinkKind, Listing,
    MeetingForm, MeetingState, MembershipId, MinutesState, MunicipalityNumber, Obstacle, OfficeRole, Openness,
    OrgNumber, Outcome, PaperPart, PartyId, PartyKind, Per, PersonId, Position, Preparer, Presence, Prose, ProvisionId,
    ProvisionKind, Reach, RequirementKind, SeatKind, SeatRight, Side, Standing, StopId, TargetGroupOrigin, TenantId,
    TenantStatus, TurnUnit, Verb, Verification, Visibility, WebhookState, Words,
};

mod bounded;
mod flat;
mod handle;
mod names;
mod time_of_day;
mod told;
pub use bounded::{AtMost, Once};
pub use flat::{Common, Flat};
pub use handle::{Named, handle};
pub use time_of_day::TimeOfDay;
pub use told::{Form, Told};

/// Reads a JSON value as a `T`, or says everything that is wrong with it.
///
/// Wire structs derive [`Deserr`] with `#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]`;
/// members that may be left out or `null` are `Option`s with `#[deserr(default)]`.
pub fn read<T: Deserr<ReadFaults>>(value: serde_json::Value) -> Result<T, Faults> {
    deserr::deserialize::<T, _, ReadFaults>(value).map_err(|faults| faults.0)
}

/// The faults met while reading one document.
#[derive(Debug)]
pub struct ReadFaults(pub Faults);

impl ReadFaults {
    fn at(location: ValuePointerRef, kind: FaultKind) -> Self {
        Self(Faults::one(pointer(location), kind))
    }
}

impl MergeWithError<Self> for ReadFaults {
    fn merge(earlier: Option<Self>, other: Self, _: ValuePointerRef) -> ControlFlow<Self, Self> {
        let mut all = earlier.map(|faults| faults.0.0).unwrap_or_default();
        all.extend(other.0.0);
        ControlFlow::Continue(Self(Faults(all)))
    }
}

impl MergeWithError<FaultKind> for ReadFaults {
    fn merge(earlier: Option<Self>, kind: FaultKind, location: ValuePointerRef) -> ControlFlow<Self, Self> {
        <Self as MergeWithError<Self>>::merge(earlier, Self::at(location, kind), location)
    }
}

impl DeserializeError for ReadFaults {
    fn error<V: IntoValue>(
        earlier: Option<Self>,
        error: ErrorKind<V>,
        location: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        let listed = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        let found = match error {
            ErrorKind::MissingField { field } => Self::at(location.push_key(field), FaultKind::Required),
            ErrorKind::UnknownKey { key, accepted } => {
                Self::at(location.push_key(key), FaultKind::UnknownField { known: listed(accepted) })
            }
            ErrorKind::UnknownValue { accepted, .. } => {
                Self::at(location, FaultKind::UnknownWord { known: listed(accepted) })
            }
            ErrorKind::IncorrectValueKind { accepted, .. } => {
                Self::at(location, FaultKind::WrongType { expected: json_types(accepted) })
            }
            ErrorKind::BadSequenceLen { actual, expected } if deserr::Sequence::len(&actual) < expected => {
                Self::at(location, FaultKind::TooShort { min: expected })
            }
            ErrorKind::BadSequenceLen { expected, .. } => Self::at(location, FaultKind::TooLong { max: expected }),
            // The library's own texts are English only; what can be said more exactly is a type of this module.
            ErrorKind::Unexpected { .. } => Self::at(location, FaultKind::Malformed { form: "another value" }),
        };
        <Self as MergeWithError<Self>>::merge(earlier, found, location)
    }
}

fn json_types(kinds: &[ValueKind]) -> String {
    let mut names: Vec<&str> = kinds
        .iter()
        .map(|kind| match kind {
            ValueKind::Null => "null",
            ValueKind::Boolean => "boolean",
            ValueKind::Integer | ValueKind::NegativeInteger => "integer",
            ValueKind::Float => "number",
            ValueKind::String => "string",
            ValueKind::Sequence => "array",
            ValueKind::Map => "object",
        })
        .collect();
    names.dedup();
    names.join(" | ")
}

/// A location as an RFC 6901 JSON pointer from the document's root.
pub fn pointer(location: ValuePointerRef) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => format!("{}/{}", pointer(*prev), escape(key)),
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(*prev)),
    }
}

/// One member's name as a token of a JSON pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A whole number between two bounds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Within<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Within<MIN, MAX> {
    /// The number in a narrower type, which must hold both bounds.
    pub fn narrow<N: TryFrom<i64>>(self) -> N {
        N::try_from(self.0).unwrap_or_else(|_| unreachable!("{MIN} to {MAX} fit the type the caller chose"))
    }
}

impl<const MIN: i64, const MAX: i64> Deserr<ReadFaults> for Within<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        let number = match value {
            Value::Integer(number) => i64::try_from(number).ok(),
            Value::NegativeInteger(number) => Some(number),
            other => return Err(wrong_type(other, &[ValueKind::Integer], location)),
        };
        let inside = number.filter(|number| (MIN..=MAX).contains(number)).map(Self);
        inside.ok_or_else(|| ReadFaults::at(location, FaultKind::OutOfRange { min: MIN, max: MAX }))
    }
}

fn wrong_type<V: IntoValue>(actual: Value<V>, accepted: &[ValueKind], location: ValuePointerRef) -> ReadFaults {
    deserr::take_cf_content(ReadFaults::error(None, ErrorKind::IncorrectValueKind { actual, accepted }, location))
}

fn parsed<T, V: IntoValue>(
    value: Value<V>,
    location: ValuePointerRef,
    parse: impl FnOnce(&str) -> Result<T, FaultKind>,
) -> Result<T, ReadFaults> {
    match value {
        Value::String(text) => parse(&text).map_err(|kind| ReadFaults::at(location, kind)),
        other => Err(wrong_type(other, &[ValueKind::String], location)),
    }
}

/// Types read from a JSON string by a function on the text.
macro_rules! read_from_text {
    ($($name:ty => $parse:expr),+ $(,)?) => { $(
        impl Deserr<ReadFaults> for $name {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                location: ValuePointerRef,
            ) -> Result<Self, ReadFaults> {
                parsed(value, location, $parse)
            }
        }
    )+ };
}

/// Vocabularies: a fault lists the words that are accepted.
macro_rules! read_words {
    ($($name:ty),+ $(,)?) => { read_from_text! { $($name => word),+ } };
}

/// Ids: a fault tells an id of another kind from what is no id at all.
macro_rules! read_ids {
    ($($name:ty),+ $(,)?) => { read_from_text! { $($name => |text| <$name>::parse(text).map_err(id_fault)),+ } };
}

read_from_text! {
    Key => |text| Key::parse(text).ok_or(FaultKind::Malformed { form: Key::PATTERN }),
    OrgNumber => |text| OrgNumber::parse(text).ok_or(FaultKind::OrgNumber),
    MunicipalityNumber => |text| MunicipalityNumber::parse(text).ok_or(FaultKind::MunicipalityNumber),
    Line => Line::parse,
    Prose => Prose::parse,
    Date => date,
    TimeOfDay => TimeOfDay::parse,
    ReceiverUrl => ReceiverUrl::parse,
    CaseNumberFormat => |text| {
        CaseNumberFormat::parse(text).ok_or(FaultKind::Malformed { form: CaseNumberFormat::PATTERN })
    },
}
read_words!(
    AppointerKind,
    AreaRole,
    Attended,
    AttendedAs,
    Ballot,
    BodyType,
    CalendarKind,
    Capacity,
    CaseKind,
    CaseState,
    Category,
    DatePrecision,
    DecisionRule,
    DeputyMode,
    FeedType,
    Force,
    Forwarding,
    HolderKind,
    Language,
    LeadershipKind,
    LinkKind,
    Listing,
    MeetingForm,
    MeetingState,
    MinutesState,
    Obstacle,
    OfficeRole,
    Openness,
    Outcome,
    PaperPart,
    PartyKind,
    Per,
    Position,
    Preparer,
    Presence,
    ProvisionKind,
    Reach,
    RequirementKind,
    Role,
    SeatKind,
    SeatRight,
    Side,
    Signing,
    Standing,
    TargetGroupOrigin,
    TenantStatus,
    TurnUnit,
    Verb,
    Verification,
    Visibility,
    WebhookState,
);
read_ids!(AreaId, BodyId, CaseId, ItemId, MembershipId, PartyId, PersonId, ProvisionId, StopId, TenantId);

fn word<T: Words>(text: &str) -> Result<T, FaultKind> {
    let known = || T::ALL.iter().map(|each| each.word().to_owned()).collect();
    T::parse(text).ok_or_else(|| FaultKind::UnknownWord { known: known() })
}

fn id_fault(error: IdError) -> FaultKind {
    match error {
        IdError::WrongPrefix(expected) => FaultKind::WrongPrefix { expected },
        IdError::Malformed => FaultKind::Malformed { form: "prefix_ and 26 characters of base32" },
    }
}

/// The calendar library reads more forms than the wire allows, so the one form is required first.
fn date(text: &str) -> Result<Date, FaultKind> {
    let dashed = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let read = if dashed { text.parse().ok() } else { None };
    read.ok_or(FaultKind::Malformed { form: "YYYY-MM-DD" })
}

#[cfg(test)]
mod tests;
