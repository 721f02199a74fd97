//! Figures for Prometheus, and whether the process is alive. Labels are route patterns, methods, status classes and
//! words of fixed sets: their number is bounded, and no community is named.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, ContentType};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use domain::Key;
use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::edge::{Edge, method_word, route};

/// Seconds a request took, by `region`, `method`, `route` and `status` (class).
pub const REQUESTS: &str = "http_request_duration_seconds";
/// Requests under way, by `region`.
pub const IN_FLIGHT: &str = "http_requests_in_flight";
/// Refused requests, by `region` and `reason`.
pub const REFUSALS: &str = "refusals_total";
/// Reads without a token whose answer might have been kept, by `region` and `outcome` (`hit` or `miss`).
pub const FINISHED_ANSWERS: &str = "finished_answers_total";
/// Fetches of peers' directories, by `region`, `peer` and `outcome`.
pub const DIRECTORY_PULLS: &str = "directory_pulls_total";
/// Journals of peers' communities that contradict what was signed of them before, by `region` and `peer`.
pub const HEAD_CONTRADICTIONS: &str = "journal_contradictions_total";
/// Requests that were passed on to their community's home, by `region`, `peer` and `outcome`.
pub const FORWARDED: &str = "forwarded_requests_total";
/// Seconds such a request took, by `region` and `peer`.
pub const FORWARDED_SECONDS: &str = "forwarded_request_duration_seconds";
/// Looks for what a peer's communities have published, by `region`, `peer` and `outcome`.
pub const REPLICA_PULLS: &str = "replica_pulls_total";
/// When everything that a peer has published was last known to be kept, in seconds since 1970, by `region` and `peer`.
pub const REPLICA_AS_OF: &str = "replica_as_of_timestamp_seconds";
/// Communities of a peer's of which nothing is told, by `region` and `peer`.
pub const REPLICA_LEFT_OUT: &str = "replica_left_out_communities";
/// Things kept of what a peer has published, by `region` and `peer`.
pub const REPLICA_ITEMS: &str = "replica_items";
/// Requests that were passed on and have no entry in this region's journal, since it could not be written, by `region`
/// and `peer`.
pub const FORWARDED_UNENTERED: &str = "forwarded_requests_unentered_total";

const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// How often what has been recorded is folded together, so that it does not pile up where nobody asks for it.
const UPKEEP: Duration = Duration::from_secs(5);

/// The process's figures, to be rendered.
#[derive(Debug, Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// The figures as Prometheus reads them. Of peers that are listed no more nothing is told, though they were counted.
    pub fn render(&self) -> String {
        let text = self.0.render();
        let listed = LISTED.read().unwrap_or_else(PoisonError::into_inner);
        let is_told = |line: &&str| match (label(line, "region"), label(line, "peer")) {
            (Some(region), Some(peer)) => listed.get(region).is_none_or(|peers| peers.contains(peer)),
            _ => true,
        };
        text.split_inclusive('\n').filter(is_told).collect()
    }
}

/// The peers that each region of this process has listed, once it has looked.
static LISTED: LazyLock<RwLock<HashMap<String, HashSet<String>>>> = LazyLock::new(RwLock::default);

/// Notes whom a region has listed.
pub(crate) fn list_peers<'p>(region: &Key, peers: impl Iterator<Item = &'p Key>) {
    let mut listed = LISTED.write().unwrap_or_else(PoisonError::into_inner);
    listed.insert(region.to_string(), peers.map(Key::to_string).collect());
}

/// The value of a label in a line of figures; names of regions have nothing in them that is escaped.
fn label<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (_, labels) = line.split_once('{')?;
    let (labels, _) = labels.split_once('}')?;
    labels.split(',').find_map(|label| label.strip_prefix(name)?.strip_prefix("=\"")?.strip_suffix('"'))
}

/// Starts counting, for the whole process: regions in one process are told apart by a label. Needs a Tokio runtime.
///
/// # Errors
/// If something in this process counts already.
pub fn install() -> Result<Metrics, InstallError> {
    let recorder = recorder()?;
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| InstallError::Twice)?;
    describe();
    let upkeep = handle.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(UPKEEP);
        loop {
            tick.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(Metrics(handle))
}

/// Why counting could not start.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The recorder could not be made.
    #[error("figures cannot be kept: {0}")]
    Build(#[from] BuildError),
    /// There is one already.
    #[error("figures are kept already in this process")]
    Twice,
}

fn recorder() -> Result<PrometheusRecorder, BuildError> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(REQUESTS.to_owned()), &BUCKETS)?;
    let builder = builder.set_buckets_for_metric(Matcher::Full(FORWARDED_SECONDS.to_owned()), &BUCKETS)?;
    Ok(builder.build_recorder())
}

fn describe() {
    describe_histogram!(REQUESTS, "Seconds a request took.");
    describe_gauge!(IN_FLIGHT, "Requests under way.");
    describe_counter!(REFUSALS, "Refused requests by reason.");
    describe_counter!(FINISHED_ANSWERS, "Reads without a token, by whether the answer was kept already.");
    describe_counter!(DIRECTORY_PULLS, "Fetches of peers' directories, by outcome.");
    describe_counter!(HEAD_CONTRADICTIONS, "Journals abroad that contradict what was signed of them before.");
    describe_counter!(FORWARDED, "Requests passed on to another region, by outcome.");
    describe_histogram!(FORWARDED_SECONDS, "Seconds a request took that was passed on.");
    describe_counter!(REPLICA_PULLS, "Looks for what a peer has published, by outcome.");
    describe_gauge!(REPLICA_AS_OF, "When what a peer has published was last known to be kept, in seconds since 1970.");
    describe_gauge!(REPLICA_LEFT_OUT, "Communities of a peer's of which nothing is told.");
    describe_gauge!(REPLICA_ITEMS, "Things kept of what a peer has published.");
    describe_counter!(FORWARDED_UNENTERED, "Requests passed on that the journal could not be told of.");
}

/// `GET /metrics`.
pub async fn get_metrics(metrics: web::Data<Metrics>) -> HttpResponse {
    let kind = (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    HttpResponse::Ok().insert_header(kind).body(metrics.render())
}

/// `GET /healthz`: the process is alive. Asks nothing else, so that a slow store does not get it killed.
pub async fn get_healthz() -> HttpResponse {
    HttpResponse::Ok().insert_header(ContentType::plaintext()).body("alive\n")
}

/// Counts a request as under way for as long as it lives, however it ends.
struct InFlight(metrics::Gauge);

impl InFlight {
    fn enter(region: &str) -> Self {
        let gauge = metrics::gauge!(IN_FLIGHT, "region" => region.to_owned());
        gauge.increment(1);
        Self(gauge)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

pub(crate) async fn measure<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let _under_way = InFlight::enter(edge.region().as_str());
    let (method, route) = (method_word(req.method()), route(req.request()));
    let answer = next.call(req).await;
    let status = answer.as_ref().map_or_else(|error| error.as_response_error().status_code(), ServiceResponse::status);
    let class = match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    let region = edge.region().to_string();
    metrics::histogram!(REQUESTS, "region" => region, "method" => method, "route" => route, "status" => class)
        .record(began.elapsed());
    answer
}

/// Counts on this thread only, for as long as the guard lives.
#[cfg(test)]
pub(crate) fn counted_here() -> (Metrics, metrics::LocalRecorderGuard<'static>) {
    let recorder: &'static PrometheusRecorder = Box::leak(Box::new(recorder().expect("the buckets are sound")));
    (Metrics(recorder.handle()), metrics::set_default_local_recorder(recorder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::parse(text).expect("a key")
    }

    #[test]
    fn a_peer_s_figures_go_with_the_peer() {
        let (figures, _guard) = counted_here();
        // Names of this test's own: whom a region has listed is known in the whole process.
        for (region, peer) in [("figur", "nord"), ("figur", "aust"), ("anna-figur", "nord")] {
            metrics::counter!(REPLICA_PULLS, "region" => region, "peer" => peer, "outcome" => "followed").increment(1);
            metrics::histogram!(FORWARDED_SECONDS, "region" => region, "peer" => peer).record(0.1);
        }
        metrics::counter!(REFUSALS, "region" => "figur", "reason" => "nord").increment(1);
        let told = |region: &str, peer: &str| {
            let text = figures.render();
            let lines = text.lines().filter(|line| label(line, "region") == Some(region));
            lines.filter(|line| label(line, "peer") == Some(peer)).count()
        };
        let whole = told("figur", "nord");
        assert!(whole > 2 && told("figur", "aust") == whole, "nothing is left out before it has looked");
        list_peers(&key("figur"), [key("aust")].iter());
        assert_eq!((told("figur", "nord"), told("figur", "aust"), told("anna-figur", "nord")), (0, whole, whole));
        assert!(figures.render().contains("reason=\"nord\""), "what is no peer's stays");
        list_peers(&key("figur"), [key("aust"), key("nord")].iter());
        assert_eq!(told("figur", "nord"), whole);
    }

    #[test]
    fn every_figure_is_told_of_where_operators_look() {
        let page = include_str!("../../docs/operate.md");
        for name in [
            REQUESTS,
            IN_FLIGHT,
            REFUSALS,
            FINISHED_ANSWERS,
            DIRECTORY_PULLS,
            HEAD_CONTRADICTIONS,
            FORWARDED,
            FORWARDED_SECONDS,
            FORWARDED_UNENTERED,
            REPLICA_PULLS,
            REPLICA_AS_OF,
            REPLICA_LEFT_OUT,
            REPLICA_ITEMS,
        ] {
            assert!(page.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}
