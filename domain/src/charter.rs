//! The charter: the whole structure of a community as one document in which everything is named by its key.
//! Persons, grants and cases are never part of it.
#[cfg(any(test, feature = "arbitrary"))]
pub mod arbitrary;
mod check;
mod compare;
mod entities;
mod export;
mod plan;
mod provisions;
#[cfg(test)]
mod tests;

pub use compare::{Change, ChangeKind, ChangedType, changes};
pub use entities::Entities;
pub use plan::{Plan, Step};

use serde::Serialize;

use crate::naming::ByKey;

use crate::{
    AreaRole, BodyLinks, BodyType, CaseNumberFormat, DatedMunicipalityNumber, DecisionRule, Forwarding, Key, Language,
    Line, Listing, MeetingRule, Names, Openness, OrgNumber, PartyKind, Prose, Provenance, Rule, Side, Validity,
    Visibility,
};

/// A community's structure. See [`Charter::check`] for what must hold and [`Charter::entities`] for what it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// The community itself.
    pub community: CharterCommunity,
    /// What the community decides about how the service works for it.
    pub settings: CharterSettings,
    /// The organisations that form it.
    pub parties: Vec<CharterParty>,
    /// Its areas and who belongs to them.
    pub areas: Vec<CharterArea>,
    /// The bodies in which it decides and works.
    pub bodies: Vec<CharterBody>,
    /// What it lays down beside them. On the wire each kind has a list of its own, in which entries keep their order.
    pub provisions: Vec<CharterProvision>,
    /// The bodies and seat rules that may be ended although people sit there.
    pub ends: Vec<Key>,
}

/// What a charter says of the community itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterCommunity {
    /// Its short name in addresses.
    pub slug: Key,
    /// Its name.
    pub names: Names,
    /// The language it writes in.
    pub language: Language,
    /// Who may know that it exists.
    pub listing: Listing,
}

/// What a charter says of the community's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharterSettings {
    /// What other regions do with requests for this community.
    pub forwarding: Forwarding,
    /// Where the public can write to.
    pub contact_email: Option<Line>,
    /// The community's own web site.
    pub website: Option<Line>,
    /// Days before a meeting that papers are due, where the body says nothing.
    pub paper_deadline_days: u16,
    /// How cases are numbered, where the body says nothing.
    pub case_number_format: CaseNumberFormat,
    /// Days before a meeting that those who are called to it are reminded.
    pub reminder_days: u16,
}

/// What a charter says of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharterParty {
    /// Its key.
    pub key: Key,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// The side it sits on.
    pub side: Side,
    /// Its name.
    pub names: Names,
    /// Its number in Enhetsregisteret.
    pub org_number: Option<OrgNumber>,
    /// Its municipality numbers over time.
    pub municipality_numbers: Vec<DatedMunicipalityNumber>,
    /// The party it is a unit of.
    pub part_of: Option<Key>,
    /// When it is a party of the community.
    pub validity: Validity,
    /// Where the facts come from.
    pub provenance: Provenance,
}

/// What a charter says of a party's place in an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharterMember {
    /// The party.
    pub party: Key,
    /// What it is to the area.
    pub role: AreaRole,
    /// When it belongs to the area.
    pub validity: Validity,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

/// What a charter says of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharterArea {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub names: Names,
    /// Who belongs to it.
    pub members: Vec<CharterMember>,
    /// When it exists.
    pub validity: Validity,
    /// Who may see it.
    pub visibility: Visibility,
    /// Where the facts come from.
    pub provenance: Provenance,
}

/// What a charter says of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharterBody {
    /// Its key.
    pub key: Key,
    /// What kind of body it is.
    #[serde(rename = "type")]
    pub body_type: BodyType,
    /// Its level, 1 at the top.
    pub level: u8,
    /// The body it reports to.
    pub parent: Option<Key>,
    /// The area it serves.
    pub area: Option<Key>,
    /// The side it belongs to, for one-sided bodies only.
    pub side: Option<Side>,
    /// Its name.
    pub names: Names,
    /// Its short form.
    pub abbreviation: Option<Line>,
    /// What it is for.
    pub mandate: Option<Prose>,
    /// Whether outsiders may follow its meetings.
    pub openness: Openness,
    /// Who may see that it exists.
    pub visibility: Visibility,
    /// How it decides.
    pub decision_rule: DecisionRule,
    /// How often it meets.
    pub meetings: MeetingRule,
    /// How its cases are numbered, where it differs from the settings.
    pub case_number_format: Option<CaseNumberFormat>,
    /// Days before a meeting that papers are due, where it differs from the settings.
    pub paper_deadline_days: Option<u16>,
    /// The body whose meetings it prepares as programme committee.
    pub programme_committee_for: Option<Key>,
    /// The bodies it took over from.
    pub succeeds: Vec<Key>,
    /// When it exists.
    pub validity: Validity,
    /// Where the facts come from.
    pub provenance: Provenance,
}

impl CharterBody {
    /// What it refers to.
    pub fn links(&self) -> BodyLinks<&Key> {
        BodyLinks {
            parent: self.parent.as_ref(),
            programme_committee_for: self.programme_committee_for.as_ref(),
            succeeds: self.succeeds.iter().collect(),
        }
    }
}

/// What a charter says of a provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharterProvision {
    /// Its key, its own among all provisions.
    pub key: Key,
    /// What it lays down.
    pub rule: Rule<ByKey>,
    /// When it is in force.
    pub validity: Validity,
    /// Where the facts come from.
    pub provenance: Provenance,
}
