//! The field of *helsefellesskap*: its entities, the rules they keep and who may do what.
//! No SQL, no HTTP and no clock of its own: every rule is a function on values, told the time by its caller.

mod area;
mod body;
mod branch;
mod case_number;
mod charter;
mod claim;
pub mod composition;
mod digest;
pub mod emphasis;
mod fault;
mod grant;
mod id;
#[cfg(test)]
mod invented;
mod journal;
mod key;
pub mod leadership;
mod leadership_rule;
mod membership;
mod naming;
mod number;
mod office;
mod paper_section;
mod party;
mod person;
mod personal_id;
pub mod policy;
mod provision;
pub mod region_key;
mod requirement;
mod seat_rule;
pub mod seating;
mod settings;
mod structure;
mod target_group;
mod tenant;
mod text;
mod time;
mod words;

pub use area::{Area, AreaMember, AreaRole};
pub use body::{Body, BodyType, DecisionRule, Mandate, MeetingRule, Openness};
pub use branch::Branch;
pub use case_number::CaseNumberFormat;
#[cfg(feature = "arbitrary")]
pub use charter::arbitrary;
pub use charter::{
    Change, ChangeKind, ChangedType, Charter, CharterArea, CharterBody, CharterCommunity, CharterMember, CharterParty,
    CharterProvision, CharterSettings, Entities, Plan, Step, changes,
};
pub use claim::{Claim, ClaimedBody, OwnStanding};
pub use digest::{Digest, Salt, canonical};
pub use fault::{Fault, FaultKind, Faults};
pub use grant::{Grant, Holder, HolderKind, loses_administrator};
pub use id::{
    AreaId, BodyId, ClientId, Epoch, GrantId, Handle, IdError, MandateId, MembershipId, OfficeId, PartyId, PersonId,
    ProvisionId, RequestId, TenantId,
};
pub use journal::{Act, ActKind, Actor, Entry, GENESIS, Head, Subject, SubjectType, chain};
pub use key::Key;
pub use leadership_rule::{Every, LeadershipKind, LeadershipRule, OfficeRole, Turn, TurnUnit};
pub use membership::{Capacity, Membership, Seat, Standing, Unit};
pub use naming::{ByHandle, ById, ByKey, Name, Naming, Renaming, Stored};
pub use number::{MunicipalityNumber, OrgNumber};
pub use office::Office;
pub use paper_section::{PaperPart, PaperSection, Preparer};
pub use party::{DatedMunicipalityNumber, Party, PartyKind, Side};
pub use person::{Contact, Identity, Person};
pub use personal_id::holds_personal_id;
pub use provision::{Provision, ProvisionKind, Rule};
pub use region_key::{KeyPurpose, RegionKey};
pub use requirement::{Requirement, RequirementKind};
pub use seat_rule::{
    Appointer, AppointerKind, Category, Count, DeputyMode, Force, Per, Presence, Quota, SeatKind, SeatRight, SeatRule,
    Source, Term,
};
pub use settings::{Forwarding, Settings};
pub use structure::{Roster, Structure};
pub use target_group::{Emphasis, TargetGroup, TargetGroupOrigin};
pub use tenant::{Listing, Tenant, TenantStatus};
pub use text::{Language, Line, Names, Prose, fold, sort_key};
pub use time::{Date, Days, Instant, Validity, oslo_date};
pub use words::{Provenance, Verification, Visibility, Words};
