//! What a name leads to when it is asked again, and what a message looks like.
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::FaultKind;
use domain::webhook::{DeliveryFault, ReceiverUrl};

use super::resolve::Looking;
use super::*;
use crate::auth::install_tls_provider;
use crate::config;

/// Names whose meaning changes: each question has the next answer, and the last one stays.
struct Fickle(Mutex<VecDeque<Vec<IpAddr>>>, Mutex<usize>);

impl Fickle {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|answer| answer.iter().map(|ip| ip.parse().unwrap()).collect());
        Arc::new(Self(Mutex::new(answers.collect()), Mutex::new(0)))
    }

    fn asked(&self) -> usize {
        *self.1.lock().unwrap()
    }
}

impl Lookup for Fickle {
    fn look_up(&self, _: &str) -> Looking {
        *self.1.lock().unwrap() += 1;
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        let found = answer.ok_or_else(|| io::Error::from(ErrorKind::NotFound));
        Box::pin(async move { found })
    }
}

fn sender(lookup: Arc<Fickle>, allow_loopback: bool) -> Sender {
    install_tls_provider();
    let timeout = Duration::from_secs(20);
    Sender::new(&config::Webhooks { allow_loopback, timeout, ..config::Webhooks::default() }, lookup).unwrap()
}

/// A port on this machine, and whether anybody came to it.
fn trap() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

fn message() -> Message {
    Message { id: "msg_1".to_owned(), kind: "no.helsefellesskap.webhook.test".to_owned(), body: "{}".to_owned() }
}

#[actix_web::test]
async fn a_name_that_leads_elsewhere_after_the_check_is_not_followed() {
    for (answers, checked, sent) in [
        // Public when it is set up, private when it is sent to.
        (&[&["93.184.216.34"][..], &["127.0.0.1"]][..], None, DeliveryFault::Network),
        (&[&["93.184.216.34"], &["93.184.216.34", "127.0.0.1"]], None, DeliveryFault::Network),
        (&[&["93.184.216.34"], &["::ffff:127.0.0.1"]], None, DeliveryFault::Network),
        (&[&["93.184.216.34"], &["169.254.169.254"]], None, DeliveryFault::Network),
        // Private from the beginning, alone or among others.
        (&[&["127.0.0.1"]], Some(FaultKind::ForbiddenNetwork), DeliveryFault::Network),
        (&[&["93.184.216.34", "10.0.0.1"]], Some(FaultKind::ForbiddenNetwork), DeliveryFault::Network),
        // Nobody knows it, or not yet.
        (&[], None, DeliveryFault::Name),
        (&[&[]], None, DeliveryFault::Name),
    ] {
        let (listener, port) = trap();
        let names = Fickle::new(answers);
        let sender = sender(Arc::clone(&names), false);
        let url = ReceiverUrl::parse(&format!("https://mottak.example:{port}/varsel")).unwrap();
        assert_eq!(sender.check(&url).await, checked, "{answers:?}");
        let came = sender.send(&url, &message(), 0, "v1,x").await;
        assert_eq!((came.status, came.fault), (None, Some(sent)), "{answers:?}");
        assert_eq!(names.asked(), 2, "what is checked is what is connected to: {answers:?}");
        assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "nobody came: {answers:?}");
    }
}

#[actix_web::test]
async fn an_address_is_judged_at_every_delivery_and_not_by_its_name() {
    let (listener, port) = trap();
    for url in [
        format!("https://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://2130706433:{port}/"),
    ] {
        let names = Fickle::new(&[&["93.184.216.34"]]);
        let came = sender(names, false).send(&ReceiverUrl::parse(&url).unwrap(), &message(), 0, "v1,x").await;
        assert_eq!(came.fault, Some(DeliveryFault::Network), "{url}");
    }
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "nobody came");
    // With TLS only where it is not this machine, and with a certificate that holds.
    let names = Fickle::new(&[&["127.0.0.1"]]);
    let url = ReceiverUrl::parse(&format!("http://mottak.example:{port}/")).unwrap();
    assert_eq!(sender(names, true).send(&url, &message(), 0, "v1,x").await.fault, Some(DeliveryFault::Network));
}
