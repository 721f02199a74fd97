//! The members of a charter on the wire, and what stands for those left out.
use deserr::Deserr;
use domain::{
    AreaRole, Body, BodyType, CaseNumberFormat, Charter, CharterArea, CharterBody, CharterCommunity, CharterMember,
    CharterParty, CharterSettings, Date, DatedMunicipalityNumber, DecisionRule, Forwarding, Key, Language, Line,
    Listing, MeetingRule, MunicipalityNumber, Names, Openness, OrgNumber, PartyKind, Prose, Provenance, Side, Validity,
    Verification, Visibility,
};

use crate::wire::read::{ReadFaults, Within};

type Days = Within<0, { Body::DEADLINE_MAX as i64 }>;
type Level = Within<1, { Body::LEVEL_MAX as i64 }>;
type PerYear = Within<1, { u8::MAX as i64 }>;

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
pub(super) struct CharterFields {
    community: CommunityFields,
    settings: SettingsFields,
    #[deserr(default)]
    parties: Vec<PartyFields>,
    #[deserr(default)]
    areas: Vec<AreaFields>,
    #[deserr(default)]
    bodies: Vec<BodyFields>,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct CommunityFields {
    slug: Key,
    names: Names,
    language: Language,
    #[deserr(default = Listing::Public)]
    listing: Listing,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct SettingsFields {
    #[deserr(default = Forwarding::Forward)]
    forwarding: Forwarding,
    #[deserr(default)]
    contact_email: Option<Line>,
    #[deserr(default)]
    website: Option<Line>,
    paper_deadline_days: Days,
    case_number_format: CaseNumberFormat,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct PartyFields {
    key: Key,
    kind: PartyKind,
    side: Side,
    names: Names,
    #[deserr(default)]
    org_number: Option<OrgNumber>,
    #[deserr(default)]
    municipality_numbers: Vec<NumberFields>,
    #[deserr(default)]
    part_of: Option<Key>,
    #[deserr(default)]
    valid_from: Option<Date>,
    #[deserr(default)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    verification: Verification,
    #[deserr(default)]
    note: Option<Line>,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct NumberFields {
    number: MunicipalityNumber,
    #[deserr(default)]
    valid_from: Option<Date>,
    #[deserr(default)]
    valid_to: Option<Date>,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct AreaFields {
    key: Key,
    names: Names,
    #[deserr(default)]
    members: Vec<MemberFields>,
    #[deserr(default)]
    valid_from: Option<Date>,
    #[deserr(default)]
    valid_to: Option<Date>,
    visibility: Visibility,
    #[deserr(default = Verification::Unverified)]
    verification: Verification,
    #[deserr(default)]
    note: Option<Line>,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct MemberFields {
    party: Key,
    role: AreaRole,
    #[deserr(default)]
    valid_from: Option<Date>,
    #[deserr(default)]
    valid_to: Option<Date>,
    #[deserr(default)]
    verification: Option<Verification>,
    #[deserr(default)]
    note: Option<Line>,
}

#[derive(Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct BodyFields {
    key: Key,
    #[deserr(rename = "type")]
    body_type: BodyType,
    level: Level,
    #[deserr(default)]
    parent: Option<Key>,
    #[deserr(default)]
    area: Option<Key>,
    #[deserr(default)]
    side: Option<Side>,
    names: Names,
    #[deserr(default)]
    abbreviation: Option<Line>,
    #[deserr(default)]
    mandate: Option<Prose>,
    #[deserr(default = Openness::Unknown)]
    openness: Openness,
    visibility: Visibility,
    decision_rule: DecisionRule,
    #[deserr(default)]
    meetings: MeetingFields,
    #[deserr(default)]
    case_number_format: Option<CaseNumberFormat>,
    #[deserr(default)]
    paper_deadline_days: Option<Days>,
    #[deserr(default)]
    programme_committee_for: Option<Key>,
    #[deserr(default)]
    succeeds: Vec<Key>,
    #[deserr(default)]
    valid_from: Option<Date>,
    #[deserr(default)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    verification: Verification,
    #[deserr(default)]
    note: Option<Line>,
}

#[derive(Default, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct MeetingFields {
    #[deserr(default)]
    min_per_year: Option<PerYear>,
    #[deserr(default)]
    max_per_year: Option<PerYear>,
}

impl From<CharterFields> for Charter {
    fn from(fields: CharterFields) -> Self {
        let CommunityFields { slug, names, language, listing } = fields.community;
        let settings = fields.settings;
        Self {
            community: CharterCommunity { slug, names, language, listing },
            settings: CharterSettings {
                forwarding: settings.forwarding,
                contact_email: settings.contact_email,
                website: settings.website,
                paper_deadline_days: settings.paper_deadline_days.narrow(),
                case_number_format: settings.case_number_format,
            },
            parties: fields.parties.into_iter().map(party).collect(),
            areas: fields.areas.into_iter().map(area).collect(),
            bodies: fields.bodies.into_iter().map(body).collect(),
        }
    }
}

fn party(fields: PartyFields) -> CharterParty {
    let numbered = |dated: NumberFields| DatedMunicipalityNumber {
        number: dated.number,
        validity: Validity { from: dated.valid_from, to: dated.valid_to },
    };
    CharterParty {
        key: fields.key,
        kind: fields.kind,
        side: fields.side,
        names: fields.names,
        org_number: fields.org_number,
        municipality_numbers: fields.municipality_numbers.into_iter().map(numbered).collect(),
        part_of: fields.part_of,
        validity: Validity { from: fields.valid_from, to: fields.valid_to },
        provenance: Provenance { verification: fields.verification, note: fields.note },
    }
}

fn area(fields: AreaFields) -> CharterArea {
    let member = |member: MemberFields| CharterMember {
        party: member.party,
        role: member.role,
        validity: Validity { from: member.valid_from, to: member.valid_to },
        // A member that says nothing of its own is as well known as its area.
        provenance: Provenance { verification: member.verification.unwrap_or(fields.verification), note: member.note },
    };
    CharterArea {
        key: fields.key,
        names: fields.names,
        members: fields.members.into_iter().map(member).collect(),
        validity: Validity { from: fields.valid_from, to: fields.valid_to },
        visibility: fields.visibility,
        provenance: Provenance { verification: fields.verification, note: fields.note },
    }
}

fn body(fields: BodyFields) -> CharterBody {
    CharterBody {
        key: fields.key,
        body_type: fields.body_type,
        level: fields.level.narrow(),
        parent: fields.parent,
        area: fields.area,
        side: fields.side,
        names: fields.names,
        abbreviation: fields.abbreviation,
        mandate: fields.mandate,
        openness: fields.openness,
        visibility: fields.visibility,
        decision_rule: fields.decision_rule,
        meetings: MeetingRule {
            min_per_year: fields.meetings.min_per_year.map(PerYear::narrow),
            max_per_year: fields.meetings.max_per_year.map(PerYear::narrow),
        },
        case_number_format: fields.case_number_format,
        paper_deadline_days: fields.paper_deadline_days.map(Days::narrow),
        programme_committee_for: fields.programme_committee_for,
        succeeds: fields.succeeds,
        validity: Validity { from: fields.valid_from, to: fields.valid_to },
        provenance: Provenance { verification: fields.verification, note: fields.note },
    }
}
