//! The two founding communities, as their charters in `tenants/` tell them.
use domain::{AreaRole, Charter, Key, PartyKind, Verification};

use super::super::check_file;

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
        let facts = facts.chain(charter.provisions.iter().map(|each| (&each.key, &each.provenance)));
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
        "bergen" => include_str!("../../../../tenants/bergen.toml"),
        _ => include_str!("../../../../tenants/nordland.toml"),
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
