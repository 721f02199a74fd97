//! What belongs to one community: one file a resource, named as in its address.
use utoipa_actix_web::service_config::ServiceConfig;

pub mod communities;
mod ending;
pub mod grants;
pub mod holder;
pub mod journal;
pub mod parties;
mod person_rights;
pub mod persons;
mod references;
pub mod settings;
mod stamps;

/// The addresses of every resource.
pub fn routes(config: &mut ServiceConfig) {
    communities::routes(config);
    grants::routes(config);
    journal::routes(config);
    parties::routes(config);
    persons::routes(config);
    settings::routes(config);
}
