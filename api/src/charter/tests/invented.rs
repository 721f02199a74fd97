//! The invented communities in `tests/it/charters/`, built in ways the real ones are not.
use std::path::Path;

use domain::{Charter, OrgNumber, Verification};

use super::super::check_file;

#[test]
fn every_invented_charter_is_sound_and_says_that_it_is_invented() {
    for (name, text) in invented() {
        assert!(text.starts_with("# An invented community for the tests"), "{name}");
        let charter = read(&name, &text);
        assert_eq!(format!("{}.toml", charter.community.slug), name);
        let parties = charter.parties.iter().map(|party| &party.provenance);
        let facts = parties.chain(charter.bodies.iter().map(|body| &body.provenance));
        let facts = facts.chain(charter.areas.iter().map(|area| &area.provenance));
        let mut facts = facts.chain(charter.provisions.iter().map(|provision| &provision.provenance));
        assert!(facts.all(|fact| fact.verification == Verification::Synthetic), "{name}");
    }
}

#[test]
fn no_invented_organisation_has_the_number_of_a_real_one() {
    let real = [include_str!("../../../../tenants/bergen.toml"), include_str!("../../../../tenants/nordland.toml")];
    let real: Vec<OrgNumber> = real.iter().flat_map(|text| numbers(&read("a real one", text))).collect();
    assert!(!real.is_empty());
    for (name, text) in invented() {
        for number in numbers(&read(&name, &text)) {
            assert!(!real.contains(&number), "{name}: {number}");
        }
    }
}

#[test]
fn one_organisation_is_a_party_of_two_invented_communities() {
    let mut of_all: Vec<_> = invented().iter().flat_map(|(name, text)| numbers(&read(name, text))).collect();
    let all = of_all.len();
    of_all.sort_unstable();
    of_all.dedup();
    assert_eq!(all - of_all.len(), 1);
}

/// Each file's name and text.
fn invented() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/it/charters");
    let files = folder.read_dir().expect("the folder of invented charters").map(|file| file.expect("a file").path());
    let named = files.map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("a text"))
    });
    let all: Vec<_> = named.collect();
    assert!(!all.is_empty(), "the folder of invented charters is empty");
    all
}

fn read(name: &str, text: &str) -> Charter {
    check_file(text).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

fn numbers(charter: &Charter) -> Vec<OrgNumber> {
    charter.parties.iter().filter_map(|party| party.org_number).collect()
}
