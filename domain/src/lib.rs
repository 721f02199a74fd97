//! The field of *helsefellesskap*: its entities, the rules they keep and who may do what.
//! No SQL, no HTTP and no clock of its own: every rule is a function on values, told the time by its caller.

mod area;
pub mod attendance;
mod body;
mod branch;
pub mod calendar;
mod case;
mod case_number;
mod charter;
mod claim;
pub mod composition;
mod digest;
pub mod directory;
mod disclosure;
pub mod emphasis;
mod fault;
mod forwarded;
mod grant;
pub mod history;
mod id;
#[cfg(test)]
mod invented;
mod journal;
mod key;
pub mod leadership;
mod leadership_rule;
pub mod meeting;
mod membership;
mod minutes;
mod naming;
pub mod notice;
mod number;
mod office;
mod paper;
mod paper_section;
mod party;
mod peer;
mod person;
mod personal_id;
pub mod policy;
mod provision;
mod refusal;
pub mod region_key;
pub mod relocation;
mod requirement;
mod seat_rule;
pub mod seating;
mod settings;
mod shared;
mod structure;
mod target_group;
mod tenant;
mod text;
mod time;
mod treatment;
pub mod webhook;
mod words;
mod work;

pub use area::{Area, AreaMember, AreaRole};
pub use body::{Body, BodyLinks, BodyType, DecisionRule, Mandate, MeetingRule, Openness};
pub use branch::Branch;
pub use calendar::{CalendarAddress, CalendarKind, CalendarMaker, CalendarOf, Sitter};
pub use case::acts::{CaseAct, NewStop};
pub use case::ageing::{Age, Ageing, Spread};
pub use case::{
    Case, CaseKind, CaseState, ExternalReference, Insight, Level, Link, LinkKind, Obstacle, Officer, Outcome, Passage,
    Reach, Stop, StopState,
};
pub use case_number::{CaseNumber, CaseNumberFormat};
#[cfg(feature = "arbitrary")]
pub use charter::arbitrary;
pub use charter::{
    Change, ChangeKind, ChangedType, Charter, CharterArea, CharterBody, CharterCommunity, CharterMember, CharterParty,
    CharterProvision, CharterSettings, Entities, Plan, Step, changes,
};
pub use claim::{Claim, ClaimedBody, OwnStanding};
pub use digest::{Digest, Salt, canonical};
pub use directory::{BreakerState, HeadFault, HeadMark, Home, Placement, PlacementRefusal};
pub use disclosure::{Disclosure, Reserve};
pub use fault::{Fault, FaultKind, Faults};
pub use forwarded::{ForwardedOutcome, ForwardedRequest, Sending, WriteMethod};
pub use grant::{Grant, Holder, HolderKind, loses_administrator};
pub use id::{
    AreaId, BodyId, CalendarId, CaseId, ClientId, Epoch, GrantId, Handle, IdError, ItemId, MandateId, MeetingId,
    MembershipId, MoveId, NoticeId, OfficeId, PartyId, PersonId, ProvisionId, RequestId, StopId, TenantId, WebhookId,
};
pub use journal::{Act, ActKind, Actor, Entry, GENESIS, Head, Subject, SubjectType, chain};
pub use key::Key;
pub use leadership_rule::{Every, LeadershipKind, LeadershipRule, OfficeRole, Turn, TurnUnit};
pub use meeting::acts::MeetingAct;
pub use meeting::{
    Attendance, Attended, AttendedAs, DatePrecision, Item, Meeting, MeetingForm, MeetingPassage, MeetingState, Move,
    Notice, PlannedDate, Time,
};
pub use membership::{Capacity, Membership, Seat, Standing, Unit};
pub use minutes::acts::MinutesAct;
pub use minutes::build::MinutesSources;
pub use minutes::{Minutes, MinutesItem, MinutesState, Named};
pub use naming::{ByHandle, ById, ByKey, Name, Naming, Renaming, Stored};
pub use notice::{Dispatch, NoticeKind, NoticeState};
pub use number::{MunicipalityNumber, OrgNumber};
pub use office::Office;
pub use paper::{Assessment, MissingSection, OwnSection, Paper, check_sections, missing_sections, sides_touched};
pub use paper_section::{PaperPart, PaperSection, Preparer};
pub use party::{DatedMunicipalityNumber, Party, PartyKind, Side};
pub use peer::{KeyRefusal, Peer, PeerKey, PublicKey};
pub use person::{Contact, Identity, Person};
pub use personal_id::holds_personal_id;
pub use provision::{Provision, ProvisionKind, Rule};
pub use refusal::{Closed, Refusal};
pub use region_key::{KeyPurpose, RegionKey};
pub use relocation::{Relocation, RelocationAct, RelocationState};
pub use requirement::{Requirement, RequirementKind};
pub use seat_rule::{
    Appointer, AppointerKind, Category, Count, DeputyMode, Force, Per, Presence, Quota, SeatKind, SeatRight, SeatRule,
    Source, Term,
};
pub use settings::{Forwarding, Settings};
pub use shared::{Freshness, Patience, RegionTold, SharedCopy, SharedKind, told};
pub use structure::{Roster, Structure};
pub use target_group::{Emphasis, TargetGroup, TargetGroupOrigin};
pub use tenant::{Listing, Tenant, TenantStatus};
pub use text::{Language, Line, Names, Prose, fold, sort_key};
pub use time::{Date, Days, Instant, Validity, oslo_date};
pub use treatment::rules::{Deliberation, check_treatment, discussed_before};
pub use treatment::{Ballot, Elected, Point, Position, Treatment, Verb, Voice, Vote};
pub use webhook::{Webhook, WebhookKey, WebhookMaker, WebhookState};
pub use words::{Provenance, Verification, Visibility, Words};
pub use work::WorkKind;
