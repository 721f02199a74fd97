//! An invented community larger than any there is: 60 municipalities in 10 areas, and 62 bodies on four levels.
use domain::{
    AreaRole, BodyType, CaseNumberFormat, Charter, CharterArea, CharterBody, CharterCommunity, CharterMember,
    CharterParty, CharterSettings, DecisionRule, Forwarding, Key, Language, Line, Listing, MeetingRule, Names,
    Openness, PartyKind, Provenance, Side, Structure, Tenant, Validity, Verification, Visibility,
};

use crate::structure::tests::community;

const PROVENANCE: Provenance = Provenance { verification: Verification::Synthetic, note: None };

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

fn names(text: &str) -> Names {
    let line = Line::parse(text).expect("a line");
    Names { nb: line.clone(), nn: line }
}

fn party(key_text: &str, name: &str, kind: PartyKind, side: Side) -> CharterParty {
    CharterParty {
        key: key(key_text),
        kind,
        side,
        names: names(name),
        org_number: None,
        municipality_numbers: Vec::new(),
        part_of: None,
        validity: Validity::ALWAYS,
        provenance: PROVENANCE,
    }
}

fn body(key_text: &str, name: &str, body_type: BodyType, level: u8, parent: Option<&str>) -> CharterBody {
    CharterBody {
        key: key(key_text),
        body_type,
        level,
        parent: parent.map(key),
        area: None,
        side: None,
        names: names(name),
        abbreviation: None,
        mandate: None,
        openness: Openness::Open,
        visibility: Visibility::Public,
        decision_rule: DecisionRule::TwoStepConsensus,
        meetings: MeetingRule::default(),
        case_number_format: None,
        paper_deadline_days: None,
        programme_committee_for: None,
        succeeds: Vec::new(),
        validity: Validity::ALWAYS,
        provenance: PROVENANCE,
    }
}

/// The community.
pub(crate) fn large() -> (Tenant, Structure) {
    let mut parties = vec![party("hf", "Storfjord universitetssjukehus HF", PartyKind::HealthTrust, Side::Specialist)];
    let mut areas = Vec::new();
    let mut bodies = vec![body("pm", "Partnarskapsmøte", BodyType::PartnershipMeeting, 1, None)];
    bodies.push(CharterBody {
        abbreviation: Some(Line::parse("SSU").expect("a line")),
        ..body("ssu", "Strategisk samarbeidsutval", BodyType::StrategicCommittee, 2, Some("pm"))
    });
    for area in 0..10 {
        let member = |key_text: &str, role| CharterMember {
            party: key(key_text),
            role,
            validity: Validity::ALWAYS,
            provenance: PROVENANCE,
        };
        let mut members = vec![member("hf", AreaRole::Hospital)];
        for number in 0..6 {
            let name = format!("kommune-{area}-{number}");
            let long = if number == 0 { "Nordre Storfjordbygda og Øyane kommune" } else { "Storvik kommune" };
            parties.push(party(&name, &format!("{long} {area}{number}"), PartyKind::Municipality, Side::Municipal));
            members.push(member(&name, AreaRole::Municipality));
        }
        let name = format!("omrade-{area}");
        areas.push(CharterArea {
            key: key(&name),
            names: names(&format!("Midtre Storfjord lokalsjukehusområde {area}")),
            members,
            validity: Validity::ALWAYS,
            visibility: Visibility::Public,
            provenance: PROVENANCE,
        });
        let committee = format!("ou-{area}");
        bodies.push(CharterBody {
            area: Some(key(&name)),
            abbreviation: Some(Line::parse(&format!("OU {area}")).expect("a line")),
            ..body(&committee, &format!("Områdeutval Midtre Storfjord {area}"), BodyType::AreaCommittee, 3, Some("ssu"))
        });
        for number in 0..5 {
            let name = format!("gruppe-{area}-{number}");
            let title = format!("Arbeidsgruppe for revisjon av samarbeids- og tenesteavtalar {area}-{number}");
            let group = body(&name, &title, BodyType::WorkingGroup, 4, Some(&committee));
            let caucus = CharterBody { side: Some(Side::Municipal), body_type: BodyType::Caucus, ..group.clone() };
            bodies.push(if number == 0 { caucus } else { group });
        }
    }
    community(&Charter {
        community: CharterCommunity {
            slug: key("storfjord"),
            names: names("Helsefellesskapet Storfjord (oppdikta)"),
            language: Language::Nynorsk,
            listing: Listing::Public,
        },
        settings: CharterSettings {
            forwarding: Forwarding::Strict,
            contact_email: None,
            website: None,
            paper_deadline_days: 14,
            case_number_format: CaseNumberFormat::default(),
            reminder_days: 2,
        },
        parties,
        areas,
        bodies,
        provisions: Vec::new(),
        ends: Vec::new(),
    })
}
