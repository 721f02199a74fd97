//! Which methods each address has, so that a wrong method is told from a wrong address.
use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::{HttpRequest, web};
use utoipa::openapi::OpenApi;

use super::{ApiError, Code};

/// The addresses of the service with their methods, taken from the contract. Kept as `web::Data` in the app.
pub struct Routes(Vec<(ResourceDef, Vec<Method>)>);

impl Routes {
    /// Every path of the contract.
    pub fn of(contract: &OpenApi) -> Self {
        let routes = contract.paths.paths.iter().map(|(path, item)| {
            let operations = [
                (&item.get, Method::GET),
                (&item.post, Method::POST),
                (&item.put, Method::PUT),
                (&item.patch, Method::PATCH),
                (&item.delete, Method::DELETE),
            ];
            let methods = operations.into_iter().filter_map(|(there, method)| there.is_some().then_some(method));
            (ResourceDef::new(path.as_str()), methods.collect())
        });
        Self(routes.collect())
    }

    /// With an address the contract does not describe.
    #[must_use]
    pub fn and(mut self, path: &str, methods: &[Method]) -> Self {
        self.0.push((ResourceDef::new(path), methods.to_vec()));
        self
    }

    /// The methods of an address as `Allow` lists them; `None` where there is no such address.
    fn allow(&self, path: &str) -> Option<String> {
        let mut names: Vec<&str> = Vec::new();
        let mut found = false;
        for (_, methods) in self.0.iter().filter(|(pattern, _)| pattern.is_match(path)) {
            found = true;
            for method in methods {
                // Whatever can be fetched has a head (RFC 9110 9.3.2).
                let with_head = (*method == Method::GET).then_some("HEAD");
                for name in std::iter::once(method.as_str()).chain(with_head) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        found.then(|| names.join(", "))
    }

    /// Why a request met no handler: its method, or its address.
    pub(super) fn refusal(routes: Option<&web::Data<Self>>, path: &str) -> ApiError {
        match routes.and_then(|routes| routes.allow(path)) {
            Some(methods) => ApiError::new(Code::MethodNotAllowed).allowing(methods),
            None => ApiError::new(Code::RouteNotFound),
        }
    }
}

/// The app's default service: 405 with `Allow` where the address exists, 404 where it does not.
pub async fn no_route(request: HttpRequest) -> ApiError {
    Routes::refusal(request.app_data(), request.path())
}

impl actix_web::Responder for ApiError {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> actix_web::HttpResponse {
        actix_web::HttpResponse::from_error(self)
    }
}
