//! What belongs to one community: one file a resource, named as in its address.

mod answers;
mod areas;
mod bodies;
mod calendars;
mod cases;
mod charter;
pub(crate) mod communities;
mod ending;
mod grants;
mod holder;
mod imports;
mod journal;
mod meetings;
mod memberships;
mod minutes;
mod offices;
mod papers;
mod parties;
mod person_rights;
mod persons;
mod pictures;
mod provisions;
pub(crate) mod records;
mod references;
mod seating;
mod seats;
mod settings;
mod stamps;
mod structure;
mod treatments;
mod webhooks;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use bodies::target;

/// The communities, and every address below a community's.
pub fn routes(config: &mut ServiceConfig) {
    communities::routes(config);
    parties::routes(config);
    areas::routes(config);
    bodies::routes(config);
    provisions::routes(config);
    structure::routes(config);
    answers::routes(config);
    seats::routes(config);
    memberships::routes(config);
    offices::routes(config);
    papers::routes(config);
    treatments::routes(config);
    minutes::routes(config);
    meetings::routes(config);
    calendars::routes(config);
    crate::notices::routes(config);
    cases::routes(config);
    pictures::routes(config);
    charter::routes(config);
    imports::routes(config);
    persons::routes(config);
    grants::routes(config);
    settings::routes(config);
    journal::routes(config);
    webhooks::routes(config);
}
