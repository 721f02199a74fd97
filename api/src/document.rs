//! The contract, made from the handlers without a running server.
use actix_web::App;
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the service: on the server and in the contract alike.
pub fn routes(config: &mut ServiceConfig) {
    crate::federation::routes(config);
    crate::tokens::routes(config);
    crate::tenants::routes(config);
    crate::feeds::routes(config);
}

/// The contract as the handlers tell it.
pub fn contract() -> OpenApi {
    let base = openapi::base(env!("CARGO_PKG_VERSION"), domain::policy::SCOPES);
    let mut contract = App::new().into_utoipa_app().openapi(base).configure(routes).split_for_parts().1;
    let problem = <openapi::Problem as utoipa::PartialSchema>::schema();
    let refusal = <crate::auth::OAuthError as utoipa::PartialSchema>::schema();
    let error = <openapi::ProblemError as utoipa::PartialSchema>::schema();
    let components = contract.components.get_or_insert_default();
    components.schemas.insert("TokenRefusal".to_owned(), refusal);
    components.schemas.insert("Problem".to_owned(), problem);
    components.schemas.insert("ProblemError".to_owned(), error);
    contract
}

/// The contract as it is served and committed.
pub fn document() -> Value {
    openapi::complete(&contract())
}

/// The same as text, in the form it is committed.
pub fn text() -> String {
    format!("{:#}\n", document())
}
