//! One try: a signed message to a receiver, and what came of it. Whatever the receiver does, it costs this long and this
//! much at most.
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::FaultKind;
use domain::webhook::{Came, DeliveryFault, ReceiverUrl, came_of};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use super::message::Message;
use super::reach::{Host, Reach, host};
use super::resolve::{Astray, Lookup, Resolver};
use crate::config;

/// How much of an answer is read, in bytes: enough for a receiver that says something, and not more.
const READ_MAX: usize = 64 * 1024;

/// How long a name may take to be looked up when a webhook is set up.
const LOOKUP: Duration = Duration::from_secs(3);

/// The sender cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("no client for webhooks can be made: {0}")]
pub struct SenderFault(#[from] reqwest::Error);

/// Sends messages to receivers.
pub struct Sender {
    client: Client,
    reach: Arc<Reach>,
    resolver: Resolver,
}

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The receiver's answer, if there was one.
    pub status: Option<u16>,
    /// Why the message was not delivered, if it was not.
    pub fault: Option<DeliveryFault>,
    /// How long it took, in milliseconds.
    pub millis: i32,
    /// For how many seconds the receiver wants to be left alone.
    pub retry_after: Option<i64>,
}

impl Sent {
    /// What was not even tried.
    pub fn not(fault: DeliveryFault) -> Self {
        Self { status: None, fault: Some(fault), millis: 0, retry_after: None }
    }
}

impl Sender {
    /// One that reaches what the settings allow, by names as they are looked up here.
    pub fn new(settings: &config::Webhooks, lookup: Arc<dyn Lookup>) -> Result<Self, SenderFault> {
        let reach = Reach { allow_loopback: settings.allow_loopback, allowed: settings.allowed_networks.clone() };
        let reach = Arc::new(reach);
        let resolver = Resolver::new(Arc::clone(&reach), lookup);
        let client = Client::builder()
            .user_agent(concat!("helsefellesskap/", env!("CARGO_PKG_VERSION")))
            .timeout(settings.timeout)
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            // Each message goes to what its receiver's name stands for then.
            .pool_max_idle_per_host(0)
            .dns_resolver(resolver.clone())
            .build()?;
        Ok(Self { client, reach, resolver })
    }

    /// What is wrong with an address now. A name that nobody knows is not: it may come to be known.
    pub async fn check(&self, receiver: &ReceiverUrl) -> Option<FaultKind> {
        let refused = || Some(FaultKind::ForbiddenNetwork);
        let Ok(url) = Url::parse(receiver.as_str()) else {
            return Some(FaultKind::Malformed { form: "https://host/path" });
        };
        match host(&url) {
            Some(Host::Ip(ip)) if !self.reach.may(ip) => refused(),
            Some(_) if !self.reach.may_be_sent_to(&url) => Some(FaultKind::Malformed { form: "https://host/path" }),
            Some(Host::Name(name)) => match tokio::time::timeout(LOOKUP, self.resolver.find(name)).await {
                Ok(Err(Astray::Forbidden)) => refused(),
                Ok(Ok(_) | Err(Astray::Unknown)) | Err(_) => None,
            },
            Some(Host::Ip(_)) => None,
            None => Some(FaultKind::Malformed { form: "https://host/path" }),
        }
    }

    /// Sends a message once.
    pub async fn send(&self, receiver: &ReceiverUrl, message: &Message, seconds: i64, signatures: &str) -> Sent {
        let begun = Monotonic::now();
        // What may be sent to may have changed since the webhook was set up.
        let url = Url::parse(receiver.as_str()).ok().filter(|url| self.reach.may_be_sent_to(url));
        let Some(url) = url else { return Sent::not(DeliveryFault::Network) };
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/cloudevents+json; charset=utf-8")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signatures)
            .body(message.body.clone());
        let sent = match request.send().await {
            Ok(answer) => told(answer).await,
            Err(error) => Sent::not(fault_of(&error)),
        };
        Sent { millis: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX), ..sent }
    }
}

/// What an answer says by its head. Of its body so much is read that a receiver which writes one is not cut off.
async fn told(mut answer: Response) -> Sent {
    let status = answer.status().as_u16();
    let fault = match came_of(status) {
        Came::Delivered => None,
        Came::Failed(fault) => Some(fault),
    };
    let asked = matches!(status, 429 | 503).then(|| answer.headers().get(RETRY_AFTER)).flatten();
    let retry_after = asked.and_then(|value| value.to_str().ok()).and_then(seconds_of);
    let mut read = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        read += chunk.len();
        if read >= READ_MAX {
            break;
        }
    }
    Sent { status: Some(status), fault, millis: 0, retry_after }
}

/// `Retry-After` in seconds, or as the date it names.
fn seconds_of(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(seconds.into());
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(at.as_second().saturating_sub(jiff::Timestamp::now().as_second()).max(0))
}

/// Why there was no answer.
fn fault_of(error: &reqwest::Error) -> DeliveryFault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(each) = cause {
        match each.downcast_ref::<Astray>() {
            Some(Astray::Unknown) => return DeliveryFault::Name,
            Some(Astray::Forbidden) => return DeliveryFault::Network,
            None => cause = each.source(),
        }
    }
    if error.is_timeout() { DeliveryFault::TimedOut } else { DeliveryFault::Connection }
}
