//! The way between entries as they are written and what they mean.
use domain::{
    CharterArea, CharterBody, CharterMember, CharterParty, DatedMunicipalityNumber, MeetingRule, Provenance, Validity,
};

use super::{AreaFields, BodyFields, MeetingFields, MemberFields, NumberFields, PartyFields, PerYear};
use crate::charter::fields::Days;
use crate::wire::read::Within;

impl From<PartyFields> for CharterParty {
    fn from(fields: PartyFields) -> Self {
        let numbered = |dated: NumberFields| DatedMunicipalityNumber {
            number: dated.number,
            validity: Validity { from: dated.valid_from, to: dated.valid_to },
        };
        Self {
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
}

impl From<AreaFields> for CharterArea {
    fn from(fields: AreaFields) -> Self {
        let member = |member: MemberFields| CharterMember {
            party: member.party,
            role: member.role,
            validity: Validity { from: member.valid_from, to: member.valid_to },
            // A member that says nothing of its own is as well known as its area.
            provenance: Provenance {
                verification: member.verification.unwrap_or(fields.verification),
                note: member.note,
            },
        };
        Self {
            key: fields.key,
            names: fields.names,
            members: fields.members.into_iter().map(member).collect(),
            validity: Validity { from: fields.valid_from, to: fields.valid_to },
            visibility: fields.visibility,
            provenance: Provenance { verification: fields.verification, note: fields.note },
        }
    }
}

impl From<BodyFields> for CharterBody {
    fn from(fields: BodyFields) -> Self {
        Self {
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
}

impl From<CharterParty> for PartyFields {
    fn from(party: CharterParty) -> Self {
        let numbered = |dated: DatedMunicipalityNumber| NumberFields {
            number: dated.number,
            valid_from: dated.validity.from,
            valid_to: dated.validity.to,
        };
        Self {
            key: party.key,
            kind: party.kind,
            side: party.side,
            names: party.names,
            org_number: party.org_number,
            municipality_numbers: party.municipality_numbers.into_iter().map(numbered).collect(),
            part_of: party.part_of,
            valid_from: party.validity.from,
            valid_to: party.validity.to,
            verification: party.provenance.verification,
            note: party.provenance.note,
        }
    }
}

impl From<CharterArea> for AreaFields {
    fn from(area: CharterArea) -> Self {
        let member = |member: CharterMember| MemberFields {
            party: member.party,
            role: member.role,
            valid_from: member.validity.from,
            valid_to: member.validity.to,
            // What is as well known as its area need not say so.
            verification: Some(member.provenance.verification).filter(|own| *own != area.provenance.verification),
            note: member.provenance.note,
        };
        Self {
            key: area.key,
            names: area.names,
            members: area.members.into_iter().map(member).collect(),
            valid_from: area.validity.from,
            valid_to: area.validity.to,
            visibility: area.visibility,
            verification: area.provenance.verification,
            note: area.provenance.note,
        }
    }
}

impl From<CharterBody> for BodyFields {
    fn from(body: CharterBody) -> Self {
        let per_year = |number: u8| Within(number.into());
        Self {
            key: body.key,
            body_type: body.body_type,
            level: Within(body.level.into()),
            parent: body.parent,
            area: body.area,
            side: body.side,
            names: body.names,
            abbreviation: body.abbreviation,
            mandate: body.mandate,
            openness: body.openness,
            visibility: body.visibility,
            decision_rule: body.decision_rule,
            meetings: MeetingFields {
                min_per_year: body.meetings.min_per_year.map(per_year),
                max_per_year: body.meetings.max_per_year.map(per_year),
            },
            case_number_format: body.case_number_format,
            paper_deadline_days: body.paper_deadline_days.map(|days| Within(days.into())),
            programme_committee_for: body.programme_committee_for,
            succeeds: body.succeeds,
            valid_from: body.validity.from,
            valid_to: body.validity.to,
            verification: body.provenance.verification,
            note: body.provenance.note,
        }
    }
}
