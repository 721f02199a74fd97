//! `docs/charter.md` and the code cannot disagree.
use domain::{
    AreaRole, BodyType, DecisionRule, FaultKind, Forwarding, Language, Listing, Openness, PartyKind, Side,
    Verification, Visibility, Words,
};
use serde_json::json;

use super::super::{check_file, from_json};

const PAGE: &str = include_str!("../../../../docs/charter.md");

fn named(word: &str) -> bool {
    PAGE.contains(&format!("`{word}`"))
}

fn all_named<T: Words>() {
    for each in T::ALL {
        assert!(named(each.word()), "{} is not on the page", each.word());
    }
}

fn example() -> &'static str {
    PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example")
}

#[test]
fn the_example_on_the_page_is_a_right_charter() {
    assert_eq!(check_file(example()).map(|charter| charter.bodies.len()), Ok(2));
}

#[test]
fn the_fault_on_the_page_is_told_as_the_page_says() {
    let faults = check_file(&example().replacen("level = 1", "level = 10", 1)).expect_err("no level is 10");
    let [fault] = faults.as_slice() else { panic!("one fault was made: {faults:?}") };
    assert!(PAGE.contains(&format!("```\n{fault}\n```")), "{fault}");
}

#[test]
fn the_page_names_every_member() {
    let odd = json!({ "?": 0 });
    let everywhere = json!({
        "?": 0,
        "community": { "?": 0, "names": odd },
        "settings": odd,
        "parties": [{ "?": 0, "municipalityNumbers": [odd] }],
        "areas": [{ "?": 0, "members": [odd] }],
        "bodies": [{ "?": 0, "meetings": odd }],
    });
    let faults = from_json(everywhere).expect_err("unknown members are refused").0;
    let lists: Vec<_> = faults
        .into_iter()
        .filter_map(|fault| match fault.kind {
            FaultKind::UnknownField { known } => Some((fault.pointer, known)),
            _ => None,
        })
        .collect();
    assert_eq!(lists.len(), 10, "one list for each kind of object");
    for (pointer, known) in lists {
        for member in known {
            let told = named(&member)
                || PAGE.contains(&format!("`[{member}]`"))
                || PAGE.contains(&format!("`[[{member}]]`"))
                || PAGE.contains(&format!("`{{ {member}, "));
            assert!(told, "{pointer}: {member} is not on the page");
        }
    }
}

#[test]
fn the_page_names_every_word() {
    all_named::<AreaRole>();
    all_named::<BodyType>();
    all_named::<DecisionRule>();
    all_named::<Forwarding>();
    all_named::<Language>();
    all_named::<Listing>();
    all_named::<Openness>();
    all_named::<PartyKind>();
    all_named::<Side>();
    all_named::<Verification>();
    all_named::<Visibility>();
}
