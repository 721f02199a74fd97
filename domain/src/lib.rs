//! The field of *helsefellesskap*: its entities, the rules they keep and who may do what.
//! No SQL, no HTTP and no clock of its own: every rule is a function on values, told the time by its caller.

mod area;
mod body;
mod branch;
mod case_number;
mod charter;
mod digest;
mod fault;
mod grant;
mod id;
mod journal;
mod key;
mod number;
mod party;
mod person;
mod personal_id;
pub mod policy;
pub mod region_key;
mod settings;
mod tenant;
mod text;
mod time;
mod words;

pub use area::{Area, AreaMember, AreaRole};
pub use body::{Body, BodyType, DecisionRule, Mandate, MeetingRule, Openness};
pub use branch::Branch;
pub use case_number::CaseNumberFormat;
pub use charter::{
    Charter, CharterArea, CharterBody, CharterCommunity, CharterMember, CharterParty, CharterSettings, Entities,
};
pub use digest::{Digest, Salt, canonical};
pub use fault::{Fault, FaultKind, Faults};
pub use grant::{Grant, Holder, HolderKind, loses_administrator};
pub use id::{
    AreaId, BodyId, ClientId, Epoch, GrantId, Handle, IdError, MandateId, PartyId, PersonId, RequestId, TenantId,
};
pub use journal::{Act, ActKind, Actor, Entry, GENESIS, Head, Subject, SubjectType, chain};
pub use key::Key;
pub use number::{MunicipalityNumber, OrgNumber};
pub use party::{DatedMunicipalityNumber, Party, PartyKind, Side};
pub use person::{Contact, Identity, Person};
pub use personal_id::holds_personal_id;
pub use region_key::{KeyPurpose, RegionKey};
pub use settings::{Forwarding, Settings};
pub use tenant::{Listing, Tenant, TenantStatus};
pub use text::{Language, Line, Names, Prose, fold, sort_key};
pub use time::{Date, Days, Instant, Validity, oslo_date};
pub use words::{Provenance, Verification, Visibility, Words};
