//! What of a community can be followed, resource by resource.
pub(crate) use super::areas::record::AreaRecord;
pub(crate) use super::bodies::record::BodyRecord;
pub(crate) use super::cases::record::CaseRecord;
pub(crate) use super::grants::record::GrantRecord;
pub(crate) use super::meetings::record::MeetingRecord;
pub(crate) use super::memberships::record::MembershipRecord;
pub(crate) use super::minutes::record::MinutesRecord;
pub(crate) use super::offices::record::OfficeRecord;
pub(crate) use super::papers::record::PaperRecord;
pub(crate) use super::parties::record::PartyRecord;
pub(crate) use super::person_rights::reach;
pub(crate) use super::persons::record::PersonRecord;
pub(crate) use super::provisions::record::ProvisionRecord;
pub(crate) use super::settings::record::SettingsRecord;
