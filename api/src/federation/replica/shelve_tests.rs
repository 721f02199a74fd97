use super::*;

const CASE: &str = "case_06bxy3k0d9v8h7m2q5t4n1c6rg";
const MEETING: &str = "meeting_06bxy3k0d9v8h7m2q5t4n1c6rg";
const BODY: &str = "body_06bxy3k0d9v8h7m2q5t4n1c6rg";
const ITEM: &str = "item_06bxy3k0d9v8h7m2q5t4n1c6rg";
const PROVISION: &str = "provision_06bxy3k0d9v8h7m2q5t4n1c6rg";
const MADE: &str = "2026-01-02T23:30:00Z";

fn has(item: &SharedItem, words: &[&str]) -> bool {
    words.iter().all(|word| item.words.iter().any(|each| each == word))
}

#[test]
fn a_case_is_found_by_its_words_its_bodies_and_the_day_it_was_published() {
    let data = json!({
        "title": "Heimesjukehus i Øygarden", "summary": "For barn.", "kind": "decision", "createdAt": MADE,
        "publishedAt": "2026-03-01T10:00:00Z", "stops": [{"number": "7/2026", "body": BODY}],
    });
    let items = shelve(SubjectType::Case, CASE, data.clone(), None);
    let [item] = &items[..] else { panic!("one") };
    assert_eq!((item.kind, item.id.as_str(), item.word.as_deref()), (SharedKind::Case, CASE, Some("decision")));
    assert!(has(item, &["t:heimesjukehus", "t:øygarden", "t:barn", "t:7", "t:2026", &of_body(BODY)]), "{item:?}");
    assert_eq!(item.day, Some(Date::constant(2026, 3, 1)));
    assert_eq!(item.data, data);
    let unpublished = json!({"title": "Sak", "createdAt": MADE});
    let items = shelve(SubjectType::Case, CASE, unpublished, None);
    assert_eq!(items[0].day, Some(Date::constant(2026, 1, 3)), "the day it is in Norway");
}

#[test]
fn minutes_tell_of_decisions_each_with_its_meeting_and_body() {
    let treatment = json!({"outcome": "decided", "points": [{"text": "Starte i mai"}]});
    let other = ITEM.replace("06bxy", "06bxz");
    let data = json!({"heldOn": "2026-05-06", "items": [
        {"item": ITEM, "title": "Sak", "kind": "decision", "treatment": treatment},
        {"item": other, "title": "Eventuelt", "kind": "any-other-business", "treatment": null},
        "no item", {"item": 7},
    ]});
    let items = shelve(SubjectType::Minutes, &format!("{MEETING}/2"), data, Some(BODY));
    let [marker, decision] = &items[..] else { panic!("{items:?}") };
    assert_eq!((marker.kind, marker.rank), (SharedKind::Minutes, 2));
    assert_eq!((decision.kind, decision.id.as_str(), decision.rank), (SharedKind::Decision, ITEM, 2));
    assert_eq!(decision.subject.as_deref(), Some(MEETING));
    assert!(has(decision, &["t:starte", "t:mai", "t:sak", &of_body(BODY)]));
    let told = &decision.data;
    assert_eq!(
        (&told["meeting"], &told["minutes"], &told["heldOn"]),
        (&json!(MEETING), &json!(2), &json!("2026-05-06"))
    );
}

#[test]
fn of_provisions_only_target_groups_and_weights_are_kept() {
    let group = json!({"type": "target-group", "key": "barn-unge", "createdAt": MADE});
    let items = shelve(SubjectType::Provision, PROVISION, group, None);
    assert_eq!((items[0].kind, items[0].word.as_deref()), (SharedKind::TargetGroup, Some("barn-unge")));
    let emphasis = json!({"type": "emphasis", "body": BODY, "targetGroup": PROVISION, "createdAt": MADE});
    let items = shelve(SubjectType::Provision, PROVISION, emphasis, None);
    let found = (items[0].kind, items[0].word.as_deref(), items[0].subject.as_deref());
    assert_eq!(found, (SharedKind::Emphasis, Some(PROVISION), Some(BODY)));
    let rule = json!({"type": "seat-rule", "key": "leiar", "createdAt": MADE});
    assert_eq!(shelve(SubjectType::Provision, PROVISION, rule, None), []);
}

#[test]
fn what_cannot_be_read_is_not_kept() {
    let sound = json!({"createdAt": MADE, "from": "2026-05-06", "heldOn": "2026-05-06", "type": "target-group"});
    for (kind, id, data) in [
        (SubjectType::Case, BODY, sound.clone()),
        (SubjectType::Case, "case_x", sound.clone()),
        (SubjectType::Case, CASE, json!({"createdAt": "yesterday"})),
        (SubjectType::Case, CASE, json!("no object")),
        (SubjectType::Meeting, MEETING, json!({"from": 7})),
        (SubjectType::Minutes, MEETING, sound.clone()),
        (SubjectType::Minutes, "meeting_x/1", sound.clone()),
        (SubjectType::Body, BODY, Value::Null),
        (SubjectType::Provision, PROVISION, json!({"createdAt": MADE})),
        (SubjectType::Person, "person_x", sound.clone()),
    ] {
        assert_eq!(shelve(kind, id, data, None), [], "{kind} {id}");
    }
}

#[test]
fn words_are_folded_and_cut() {
    let told: Vec<String> = words("Å, «Bø»-test 12/2026!").collect();
    assert_eq!(told, ["t:å", "t:bø", "t:test", "t:12", "t:2026"]);
    assert_eq!(words(&"x".repeat(90)).next().map(|word| word.len()), Some(LETTERS + 2));
}
