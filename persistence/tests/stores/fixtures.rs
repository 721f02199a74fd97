//! Values to store: bare ones with every optional field unset, whole ones with every field set.
use domain::policy::Role;
use domain::{
    Area, AreaId, AreaMember, AreaRole, Body, BodyId, BodyType, CaseNumberFormat, Contact, Date,
    DatedMunicipalityNumber, DecisionRule, Forwarding, Grant, GrantId, Holder, Identity, Instant, Key, Language, Line,
    Listing, MeetingRule, MunicipalityNumber, Names, Openness, OrgNumber, Party, PartyId, PartyKind, Person, PersonId,
    Prose, Provenance, Settings, Side, Tenant, TenantId, TenantStatus, Validity, Verification, Visibility,
};

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse(text).expect("an instant")
}

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).expect("a line")
}

pub(crate) fn names(text: &str) -> Names {
    Names { nb: line(text), nn: line(&format!("{text} (nn)")) }
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

pub(crate) fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

/// A key nobody else has.
pub(crate) fn fresh_key() -> Key {
    key(&format!("k{}", uuid::Uuid::now_v7().simple()))
}

/// Before both engines' epochs, and to the microsecond.
pub(crate) const OLD: &str = "1873-05-17T11:22:33.000001Z";
pub(crate) const NEW: &str = "2026-11-22T08:00:00.999999Z";

pub(crate) fn validity() -> Validity {
    Validity { from: Some(date("1899-12-31")), to: Some(date("2031-07-31")) }
}

pub(crate) fn provenance(note: Option<&str>) -> Provenance {
    Provenance { verification: Verification::Synthetic, note: note.map(line) }
}

pub(crate) fn format() -> CaseNumberFormat {
    CaseNumberFormat::parse("{nn}-{yyyy}").expect("a format")
}

pub(crate) fn tenant() -> Tenant {
    Tenant {
        id: TenantId::fresh(),
        slug: fresh_key(),
        names: names("Helsefellesskapet"),
        language: Language::Nynorsk,
        listing: Listing::Public,
        status: TenantStatus::Open,
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        forwarding: Forwarding::Forward,
        contact_email: None,
        website: None,
        paper_deadline_days: 14,
        case_number_format: format(),
        reminder_days: Settings::REMINDER_DAYS,
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn party(name: &str) -> Party {
    Party {
        id: PartyId::fresh(),
        key: fresh_key(),
        kind: PartyKind::Municipality,
        side: Side::Municipal,
        names: names(name),
        org_number: None,
        municipality_numbers: Vec::new(),
        part_of: None,
        validity: Validity::ALWAYS,
        provenance: provenance(None),
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn whole_party(name: &str, part_of: PartyId) -> Party {
    let number = |text, from: Option<&str>, to: Option<&str>| DatedMunicipalityNumber {
        number: MunicipalityNumber::parse(text).expect("a number"),
        validity: Validity { from: from.map(date), to: to.map(date) },
    };
    Party {
        org_number: OrgNumber::parse("964338531"),
        municipality_numbers: vec![
            number("1201", Some("1838-01-01"), Some("2019-12-31")),
            number("4601", Some("2020-01-01"), None),
        ],
        part_of: Some(part_of),
        validity: validity(),
        provenance: provenance(Some("https://example.org/æøå")),
        ..party(name)
    }
}

pub(crate) fn area(name: &str) -> Area {
    Area {
        id: AreaId::fresh(),
        key: fresh_key(),
        names: names(name),
        members: Vec::new(),
        validity: Validity::ALWAYS,
        visibility: Visibility::Public,
        provenance: provenance(None),
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn member(party: PartyId, role: AreaRole) -> AreaMember {
    AreaMember { party, role, validity: validity(), provenance: provenance(Some("a note")) }
}

pub(crate) fn body(name: &str) -> Body {
    Body {
        id: BodyId::fresh(),
        key: fresh_key(),
        body_type: BodyType::StrategicCommittee,
        level: 2,
        parent: None,
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
        provenance: provenance(None),
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn whole_body(name: &str, earlier: &[BodyId], area: AreaId) -> Body {
    Body {
        parent: Some(earlier[0]),
        area: Some(area),
        side: Some(Side::User),
        abbreviation: Some(line("SSU")),
        mandate: Some(Prose::parse("Utvalget skal\n\n- møtast\t- samarbeide").expect("prose")),
        meetings: MeetingRule { min_per_year: Some(4), max_per_year: Some(255) },
        case_number_format: Some(format()),
        paper_deadline_days: Some(365),
        programme_committee_for: Some(earlier[1]),
        succeeds: earlier.iter().rev().copied().collect(),
        validity: validity(),
        provenance: provenance(Some("a note")),
        ..body(name)
    }
}

pub(crate) fn identity(subject: &str) -> Identity {
    Identity { issuer: line("https://issuer.example/"), subject: line(subject) }
}

pub(crate) fn person(name: &str) -> Person {
    Person {
        id: PersonId::fresh(),
        name: Some(line(name)),
        position: None,
        party: None,
        contact: Contact::default(),
        identities: Vec::new(),
        erased_at: None,
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn whole_person(name: &str, party: PartyId) -> Person {
    Person {
        position: Some(line("kommunalsjef")),
        party: Some(party),
        contact: Contact { email: Some(line("kari@example.org")), phone: Some(line("55 00 00 00")) },
        identities: vec![identity("zeta"), identity("alfa")],
        ..person(name)
    }
}

pub(crate) fn grant(holder: Holder) -> Grant {
    Grant {
        id: GrantId::fresh(),
        role: Role::TenantAdmin,
        holder,
        side: None,
        party: None,
        body: None,
        area: None,
        validity: Validity::ALWAYS,
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

/// A notice of a meeting to somebody, that waits.
pub(crate) fn dispatch(meeting: domain::MeetingId, person: domain::PersonId) -> domain::Dispatch {
    domain::Dispatch::new(meeting, person, domain::NoticeKind::Notice, date("2026-12-01"), at(NEW))
}
