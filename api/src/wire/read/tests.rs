//! What the reader says about documents that are wrong in several ways at once.
use deserr::Deserr;
use domain::{Date, FaultKind, Key, MunicipalityNumber, Names, OrgNumber, PartyId, Side};
use serde_json::{Value, json};

use super::{ReadFaults, Within, escape, read};

#[derive(Deserr, Debug)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct Group {
    key: Key,
    names: Names,
    #[deserr(default)]
    valid_from: Option<Date>,
    #[deserr(default)]
    members: Vec<Member>,
}

#[derive(Deserr, Debug)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct Member {
    side: Side,
    #[deserr(default)]
    seats: Option<Within<1, 9>>,
}

fn faults<T: Deserr<ReadFaults>>(value: Value) -> Vec<(String, FaultKind)> {
    let found = read::<T>(value).err().unwrap_or_default();
    let mut found: Vec<_> = found.0.into_iter().map(|fault| (fault.pointer, fault.kind)).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn one<T: Deserr<ReadFaults>>(value: Value) -> Option<FaultKind> {
    faults::<T>(value).pop().map(|(_, kind)| kind)
}

#[test]
fn every_fault_of_a_document_is_found_at_once_with_its_pointer() {
    let found = faults::<Group>(json!({
        "key": "OU Nord",
        "names": { "nb": " ", "en": "North" },
        "validFrom": "2022-8-1",
        "members": [
            { "side": "municipal", "seats": 9 },
            { "side": "muncipal", "seats": 10 },
            "bergen",
            { "seats": "two", "a/b~c": true },
        ],
        "colour": "red",
    }));
    let listed = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected = vec![
        ("/colour", FaultKind::UnknownField { known: listed(&["key", "names", "validFrom", "members"]) }),
        ("/key", FaultKind::Malformed { form: Key::PATTERN }),
        ("/members/1/seats", FaultKind::OutOfRange { min: 1, max: 9 }),
        ("/members/1/side", FaultKind::UnknownWord { known: listed(&["municipal", "specialist", "user", "other"]) }),
        ("/members/2", FaultKind::WrongType { expected: "object".into() }),
        ("/members/3/a~1b~0c", FaultKind::UnknownField { known: listed(&["side", "seats"]) }),
        ("/members/3/seats", FaultKind::WrongType { expected: "integer".into() }),
        ("/members/3/side", FaultKind::Required),
        ("/names/en", FaultKind::UnknownField { known: listed(&["nb", "nn"]) }),
        ("/names/nb", FaultKind::TooShort { min: 1 }),
        ("/names/nn", FaultKind::Required),
        ("/validFrom", FaultKind::Malformed { form: "YYYY-MM-DD" }),
    ];
    assert_eq!(found, expected.into_iter().map(|(at, kind)| (at.to_owned(), kind)).collect::<Vec<_>>());
}

#[test]
fn a_right_document_is_read_and_null_stands_for_nothing() {
    let group: Group = read(json!({
        "key": "ou-voss", "names": { "nb": "OU Voss", "nn": "OU Voss" }, "validFrom": null,
        "members": [{ "side": "specialist", "seats": null }],
    }))
    .expect("the document is right");
    assert_eq!((group.key.as_str(), group.names.nn.as_str()), ("ou-voss", "OU Voss"));
    assert_eq!((group.valid_from, group.members[0].side, group.members[0].seats), (None, Side::Specialist, None));
}

#[test]
fn each_type_of_value_has_its_own_fault() {
    assert_eq!(one::<Group>(json!([])), Some(FaultKind::WrongType { expected: "object".into() }));
    assert_eq!(one::<Names>(Value::Null), Some(FaultKind::WrongType { expected: "object".into() }));
    assert_eq!(one::<OrgNumber>(json!("964338532")), Some(FaultKind::OrgNumber));
    assert_eq!(one::<OrgNumber>(json!(964_338_531)), Some(FaultKind::WrongType { expected: "string".into() }));
    assert_eq!(one::<MunicipalityNumber>(json!("4600")), Some(FaultKind::MunicipalityNumber));
    assert_eq!(one::<PartyId>(json!("body_1")), Some(FaultKind::WrongPrefix { expected: "party" }));
    assert_eq!(one::<Within<1, 9>>(json!(-1)), Some(FaultKind::OutOfRange { min: 1, max: 9 }));
    assert_eq!(one::<Within<1, 9>>(json!(u64::MAX)), Some(FaultKind::OutOfRange { min: 1, max: 9 }));
    assert_eq!(one::<Within<1, 9>>(json!(1.5)), Some(FaultKind::WrongType { expected: "integer".into() }));
}

#[test]
fn a_date_has_one_form() {
    assert_eq!(read::<Date>(json!("2024-02-29")).ok(), Some(jiff::civil::date(2024, 2, 29)));
    for bad in ["2023-02-29", "20240229", "2024-02-29T00:00", "24-02-29", "2024-2-029", ""] {
        assert_eq!(one::<Date>(json!(bad)), Some(FaultKind::Malformed { form: "YYYY-MM-DD" }), "{bad}");
    }
}

#[test]
fn tokens_of_a_pointer_are_escaped() {
    assert_eq!(escape("~1/m"), "~01~1m");
}
