//! What belongs to one community: one file a resource, named as in its address.

mod ending;
pub mod parties;
mod stamps;
