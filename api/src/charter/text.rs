//! What the command line says of a fault, in one English line.
use domain::FaultKind;

pub(super) fn english(kind: &FaultKind) -> String {
    match kind {
        FaultKind::Required => "is required".into(),
        FaultKind::UnknownField { known } => format!("no such member; known are {}", known.join(", ")),
        FaultKind::WrongType { expected } => format!("must be of type {expected}"),
        FaultKind::UnknownWord { known } => format!("no such word; known are {}", known.join(", ")),
        FaultKind::TooShort { min } => format!("is shorter than {min}"),
        FaultKind::TooLong { max } => format!("is longer than {max}"),
        FaultKind::OutOfRange { min, max } => format!("must lie between {min} and {max}"),
        FaultKind::ControlCharacter => "holds a control character".into(),
        FaultKind::Malformed { form } => format!("must have the form {form}"),
        FaultKind::OrgNumber => "is no organisation number: nine digits with a true check digit".into(),
        FaultKind::MunicipalityNumber => "is no municipality number: four digits within a county".into(),
        FaultKind::PersonalId => "holds a national identity number".into(),
        FaultKind::KeyTaken => "the key is or has been in use".into(),
        FaultKind::Taken => "is held by another entry".into(),
        FaultKind::UnknownReference => "nothing has this key".into(),
        FaultKind::WrongPrefix { expected } => format!("is the id of something else; {expected}_ is wanted"),
        FaultKind::DateOrder => "the last day comes before the first".into(),
        FaultKind::Cycle => "stands above itself".into(),
        FaultKind::Immutable => "never changes".into(),
        FaultKind::HistoryRewritten => "would rewrite what has been in force".into(),
        FaultKind::Needs { other } => format!("is only allowed together with a matching {other}"),
        FaultKind::Excludes { other } => format!("does not go together with this {other}"),
        FaultKind::Duplicate => "stands more than once".into(),
        FaultKind::InUse { key } => format!("would end {key} while people sit there; name it in ends"),
        FaultKind::OnlyFromToday => "is changed from today only; a later change is an end and a new entry".into(),
    }
}
