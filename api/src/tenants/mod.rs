//! What belongs to one community: one file a resource, named as in its address.

mod areas;
mod bodies;
mod ending;
mod parties;
mod references;
mod stamps;
mod structure;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every address below a community's.
pub fn routes(config: &mut ServiceConfig) {
    parties::routes(config);
    areas::routes(config);
    bodies::routes(config);
    structure::routes(config);
}
