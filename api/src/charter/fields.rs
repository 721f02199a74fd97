//! The members of a charter on the wire, and what stands for those left out.
mod entries;
mod provisions;
mod schema;

use deserr::Deserr;
use domain::{
    Body, CaseNumberFormat, Charter, CharterCommunity, CharterProvision, CharterSettings, Faults, Forwarding, Key,
    Language, Line, Listing, Names, Settings,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{ReadFaults, Within};
use crate::wire::rules::{
    EmphasisFields, LeadershipRuleFields, PaperSectionFields, RequirementFields, SeatRuleFields, TargetGroupFields,
};
use crate::wire::schema::{
    CaseNumberFormatText, EmailText, ForwardingWord, KeyText, LanguageWord, ListingWord, NamesSchema, WebsiteText,
};
use entries::{AreaFields, BodyFields, PartyFields};
use provisions::{KeysOnly, ProvisionFields, Written};
use schema::{
    EmphasisEntry, LeadershipRuleEntry, PaperSectionEntry, RequirementEntry, SeatRuleEntry, TargetGroupEntry,
};

type Days = Within<0, { Body::DEADLINE_MAX as i64 }>;

/// A charter (*forfatning*): the whole structure of a community in which everything is named by key. One form for files,
/// requests and answers; `docs/charter.md` describes every member.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Charter)]
pub struct CharterFields {
    #[schema(value_type = CommunityFields)]
    community: CommunityFields,
    #[schema(value_type = SettingsFields)]
    settings: SettingsFields,
    /// The organisations that form the community.
    #[deserr(default)]
    #[schema(value_type = Vec<PartyFields>, max_items = 10_000, required = false)]
    parties: Vec<PartyFields>,
    /// Its areas.
    #[deserr(default)]
    #[schema(value_type = Vec<AreaFields>, max_items = 10_000, required = false)]
    areas: Vec<AreaFields>,
    /// The bodies in which it decides and works.
    #[deserr(default)]
    #[schema(value_type = Vec<BodyFields>, max_items = 10_000, required = false)]
    bodies: Vec<BodyFields>,
    /// Who sits where (*representasjon*).
    #[deserr(default)]
    #[schema(value_type = Vec<SeatRuleEntry>, max_items = 10_000, required = false)]
    seat_rules: Vec<ProvisionFields<SeatRuleFields>>,
    /// Who leads.
    #[deserr(default)]
    #[schema(value_type = Vec<LeadershipRuleEntry>, max_items = 10_000, required = false)]
    leadership_rules: Vec<ProvisionFields<LeadershipRuleFields>>,
    /// What must hold of who sits where.
    #[deserr(default)]
    #[schema(value_type = Vec<RequirementEntry>, max_items = 10_000, required = false)]
    requirements: Vec<ProvisionFields<RequirementFields>>,
    /// Whom the work is for (*målgrupper*).
    #[deserr(default)]
    #[schema(value_type = Vec<TargetGroupEntry>, max_items = 10_000, required = false)]
    target_groups: Vec<ProvisionFields<TargetGroupFields>>,
    /// How much weight bodies give target groups.
    #[deserr(default)]
    #[schema(value_type = Vec<EmphasisEntry>, max_items = 10_000, required = false)]
    emphases: Vec<ProvisionFields<EmphasisFields>>,
    /// What the bodies' papers tell (*saksframlegg*).
    #[deserr(default)]
    #[schema(value_type = Vec<PaperSectionEntry>, max_items = 10_000, required = false)]
    paper_sections: Vec<ProvisionFields<PaperSectionFields>>,
    /// The bodies and seat rules that may be ended although people sit there. Never answered.
    #[deserr(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<KeyText>, max_items = 1_000, required = false, write_only)]
    ends: Vec<Key>,
}

/// The community itself. A charter never changes it: it is as the registry tells.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterCommunity)]
struct CommunityFields {
    /// The short name in addresses; never changes.
    #[schema(value_type = KeyText)]
    slug: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    #[schema(value_type = LanguageWord)]
    language: Language,
    #[deserr(default = Listing::Public)]
    #[schema(value_type = ListingWord, required = false)]
    listing: Listing,
}

/// What the community decides about how the service works for it (*innstillingar*).
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterSettings)]
struct SettingsFields {
    #[deserr(default = Forwarding::Forward)]
    #[schema(value_type = ForwardingWord, required = false)]
    forwarding: Forwarding,
    /// Where the public can write to.
    #[deserr(default)]
    #[schema(value_type = Option<EmailText>)]
    contact_email: Option<Line>,
    /// The community's own web site.
    #[deserr(default)]
    #[schema(value_type = Option<WebsiteText>)]
    website: Option<Line>,
    /// Days before a meeting that papers are due, where the body says nothing.
    #[schema(value_type = u16, minimum = 0, maximum = 365, example = 14)]
    paper_deadline_days: Days,
    #[schema(value_type = CaseNumberFormatText)]
    case_number_format: CaseNumberFormat,
    /// Days before a meeting that those who are called to it are reminded by e-mail; 0: they are not.
    #[deserr(default = Within(Settings::REMINDER_DAYS as i64))]
    #[schema(value_type = u16, required = false, minimum = 0, maximum = 30, example = 2)]
    reminder_days: Within<0, { Settings::REMINDER_MAX as i64 }>,
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
        keys.read(self.paper_sections, &mut provisions);
        keys.faults.into_result()?;
        Ok(Charter {
            community: CharterCommunity { slug, names, language, listing },
            settings: CharterSettings {
                forwarding: settings.forwarding,
                contact_email: settings.contact_email,
                website: settings.website,
                paper_deadline_days: settings.paper_deadline_days.narrow(),
                case_number_format: settings.case_number_format,
                reminder_days: settings.reminder_days.narrow(),
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
                reminder_days: Within(settings.reminder_days.into()),
            },
            parties: charter.parties.into_iter().map(Into::into).collect(),
            areas: charter.areas.into_iter().map(Into::into).collect(),
            bodies: charter.bodies.into_iter().map(Into::into).collect(),
            seat_rules: written.list(),
            leadership_rules: written.list(),
            requirements: written.list(),
            target_groups: written.list(),
            emphases: written.list(),
            paper_sections: written.list(),
            ends: charter.ends,
        }
    }
}
