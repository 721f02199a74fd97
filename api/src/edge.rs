//! What surrounds every request: trace, headers, figures, belief, host, limits, rate, deadline.
//! [`gate`] refuses what must not reach a handler; [`frame`] looks after every answer, refusals included.

mod client;
mod deadline;
mod forwarded;
mod headers;
mod host;
mod limits;
mod rate;
mod refuse;
pub mod security_log;
mod trace;

use std::collections::BTreeSet;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use domain::Key;
use ipnet::IpNet;

use crate::config::{Config, Limits};

pub use deadline::Deadline;
pub use headers::REGION;
pub use rate::{Caller, charge, mark};
pub(crate) use trace::method_word;
pub use trace::{TraceId, request_id, route};

/// What the edge needs to know of one region; shared by its workers as `web::Data<Edge>`.
#[derive(Debug)]
pub struct Edge {
    region: Key,
    secure: bool,
    timeout: Duration,
    hosts: Option<BTreeSet<String>>,
    proxies: Vec<IpNet>,
    rate: rate::Limiter,
    security: security_log::Throttle,
}

impl Edge {
    /// For a region whose public address is `url`. Believes no proxy and checks no `Host`.
    pub fn new(region: Key, url: &str, limits: &Limits) -> Self {
        Self {
            region,
            secure: url.starts_with("https://"),
            timeout: limits.request,
            hosts: None,
            proxies: Vec::new(),
            rate: rate::Limiter::new(limits.rate_per_second, limits.rate_burst),
            security: security_log::Throttle::default(),
        }
    }

    /// For a region with these settings.
    pub fn from_config(config: &Config) -> Self {
        let edge = Self::new(config.region.name.clone(), config.region.url.as_str(), &config.limits);
        Self { proxies: config.server.trusted_proxies.clone(), ..edge }
    }

    /// Answers only under the names of this machine, at this port.
    #[must_use]
    pub fn on_loopback_only(self, port: u16) -> Self {
        Self { hosts: Some(host::loopback(port)), ..self }
    }

    /// The region's key, the label of its figures.
    pub fn region(&self) -> &Key {
        &self.region
    }
}

/// Refuses what must not reach a handler. From outside in: headers that are not believed, host, length of the URI, deadline, rate.
///
/// What turns failures into problems is wrapped around this, and [`frame`] around that.
pub fn gate<T, B>(
    app: App<T>,
    edge: web::Data<Edge>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<T, B>>,
        Error = Error,
        InitError = (),
    > + use<T, B>,
>
where
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<B>, Error = Error, InitError = ()>
        + 'static,
    B: MessageBody + 'static,
{
    app.app_data(edge)
        .wrap(from_fn(rate::limit))
        .wrap(from_fn(deadline::set))
        .wrap(from_fn(limits::check))
        .wrap(from_fn(host::check))
        .wrap(from_fn(forwarded::check))
}

/// Looks after every answer. From outside in: trace and access line, figures, headers. The outermost of all.
pub fn frame<T, B>(
    app: App<T>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<T, B>>,
        Error = Error,
        InitError = (),
    > + use<T, B>,
>
where
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<B>, Error = Error, InitError = ()>
        + 'static,
    B: MessageBody + 'static,
{
    app.wrap(from_fn(headers::set)).wrap(from_fn(crate::metrics::measure)).wrap(from_fn(trace::trace))
}

#[cfg(test)]
mod tests;
