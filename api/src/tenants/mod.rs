//! What belongs to one community: one file a resource, named as in its address.
use utoipa_actix_web::service_config::ServiceConfig;

mod ending;
mod parties;
mod stamps;

/// Every address below a community's.
pub fn routes(config: &mut ServiceConfig) {
    parties::routes(config);
}
