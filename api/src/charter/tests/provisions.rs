//! The lists of provisions: what may be left out, and where their faults are placed.
use domain::{DeputyMode, Force, PartyId, Per, Presence, Rule, SeatKind, SeatRight, Verification};

use super::{SMALL, placed};
use crate::charter::check_file;

const RULES: &str = r#"
[[seatRules]]
key = "kommunane"
body = "ssu"
names = { nb = "Kommunene", nn = "Kommunane" }
side = "municipal"
per = "area"
quotas = [{ area = "nord", count = { min = 2, max = 2 } }]

[[seatRules]]
key = "leiarane"
body = "ssu"
names = { nb = "Lederne", nn = "Leiarane" }
side = "municipal"
per = "derived"
derivedFrom = { seatRule = "kommunane" }

[[leadershipRules]]
key = "leiar"
body = "ssu"
office = "chair"
kind = "rotating"
turns = [{ area = "nord" }, { party = "byen" }]
every = { number = 2, unit = "years" }
since = 2024-01-01

[[requirements]]
key = "alle-med"
kind = "every-municipality"

[[targetGroups]]
key = "born"
names = { nb = "Barn", nn = "Born" }
origin = "national"

[[emphases]]
key = "born-ssu"
body = "ssu"
targetGroup = "born"
weight = 3

[[paperSections]]
key = "vurdering"
body = "ssu"
part = "assessment"
names = { nb = "Vurdering", nn = "Vurdering" }
preparedBy = "municipal"
place = 2

[[paperSections]]
key = "vurdering-sjukehus"
body = "ssu"
part = "assessment"
names = { nb = "Vurdering", nn = "Vurdering" }
preparedBy = "specialist"
required = false
place = 2
"#;

fn with_rules() -> String {
    format!("{SMALL}{RULES}")
}

#[test]
fn what_a_seat_rule_leaves_out_has_a_meaning() {
    let charter = check_file(&with_rules()).expect("the charter is right");
    let Rule::SeatRule(rule) = &charter.provisions[0].rule else { panic!("a seat rule") };
    let rights = Vec::from_iter(rule.rights.iter().copied());
    assert_eq!(rights, [SeatRight::Attend, SeatRight::Speak, SeatRight::Propose], "a vote is stated");
    assert_eq!((rule.kind, rule.presence, rule.force), (SeatKind::Member, Presence::Permanent, Force::Hard));
    assert_eq!((rule.deputies, rule.per, rule.count.min), (DeputyMode::Unknown, Per::Area, None));
    assert_eq!(charter.provisions[0].provenance.verification, Verification::Unverified);
    assert_eq!(charter.provisions.len(), 8);
}

#[test]
fn a_section_is_required_where_nothing_is_said() {
    let charter = check_file(&with_rules()).expect("the charter is right");
    let sections: Vec<_> = charter
        .provisions
        .iter()
        .filter_map(|provision| match &provision.rule {
            Rule::PaperSection(section) => Some((section.required, section.guidance.is_some())),
            _ => None,
        })
        .collect();
    assert_eq!(sections, [(true, false), (false, false)]);
}

#[test]
fn rights_that_are_stated_are_all_there_are() {
    for (rights, wanted) in [("[]", 0), ("[\"vote\"]", 1), ("[\"attend\", \"vote\"]", 2)] {
        let text = with_rules().replacen("per = \"area\"", &format!("per = \"area\"\nrights = {rights}"), 1);
        let charter = check_file(&text).expect("the charter is right");
        let Rule::SeatRule(rule) = &charter.provisions[0].rule else { panic!("a seat rule") };
        assert_eq!(rule.rights.len(), wanted, "{rights}");
    }
}

#[test]
fn each_fault_of_a_rule_stands_at_its_place() {
    let id = PartyId::fresh().to_string();
    for (right, wrong, wanted) in [
        ("area = \"nord\", count", "area = \"sor\", count", ("/seatRules/0/quotas/0/area", "unknown-reference")),
        ("max = 2 } }", "max = 201 } }", ("/seatRules/0/quotas/0/count/max", "out-of-range")),
        ("max = 2 } }", "max = 1 } }", ("/seatRules/0/quotas/0/count/max", "out-of-range")),
        ("per = \"area\"\n", "per = \"area\"\nseats = 2\n", ("/seatRules/0/seats", "unknown-field")),
        ("per = \"area\"\n", "rights = [\"vote\", \"vote\"]\nper = \"area\"\n", ("/seatRules/0/rights/1", "duplicate")),
        ("key = \"kommunane\"\n", "", ("/seatRules/0/key", "required")),
        ("key = \"kommunane\"\nbody = \"ssu\"\n", "key = \"kommunane\"\n", ("/seatRules/0/body", "required")),
        ("seatRule = \"kommunane\"", "seatRule = \"born\"", ("/seatRules/1/derivedFrom/seatRule", "unknown-reference")),
        (
            "{ party = \"byen\" }]",
            &format!("{{ party = \"{id}\" }}]"),
            ("/leadershipRules/0/turns/1/party", "malformed"),
        ),
        ("since = 2024-01-01\n", "", ("/leadershipRules/0/since", "required")),
        ("kind = \"every-municipality\"", "kind = \"at-least\"", ("/requirements/0/category", "required")),
        ("origin = \"national\"\n", "origin = \"local\"\n", ("/targetGroups/0/origin", "unknown-word")),
        ("targetGroup = \"born\"", "targetGroup = \"leiar\"", ("/emphases/0/targetGroup", "unknown-reference")),
        ("weight = 3", "weight = 6", ("/emphases/0/weight", "out-of-range")),
        ("part = \"assessment\"", "part = \"vedlegg\"", ("/paperSections/0/part", "unknown-word")),
        ("\"municipal\"\nplace", "\"secretariat\"\nplace", ("/paperSections/0/preparedBy", "excludes")),
        ("\"specialist\"\nrequired", "\"municipal\"\nrequired", ("/paperSections/0/preparedBy", "taken")),
        ("place = 2", "place = 51", ("/paperSections/0/place", "out-of-range")),
        ("required = false", "required = 0", ("/paperSections/1/required", "wrong-type")),
    ] {
        let text = with_rules();
        assert!(text.contains(right), "{right}");
        let found = placed(&text.replacen(right, wrong, 1));
        let (_, _, pointer, code) = &found[0];
        assert_eq!((pointer.as_str(), code.as_str()), wanted, "{right} -> {wrong}: {found:?}");
    }
}
