//! What belongs to one community: one file a resource, named as in its address.

mod areas;
mod bodies;
mod charter;
mod communities;
mod ending;
mod grants;
mod holder;
mod journal;
mod parties;
mod person_rights;
mod persons;
mod references;
mod settings;
mod stamps;
mod structure;

use utoipa_actix_web::service_config::ServiceConfig;

/// The communities, and every address below a community's.
pub fn routes(config: &mut ServiceConfig) {
    communities::routes(config);
    parties::routes(config);
    areas::routes(config);
    bodies::routes(config);
    structure::routes(config);
    charter::routes(config);
    persons::routes(config);
    grants::routes(config);
    settings::routes(config);
    journal::routes(config);
}
