//! How regions act as one: whom they trust, what they tell one another of, and how they sign it.

mod announce;
pub mod client;
mod directory;
pub mod document;
mod door;
mod hop;
mod introduce;
pub mod moved;
mod pull;
mod regions;
mod replica;
mod resolve;
mod shared;
pub mod signature;
mod take;

pub use announce::Announcer;
pub use door::{Doors, door, seal};
pub use introduce::{Introduction, Trust, introduce, list_peer, remove_peer};
pub use pull::{keep_pulling, next_at, pull_due};
pub use replica::{keep_replicating, replicate_due};
pub use resolve::{Abroad, Located, Unknown, resolve};
pub use take::{Known, PullFault, Taken, take};

use utoipa_actix_web::service_config::ServiceConfig;

/// The addresses by which regions know one another.
pub fn routes(config: &mut ServiceConfig) {
    directory::routes(config);
    regions::routes(config);
    shared::routes(config);
}
