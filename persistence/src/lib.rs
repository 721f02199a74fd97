//! The two stores, SQLite and PostgreSQL, behind one set of queries.
//!
//! A query is written once, inside `query!`; the compiler checks it twice, once per store. Nothing outside this crate
//! sees a connection: a [`Store`] hands out scopes, a scope opens transactions, repositories hang on those.

mod areas;
mod bodies;
mod body_row;
mod case_filter;
mod case_numbers;
mod case_row;
mod cases;
mod clients;
mod column;
mod conn;
mod error;
mod files;
mod grants;
mod idempotency;
mod journal;
mod journalled;
mod meeting_row;
mod meetings;
mod membership_row;
mod memberships;
mod migrate;
mod minutes;
mod offices;
mod paging;
mod papers;
mod parties;
mod persons;
mod postgres;
#[cfg(debug_assertions)]
mod probe;
mod provisions;
mod region_keys;
mod row;
mod schema;
mod scope;
mod settings;
mod store;
mod structure;
mod tenants;
mod tx;
mod views;
mod workers;

pub use areas::{AreaFilter, Areas};
pub use bodies::{Bodies, BodyFilter};
pub use case_filter::CaseFilter;
pub use cases::Cases;
pub use clients::{Client, Clients, Operator, Operators};
pub use error::StoreError;
pub use files::FileOptions;
pub use grants::{GrantFilter, Grants};
pub use idempotency::{Answer, Idempotency, KEPT_SECONDS};
pub use journal::{Journal, JournalFault, JournalFilter};
pub use journalled::Audience;
pub use meetings::{MeetingFilter, Meetings};
pub use memberships::{MembershipFilter, Memberships, Under};
pub use migrate::migrate_postgres;
pub use minutes::MinutesRows;
pub use offices::{OfficeFilter, Offices};
pub use paging::{Direction, Page, Place, Sort};
pub use papers::Papers;
pub use parties::{Parties, PartyFilter};
pub use persons::{PersonFilter, Persons};
pub use provisions::{ProvisionFilter, Provisions};
pub use region_keys::{RegionKeys, SealedKey};
pub use row::Kept;
pub use scope::{RegionScope, TenantScope};
pub use settings::SettingsRow;
pub use store::{OpenError, Store};
pub use structure::StructureRows;
pub use tenants::{TenantFilter, Tenants};
pub use tx::{Tx, Writer};
pub use views::{RegionTx, TenantTx};
