//! The charter's rules, as tables of changes to a small community that is right.
mod plan;
mod properties;
mod provisions;
mod roster;
mod seen;

use crate::{
    AreaRole, BodyType, CaseNumberFormat, Charter, CharterArea, CharterBody, CharterCommunity, CharterMember,
    CharterParty, CharterSettings, Date, DatedMunicipalityNumber, DecisionRule, FaultKind, Forwarding, Instant, Key,
    Language, Line, Listing, MeetingRule, MunicipalityNumber, Names, Openness, OrgNumber, PartyKind, Provenance, Side,
    Validity, Verification, Visibility,
};

fn key(text: &str) -> Key {
    Key::parse(text).expect(text)
}

fn names(text: &str) -> Names {
    let line = Line::parse(text).expect(text);
    Names { nb: line.clone(), nn: line }
}

fn provenance() -> Provenance {
    Provenance { verification: Verification::Synthetic, note: None }
}

fn party(name: &str, kind: PartyKind, number: Option<&str>) -> CharterParty {
    CharterParty {
        key: key(name),
        kind,
        side: if kind == PartyKind::Municipality { Side::Municipal } else { Side::Specialist },
        names: names(name),
        org_number: number.and_then(OrgNumber::parse),
        municipality_numbers: Vec::new(),
        part_of: None,
        validity: Validity::ALWAYS,
        provenance: provenance(),
    }
}

fn numbered(number: &str, from: Option<Date>, to: Option<Date>) -> DatedMunicipalityNumber {
    let number = MunicipalityNumber::parse(number).expect(number);
    DatedMunicipalityNumber { number, validity: Validity { from, to } }
}

fn member(name: &str, role: AreaRole) -> CharterMember {
    CharterMember { party: key(name), role, validity: Validity::ALWAYS, provenance: provenance() }
}

fn body(name: &str, parent: Option<&str>) -> CharterBody {
    CharterBody {
        key: key(name),
        body_type: BodyType::WorkingGroup,
        level: 1,
        parent: parent.map(key),
        area: None,
        side: None,
        names: names(name),
        abbreviation: None,
        mandate: None,
        openness: Openness::Unknown,
        visibility: Visibility::Public,
        decision_rule: DecisionRule::Consensus,
        meetings: MeetingRule::default(),
        case_number_format: None,
        paper_deadline_days: None,
        programme_committee_for: None,
        succeeds: Vec::new(),
        validity: Validity::ALWAYS,
        provenance: provenance(),
    }
}

/// Children stand before their parents, so that the order of the entities is the charter's own work.
fn charter() -> Charter {
    let mut hospital = party("sjukehuset", PartyKind::LocalHospital, Some("974743272"));
    hospital.part_of = Some(key("foretaket"));
    let mut town = party("byen", PartyKind::Municipality, Some("964338531"));
    town.municipality_numbers = vec![numbered("4601", None, None)];
    let mut group = body("gruppe", Some("ou"));
    group.succeeds = vec![key("gammal")];
    let mut committee = body("ou", Some("ssu"));
    committee.area = Some(key("nord"));
    let mut strategic = body("ssu", Some("pm"));
    strategic.programme_committee_for = Some(key("pm"));
    Charter {
        community: CharterCommunity {
            slug: key("provebygda"),
            names: names("Prøvebygda"),
            language: Language::Nynorsk,
            listing: Listing::Public,
        },
        settings: CharterSettings {
            forwarding: Forwarding::Forward,
            contact_email: None,
            website: None,
            paper_deadline_days: 14,
            case_number_format: CaseNumberFormat::parse("{n}-{yyyy}").expect("a format"),
            reminder_days: 2,
        },
        parties: vec![
            hospital,
            party("foretaket", PartyKind::HealthTrust, Some("983974724")),
            town,
            party("bygda", PartyKind::Municipality, None),
        ],
        areas: vec![CharterArea {
            key: key("nord"),
            names: names("Nord"),
            members: vec![member("byen", AreaRole::Municipality), member("sjukehuset", AreaRole::Hospital)],
            validity: Validity::ALWAYS,
            visibility: Visibility::Public,
            provenance: provenance(),
        }],
        bodies: vec![group, committee, strategic, body("pm", None), body("gammal", None)],
        provisions: Vec::new(),
        ends: Vec::new(),
    }
}

fn faults_after(change: impl FnOnce(&mut Charter)) -> Vec<(String, FaultKind)> {
    let mut charter = charter();
    change(&mut charter);
    charter.check().err().unwrap_or_default().0.into_iter().map(|fault| (fault.pointer, fault.kind)).collect()
}

#[test]
fn a_right_charter_has_no_fault() {
    assert_eq!(charter().check(), Ok(()));
}

#[test]
fn each_rule_names_the_place_that_breaks_it() {
    type Change = fn(&mut Charter);
    let backwards = || Validity { from: Some(jiff::civil::date(2024, 1, 2)), to: Some(jiff::civil::date(2024, 1, 1)) };
    let table: [(Change, &[(&str, FaultKind)]); 18] = [
        (|c| c.parties[3].key = key("byen"), &[("/parties/3/key", FaultKind::Duplicate)]),
        (|c| c.areas.extend_from_within(..1), &[("/areas/1/key", FaultKind::Duplicate)]),
        (|c| c.bodies.push(body("pm", None)), &[("/bodies/5/key", FaultKind::Duplicate)]),
        (|c| c.parties[0].part_of = Some(key("rhf")), &[("/parties/0/partOf", FaultKind::UnknownReference)]),
        (|c| c.areas[0].members[1].party = key("fjord"), &[("/areas/0/members/1/party", FaultKind::UnknownReference)]),
        (|c| c.bodies[2].parent = Some(key("ps")), &[("/bodies/2/parent", FaultKind::UnknownReference)]),
        (|c| c.bodies[1].area = Some(key("byen")), &[("/bodies/1/area", FaultKind::UnknownReference)]),
        (
            |c| c.bodies[2].programme_committee_for = Some(key("ps")),
            &[("/bodies/2/programmeCommitteeFor", FaultKind::UnknownReference)],
        ),
        (
            |c| c.bodies[0].succeeds = vec![key("gammal"), key("ny"), key("gammal")],
            &[("/bodies/0/succeeds/1", FaultKind::UnknownReference), ("/bodies/0/succeeds/2", FaultKind::Duplicate)],
        ),
        (|c| c.parties[3].org_number = c.parties[2].org_number, &[("/parties/3/orgNumber", FaultKind::Duplicate)]),
        (
            |c| c.parties[3].municipality_numbers = c.parties[2].municipality_numbers.clone(),
            &[("/parties/3/municipalityNumbers/0/number", FaultKind::Duplicate)],
        ),
        (
            |c| c.bodies[3].parent = Some(key("ou")),
            &[
                ("/bodies/1/parent", FaultKind::Cycle),
                ("/bodies/2/parent", FaultKind::Cycle),
                ("/bodies/2/programmeCommitteeFor", FaultKind::Cycle),
                ("/bodies/3/parent", FaultKind::Cycle),
            ],
        ),
        (|c| c.bodies[3].parent = Some(key("pm")), &[("/bodies/3/parent", FaultKind::Cycle)]),
        (
            |c| c.bodies[3].programme_committee_for = Some(key("ou")),
            &[
                ("/bodies/1/parent", FaultKind::Cycle),
                ("/bodies/2/parent", FaultKind::Cycle),
                ("/bodies/2/programmeCommitteeFor", FaultKind::Cycle),
                ("/bodies/3/programmeCommitteeFor", FaultKind::Cycle),
            ],
        ),
        (
            |c| c.bodies[4].succeeds = vec![key("gruppe")],
            &[("/bodies/0/succeeds/0", FaultKind::Cycle), ("/bodies/4/succeeds/0", FaultKind::Cycle)],
        ),
        (
            |c| c.parties[1].part_of = Some(key("sjukehuset")),
            &[("/parties/0/partOf", FaultKind::Cycle), ("/parties/1/partOf", FaultKind::Cycle)],
        ),
        (
            |c| c.areas[0].members.push(member("byen", AreaRole::Municipality)),
            &[("/areas/0/members/2", FaultKind::Duplicate)],
        ),
        (|c| c.bodies[4].visibility = Visibility::Side, &[("/bodies/4/side", FaultKind::Required)]),
    ];
    for (row, (change, expected)) in table.into_iter().enumerate() {
        let expected: Vec<_> = expected.iter().map(|(at, kind)| ((*at).to_owned(), kind.clone())).collect();
        assert_eq!(faults_after(change), expected, "row {row}");
    }
    let dated = faults_after(|c| {
        c.parties[0].validity = backwards();
        c.areas[0].members[0].validity = backwards();
        c.bodies[0].validity = backwards();
    });
    let places: Vec<_> = dated.iter().map(|(at, kind)| (at.as_str(), kind.code())).collect();
    let expected = ["/parties/0/validTo", "/areas/0/members/0/validTo", "/bodies/0/validTo"];
    assert_eq!(places, expected.map(|at| (at, "date-order")));
}

#[test]
fn a_municipality_number_may_pass_on_but_not_be_shared() {
    let (last, first) = (jiff::civil::date(2019, 12, 31), jiff::civil::date(2020, 1, 1));
    let passed_on = |gap: fn(&mut Charter)| {
        faults_after(|c| {
            c.parties[2].municipality_numbers = vec![numbered("4601", None, Some(last))];
            c.parties[3].municipality_numbers = vec![numbered("4601", Some(first), None)];
            gap(c);
        })
    };
    assert_eq!(passed_on(|_| {}), []);
    assert_eq!(passed_on(|c| c.parties[2].municipality_numbers[0].validity.to = None).len(), 1);
    assert_eq!(
        passed_on(|c| {
            c.parties[2].municipality_numbers[0].validity.to = None;
            c.parties[2].validity.to = Some(jiff::civil::date(2019, 12, 31));
        }),
        [],
        "a number goes with the party that had it"
    );
}

#[test]
fn the_addresses_of_a_community_could_be_reached() {
    let found = faults_after(|c| {
        c.settings.contact_email = Line::parse("post at bergen.example").ok();
        c.settings.website = Line::parse("javascript:alert(1)").ok();
    });
    assert_eq!(
        found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(),
        ["/settings/contactEmail", "/settings/website"]
    );
    assert!(found.iter().all(|(_, kind)| matches!(kind, FaultKind::Malformed { .. })), "{found:?}");
}

#[test]
fn all_faults_come_at_once() {
    let found = faults_after(|c| {
        c.parties[3].key = key("byen");
        c.areas[0].members[0].party = key("fjord");
        c.bodies[1].parent = Some(key("ps"));
    });
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn entities_come_after_what_they_refer_to_with_every_key_resolved() {
    let made = charter().entities(Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH));
    let order: Vec<_> = made.bodies.iter().map(|body| body.key.as_str()).collect();
    assert_eq!(order, ["pm", "ssu", "ou", "gammal", "gruppe"]);
    let order: Vec<_> = made.parties.iter().map(|party| party.key.as_str()).collect();
    assert_eq!(order, ["foretaket", "sjukehuset", "byen", "bygda"]);

    let [pm, ssu, ou, old, group] = made.bodies.as_slice() else { panic!("five bodies") };
    assert_eq!((ssu.parent, ssu.programme_committee_for), (Some(pm.id), Some(pm.id)));
    assert_eq!((ou.parent, ou.area), (Some(ssu.id), Some(made.areas[0].id)));
    assert_eq!((group.parent, &group.succeeds), (Some(ou.id), &vec![old.id]));
    assert_eq!(made.parties[1].part_of, Some(made.parties[0].id));
    let members: Vec<_> = made.areas[0].members.iter().map(|member| member.party).collect();
    assert_eq!(members, [made.parties[2].id, made.parties[1].id]);
    assert_eq!((made.tenant.version, made.settings.version, ou.version), (1, 1, 1));
}

#[test]
fn each_call_mints_new_ids() {
    let now = Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH);
    assert_ne!(charter().entities(now).tenant.id, charter().entities(now).tenant.id);
}
