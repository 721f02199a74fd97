//! Charter files: where faults are placed, and that the founding communities are whole.
use domain::{AreaRole, Charter, Key, PartyKind, Verification};

use super::{PlacedFault, check_file};

fn placed(text: &str) -> Vec<(usize, usize, String, &'static str)> {
    let faults = check_file(text).err().unwrap_or_default();
    faults.into_iter().map(|PlacedFault { line, column, pointer, code, .. }| (line, column, pointer, code)).collect()
}

const SMALL: &str = r#"[community]
slug = "provebygda"
names = { nb = "Prøvebygda", nn = "Prøvebygda" }
language = "nn"

[settings]
paperDeadlineDays = 14
caseNumberFormat = "{n}-{yyyy}"

[[parties]]
key = "byen"
kind = "municipality"
side = "municipal"
names = { nb = "Ærlig kommune", nn = "Ærleg kommune" }
municipalityNumbers = [{ number = "4601", validFrom = 2020-01-01 }]

[[areas]]
key = "nord"
names = { nb = "Nord", nn = "Nord" }
members = [{ party = "byen", role = "municipality" }]
visibility = "public"
verification = "verified"

[[bodies]]
key = "ssu"
type = "strategic-committee"
level = 2
names = { nb = "Utvalget", nn = "Utvalet" }
visibility = "public"
decisionRule = "consensus"
[bodies.meetings]
minPerYear = 4
"#;

#[test]
fn what_is_left_out_has_a_meaning() {
    use domain::{Forwarding, Listing, Openness};
    let charter = check_file(SMALL).expect("the charter is right");
    assert_eq!((charter.community.listing, charter.settings.forwarding), (Listing::Public, Forwarding::Forward));
    assert_eq!(charter.parties[0].provenance.verification, Verification::Unverified);
    assert_eq!(charter.areas[0].members[0].provenance.verification, Verification::Verified, "as its area");
    assert_eq!((charter.bodies[0].openness, charter.bodies[0].meetings.min_per_year), (Openness::Unknown, Some(4)));
    let dated = charter.parties[0].municipality_numbers[0];
    assert_eq!(dated.validity.from, Some(jiff::civil::date(2020, 1, 1)));
}

#[test]
fn every_fault_has_its_line_and_column() {
    let table: [(&str, &str, (usize, usize, &str, &str)); 9] = [
        ("slug = \"provebygda\"\n", "", (1, 1, "/community/slug", "required")),
        ("nn = \"Prøvebygda\" }", "nn = 7 }", (3, 35, "/community/names/nn", "wrong-type")),
        ("nn = \"Ærleg kommune\" }", "en = \"\", nn = \"Æ\" }", (14, 33, "/parties/0/names/en", "unknown-field")),
        ("nn = \"Nord\" }", "}", (19, 9, "/areas/0/names/nn", "required")),
        ("kind = \"municipality\"\n", "", (10, 1, "/parties/0/kind", "required")),
        ("\"4601\"", "\"4600\"", (15, 35, "/parties/0/municipalityNumbers/0/number", "municipality-number")),
        ("party = \"byen\"", "party = \"bygda\"", (20, 22, "/areas/0/members/0/party", "unknown-reference")),
        ("minPerYear = 4", "minPerYear = 400", (32, 14, "/bodies/0/meetings/minPerYear", "out-of-range")),
        ("level = 2", "level = 99999999999999999999", (27, 9, "/bodies/0/level", "out-of-range")),
    ];
    for (right, wrong, (line, column, pointer, code)) in table {
        assert!(SMALL.contains(right), "{right}");
        let found = placed(&SMALL.replacen(right, wrong, 1));
        assert_eq!(found, [(line, column, pointer.to_owned(), code)], "{right} -> {wrong}");
    }
}

#[test]
fn faults_stand_in_the_order_of_the_file() {
    let wrong = SMALL.replace("level = 2", "level = 0").replace("\"nn\"", "\"norsk\"").replace("visibility", "sight");
    let lines: Vec<_> = placed(&wrong).iter().map(|fault| fault.0).collect();
    assert!(lines.len() == 6 && lines.is_sorted(), "{lines:?}");
}

#[test]
fn a_file_that_is_no_toml_has_one_fault_where_reading_stopped() {
    let found = placed(&SMALL.replace("language = \"nn\"", "language = nn"));
    assert_eq!(found, [(4, 12, String::new(), "syntax")]);
    assert_eq!(placed(""), [(1, 1, "/community".into(), "required"), (1, 1, "/settings".into(), "required")]);
}

#[test]
fn a_placed_fault_is_one_readable_line() {
    let faults = check_file(&SMALL.replace("level = 2", "level = 0")).expect_err("a level is 1 or more");
    assert_eq!(faults[0].to_string(), "27:9 /bodies/0/level [out-of-range] must lie between 1 and 9");
}

#[test]
fn the_founding_communities_have_charters_without_faults() {
    for (slug, municipalities, areas) in [("bergen", BERGEN, 4), ("nordland", NORDLAND, 3)] {
        let charter = founding(slug);
        assert_eq!(charter.community.slug.as_str(), slug);
        let mut found: Vec<_> = charter
            .parties
            .iter()
            .filter(|party| party.kind == PartyKind::Municipality)
            .map(|party| {
                let numbers: Vec<_> = party.municipality_numbers.iter().map(|dated| dated.number.to_string()).collect();
                (numbers.join(","), party.org_number.map(|number| number.to_string()).unwrap_or_default())
            })
            .collect();
        found.sort();
        let mut known: Vec<_> = municipalities.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        known.sort();
        assert_eq!(found, known, "{slug}");
        assert_eq!(charter.areas.len(), areas, "{slug}");
    }
    assert_eq!((BERGEN.len(), NORDLAND.len()), (18, 20));
}

#[test]
fn every_municipality_stands_in_one_area_and_every_area_has_a_body() {
    for slug in ["bergen", "nordland"] {
        let charter = founding(slug);
        let placed = |party: &Key| {
            let places = charter.areas.iter().flat_map(|area| &area.members);
            places.filter(|member| member.role == AreaRole::Municipality && member.party == *party).count()
        };
        for party in charter.parties.iter().filter(|party| party.kind == PartyKind::Municipality) {
            assert_eq!(placed(&party.key), 1, "{}", party.key);
        }
        for area in &charter.areas {
            assert!(charter.bodies.iter().any(|body| body.area.as_ref() == Some(&area.key)), "{}", area.key);
        }
    }
}

#[test]
fn what_is_not_verified_in_the_founding_charters_says_why() {
    for slug in ["bergen", "nordland"] {
        let charter = founding(slug);
        let facts = charter.parties.iter().map(|each| (&each.key, &each.provenance));
        let facts = facts.chain(charter.areas.iter().map(|each| (&each.key, &each.provenance)));
        let facts = facts.chain(charter.areas.iter().flat_map(|area| &area.members).map(|m| (&m.party, &m.provenance)));
        for (key, fact) in facts.chain(charter.bodies.iter().map(|each| (&each.key, &each.provenance))) {
            assert!(fact.verification == Verification::Verified || fact.note.is_some(), "{slug}: {key}");
        }
    }
}

#[test]
fn the_health_organisations_of_the_founding_communities_have_their_numbers() {
    for (slug, organisations) in [("bergen", BERGEN_HEALTH), ("nordland", NORDLAND_HEALTH)] {
        let charter = founding(slug);
        for (key, number) in organisations {
            let party = charter.parties.iter().find(|party| party.key.as_str() == *key).expect(key);
            assert_eq!(party.org_number.map(|number| number.to_string()).as_deref(), Some(*number), "{key}");
        }
    }
}

#[test]
fn the_founding_committees_number_their_cases_as_they_do() {
    for (slug, number, year, written) in [("bergen", 1, 2026, "1-2026"), ("nordland", 7, 2022, "07-2022")] {
        let charter = founding(slug);
        let ssu = charter.bodies.iter().find(|body| body.key.as_str() == "ssu").expect("a strategic committee");
        let format = ssu.case_number_format.expect("a format of its own");
        assert_eq!(format.render(number, year), written);
        assert_eq!(charter.settings.case_number_format, format);
    }
}

fn founding(slug: &str) -> Charter {
    let text = match slug {
        "bergen" => include_str!("../../../tenants/bergen.toml"),
        _ => include_str!("../../../tenants/nordland.toml"),
    };
    check_file(text).unwrap_or_else(|faults| panic!("{slug}: {faults:#?}"))
}

/// Municipality and organisation numbers, from public code tables.
const BERGEN: &[(&str, &str)] = &[
    ("4601", "964338531"),
    ("4619", "944227121"),
    ("4620", "971159928"),
    ("4621", "960510542"),
    ("4622", "944233199"),
    ("4623", "964968985"),
    ("4624", "844458312"),
    ("4625", "941139787"),
    ("4626", "922530890"),
    ("4627", "964338442"),
    ("4628", "961821967"),
    ("4629", "964969302"),
    ("4630", "864338712"),
    ("4631", "920290922"),
    ("4632", "948350823"),
    ("4633", "944041036"),
    ("4634", "945627913"),
    ("4635", "938497524"),
];

const NORDLAND: &[(&str, &str)] = &[
    ("1804", "972418013"),
    ("1837", "970189866"),
    ("1838", "845901422"),
    ("1839", "961147867"),
    ("1840", "972417734"),
    ("1841", "972418021"),
    ("1845", "972417750"),
    ("1848", "962299385"),
    ("1875", "970542507"),
    ("1856", "945037687"),
    ("1857", "964994307"),
    ("1859", "863320852"),
    ("1860", "942570619"),
    ("1865", "938644500"),
    ("1874", "945962151"),
    ("1866", "958501420"),
    ("1867", "945452676"),
    ("1868", "845152012"),
    ("1870", "847737492"),
    ("1871", "945624809"),
];

const BERGEN_HEALTH: &[(&str, &str)] = &[
    ("helse-bergen", "983974724"),
    ("haukeland", "974557746"),
    ("voss-sjukehus", "974743272"),
    ("haraldsplass", "984027737"),
    ("nks-olaviken", "987554401"),
    ("solli-dps", "919865636"),
    ("betanien", "922716552"),
    ("nks-bjorkeli", "916270097"),
];

const NORDLAND_HEALTH: &[(&str, &str)] = &[
    ("nordlandssykehuset", "983974910"),
    ("nlsh-bodo", "974795361"),
    ("nlsh-vesteralen", "974795574"),
    ("nlsh-lofoten", "974795558"),
];
