//! The members of a charter on the wire, and what stands for those left out.
mod entries;
mod provisions;

use deserr::Deserr;
use domain::{
    Body, CaseNumberFormat, Charter, CharterCommunity, CharterProvision, CharterSettings, Faults, Forwarding, Key,
    Language, Line, Listing, Names,
};
use serde::Serialize;

use crate::wire::read::{ReadFaults, Within};
use crate::wire::rules::{EmphasisFields, LeadershipRuleFields, RequirementFields, SeatRuleFields, TargetGroupFields};
use entries::{AreaFields, BodyFields, PartyFields};
use provisions::{KeysOnly, ProvisionFields, Written};

type Days = Within<0, { Body::DEADLINE_MAX as i64 }>;

/// A charter as it is written: one form for files, requests and answers.
#[derive(Debug, Deserr, Serialize)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct CharterFields {
    community: CommunityFields,
    settings: SettingsFields,
    #[deserr(default)]
    parties: Vec<PartyFields>,
    #[deserr(default)]
    areas: Vec<AreaFields>,
    #[deserr(default)]
    bodies: Vec<BodyFields>,
    #[deserr(default)]
    seat_rules: Vec<ProvisionFields<SeatRuleFields>>,
    #[deserr(default)]
    leadership_rules: Vec<ProvisionFields<LeadershipRuleFields>>,
    #[deserr(default)]
    requirements: Vec<ProvisionFields<RequirementFields>>,
    #[deserr(default)]
    target_groups: Vec<ProvisionFields<TargetGroupFields>>,
    #[deserr(default)]
    emphases: Vec<ProvisionFields<EmphasisFields>>,
    #[deserr(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ends: Vec<Key>,
}

#[derive(Debug, Deserr, Serialize)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
struct CommunityFields {
    slug: Key,
    names: Names,
    language: Language,
    #[deserr(default = Listing::Public)]
    listing: Listing,
}

#[derive(Debug, Deserr, Serialize)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
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

impl CharterFields {
    /// The charter they describe. Everything in a charter is named by key; an id is a fault at its place.
    pub fn charter(self) -> Result<Charter, Faults> {
        let CommunityFields { slug, names, language, listing } = self.community;
        let settings = self.settings;
        let mut keys = KeysOnly::default();
        let mut provisions: Vec<CharterProvision> = Vec::new();
        keys.read(self.seat_rules, &mut provisions);
        keys.read(self.leadership_rules, &mut provisions);
        keys.read(self.requirements, &mut provisions);
        keys.read(self.target_groups, &mut provisions);
        keys.read(self.emphases, &mut provisions);
        keys.faults.into_result()?;
        Ok(Charter {
            community: CharterCommunity { slug, names, language, listing },
            settings: CharterSettings {
                forwarding: settings.forwarding,
                contact_email: settings.contact_email,
                website: settings.website,
                paper_deadline_days: settings.paper_deadline_days.narrow(),
                case_number_format: settings.case_number_format,
            },
            parties: self.parties.into_iter().map(Into::into).collect(),
            areas: self.areas.into_iter().map(Into::into).collect(),
            bodies: self.bodies.into_iter().map(Into::into).collect(),
            provisions,
            ends: self.ends,
        })
    }
}

impl From<Charter> for CharterFields {
    fn from(charter: Charter) -> Self {
        let CharterCommunity { slug, names, language, listing } = charter.community;
        let settings = charter.settings;
        let written = Written(charter.provisions);
        Self {
            community: CommunityFields { slug, names, language, listing },
            settings: SettingsFields {
                forwarding: settings.forwarding,
                contact_email: settings.contact_email,
                website: settings.website,
                paper_deadline_days: Within(settings.paper_deadline_days.into()),
                case_number_format: settings.case_number_format,
            },
            parties: charter.parties.into_iter().map(Into::into).collect(),
            areas: charter.areas.into_iter().map(Into::into).collect(),
            bodies: charter.bodies.into_iter().map(Into::into).collect(),
            seat_rules: written.list(),
            leadership_rules: written.list(),
            requirements: written.list(),
            target_groups: written.list(),
            emphases: written.list(),
            ends: charter.ends,
        }
    }
}
