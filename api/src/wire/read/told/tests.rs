use std::cell::RefCell;

use serde_json::json;

use super::super::Within;
use super::*;

#[derive(Debug, PartialEq, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct Meeting {
    #[deserr(default)]
    note: Option<String>,
    level: Within<1, 9>,
    place: Place,
    #[deserr(default)]
    items: Vec<Item>,
}

#[derive(Debug, PartialEq, Deserr)]
#[deserr(error = ReadFaults, deny_unknown_fields)]
struct Place {
    room: String,
}

#[derive(Debug, PartialEq, Deserr)]
#[deserr(error = ReadFaults, deny_unknown_fields)]
struct Item {
    minutes: Within<1, 60>,
    #[deserr(default)]
    title: Option<String>,
}

impl Form for Meeting {
    fn stand_ins() -> Value {
        json!({"level": 1, "place": {"room": "x"}, "items": [{"minutes": 1}]})
    }
}

fn codes(error: &ApiError) -> Vec<(&str, &'static str)> {
    error.faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect()
}

/// What is told of a document in which a rule finds faults at some places.
fn told(document: Value, rule: &[(&str, FaultKind)]) -> ApiError {
    let found = rule.iter().map(|(pointer, kind)| Fault { pointer: (*pointer).to_owned(), kind: kind.clone() });
    let faults = Faults(found.collect());
    Told::<Meeting>::of(document, Faults::default()).make(|_| Err::<(), _>(faults.into())).expect_err("faults")
}

#[test]
fn what_cannot_be_read_is_left_out_or_stood_in_for_and_the_rest_is_as_it_was_told() {
    let sound = json!({"note": "n", "level": 2, "place": {"room": "r"}, "items": [{"minutes": 5, "title": "t"}]});
    for (pointer, bad, mended) in [
        ("/note", json!(7), json!(null)),
        ("/level", json!(0), json!(1)),
        ("/place", json!([]), json!({"room": "x"})),
        ("/place/room", json!(7), json!("x")),
        ("/items", json!({}), json!([])),
        ("/items/0", json!(7), json!({"minutes": 1, "title": null})),
        ("/items/0/minutes", json!(0), json!(1)),
        ("/items/0/title", json!(0), json!(null)),
    ] {
        let (mut wrong, mut wanted) = (sound.clone(), sound.clone());
        *wrong.pointer_mut(pointer).expect("a place") = bad;
        *wanted.pointer_mut(pointer).expect("a place") = mended;
        if pointer == "/items" {
            wanted.as_object_mut().expect("an object").remove("items");
        }
        let seen = RefCell::new(None);
        let told = Told::<Meeting>::of(wrong, Faults::default());
        assert!(!told.is_sound());
        let error = told
            .make(|form| {
                *seen.borrow_mut() = Some(form);
                Ok(())
            })
            .expect_err("nothing is made of it");
        assert_eq!(error.faults.0.len(), 1, "{pointer}");
        assert_eq!(seen.into_inner(), Some(read::<Meeting>(wanted).expect("sound")), "{pointer}");
    }
}

#[test]
fn a_sound_document_is_made_into_what_it_describes() {
    let told = Told::<Meeting>::of(json!({"level": 2, "place": {"room": "r"}}), Faults::default());
    assert!(told.is_sound());
    assert_eq!(told.make(|form| Ok(form.level.0)).expect("sound"), 2);
}

#[test]
fn what_a_rule_finds_is_told_with_the_rest_in_the_documents_order() {
    let items = json!([{"minutes": 1}, {"minutes": 0}]);
    let document = json!({"note": 7, "level": 2, "place": {"room": "r"}, "items": items, "more": 1});
    let rule = [("/place/room", FaultKind::Taken), ("/items/10", FaultKind::Cycle), ("/items/0", FaultKind::Cycle)];
    let wanted = [
        ("/items/0", "cycle"),
        ("/items/1/minutes", "out-of-range"),
        ("/items/10", "cycle"),
        ("/more", "unknown-field"),
        ("/note", "wrong-type"),
        ("/place/room", "taken"),
    ];
    assert_eq!(codes(&told(document, &rule)), wanted);
}

#[test]
fn what_may_only_be_found_because_of_a_stand_in_is_not_told() {
    let items = json!([{"minutes": 0}, {"minutes": 1}]);
    let document = json!({"note": "n", "level": 10, "place": {"room": "r"}, "items": items, "more": 1});
    let of = |kind: FaultKind, at: &str| {
        let error = told(document.clone(), &[(at, kind)]);
        codes(&error).len() == 4
    };
    for (kind, at, kept) in [
        (FaultKind::Taken, "/level", false),
        (FaultKind::Taken, "/levels", true),
        (FaultKind::Taken, "/more", true),
        (FaultKind::Cycle, "/items/0/minutes", false),
        (FaultKind::Cycle, "/items", true),
        (FaultKind::HistoryRewritten, "/items", false),
        (FaultKind::HistoryRewritten, "/note", true),
        (FaultKind::Immutable, "/items", false),
        (FaultKind::Required, "/items", false),
        (FaultKind::Excludes { other: "level" }, "/note", false),
        (FaultKind::Needs { other: "level" }, "/note", false),
        (FaultKind::Excludes { other: "place" }, "/note", true),
        (FaultKind::Duplicate, "/items/1", false),
        (FaultKind::Duplicate, "/place/room", true),
        (FaultKind::Duplicate, "/note", false),
    ] {
        assert_eq!(of(kind.clone(), at), kept, "{kind:?} {at}");
    }
}

#[test]
fn what_has_no_form_at_all_is_not_looked_into() {
    for document in [json!(7), json!([]), json!(null)] {
        let told = Told::<Meeting>::of(document, Faults::default());
        let error = told.make(|_| -> Result<(), ApiError> { unreachable!("there is no form") }).expect_err("no form");
        assert_eq!(codes(&error), [("", "wrong-type")]);
    }
}

#[test]
fn a_store_that_is_gone_is_told_before_faults_that_are_only_half_of_them() {
    let told = Told::<Meeting>::of(json!({}), Faults::default());
    let error = told.make(|_| Err::<(), _>(ApiError::new(Code::Unavailable))).expect_err("gone");
    assert_eq!(error.code, Code::Unavailable);
}
