//! The guards: the only door to data. A handler names the permission it needs as a type; the guard verifies the token,
//! finds the tenant, and hands out a scope whose every transaction begins with the caller's rights at that moment.

mod across;
mod authenticate;
mod by_address;
mod cache;
mod finished;
mod follow;
mod forwarding;
mod known;
mod listing;
mod needs;
mod outward;
mod region;
mod request;
mod tenant;
mod together;
mod twins;
mod write;

pub use across::Across;
pub use authenticate::{Authenticated, caller};
pub use by_address::ByAddress;
pub use cache::RightsCache;
pub use finished::FinishedAnswers;
pub use follow::Follower;
pub use forwarding::Forwarding;
pub use known::is_known;
pub use listing::Listed;
pub use needs::*;
pub use region::{InRegion, Prepared, RegionListed, RegionReading, RegionWriting};
pub use request::Facts;
pub use tenant::{Cut, InTenant, Reading, is_hidden, rights_now};
pub use together::{Gathered, Together};
pub use twins::Twins;
pub use write::{Done, Writing};
