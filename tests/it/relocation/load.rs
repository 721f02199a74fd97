//! People who enter one person after the other, wherever they are told to, and what was acknowledged to them.
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::pair::Home;
use crate::caller::Caller;

const WRITERS: usize = 3;

/// Them, until they are dropped.
pub struct Load {
    seen: Rc<Seen>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

#[derive(Default)]
struct Seen {
    /// Where they write; nowhere while they rest.
    at: RefCell<Option<Caller>>,
    under_way: Cell<usize>,
    done: RefCell<Vec<String>>,
    refused: Cell<usize>,
}

impl Seen {
    /// Sends one write, time and again, until it is acknowledged. A region that is killed answers nothing: then nobody
    /// knows whether it was done, and the same key finds out.
    async fn write(&self, name: String) {
        loop {
            let at = self.at.borrow().clone();
            let Some(caller) = at else {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            self.under_way.set(self.under_way.get() + 1);
            let person = json!({"name": name});
            let request = caller.request("POST", "/v1/tenants/bergen/persons").header("Idempotency-Key", &name);
            let status = match request.json(&person).send().await {
                Ok(answer) => Some((answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())),
                Err(_) => None,
            };
            self.under_way.set(self.under_way.get() - 1);
            match status {
                Some((201, _)) => return self.done.borrow_mut().push(name),
                Some((503, problem)) if problem["code"] == "moving" => self.refused.set(self.refused.get() + 1),
                Some((status, problem)) => assert!(status == 503, "{name}: {status} {problem}"),
                None => {}
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Load {
    /// At rest.
    pub fn new() -> Self {
        let seen = Rc::<Seen>::default();
        let writer = |writer: usize| {
            let seen = Rc::clone(&seen);
            tokio::task::spawn_local(async move {
                for number in 0.. {
                    seen.write(format!("Oppdikta Person {writer}-{number}")).await;
                }
            })
        };
        let tasks = (0..WRITERS).map(writer).collect();
        Self { seen, tasks }
    }

    /// Has them write at a region that serves.
    pub async fn goes_to(&self, home: &Home) {
        let admin = home.admin().await;
        *self.seen.at.borrow_mut() = Some(admin);
    }

    /// Has them rest, and waits for what is under way.
    pub async fn rests(&self) {
        *self.seen.at.borrow_mut() = None;
        self.until("all is answered", |seen| seen.under_way.get() == 0).await;
    }

    /// Waits until so many more writes are acknowledged.
    pub async fn until_acknowledged(&self, more: usize) {
        let wanted = self.seen.done.borrow().len() + more;
        self.until("writes are done", |seen| seen.done.borrow().len() >= wanted).await;
    }

    /// Waits until so many more are refused, since the community is on its way.
    pub async fn until_refused(&self, more: usize) {
        let wanted = self.seen.refused.get() + more;
        self.until("writes are refused", |seen| seen.refused.get() >= wanted).await;
    }

    async fn until(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let begun = Instant::now();
        while !holds(&self.seen) {
            assert!(begun.elapsed() < Duration::from_secs(120), "the load stands still: {what}");
            assert!(self.tasks.iter().all(|task| !task.is_finished()), "a write was answered as none may be");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What was acknowledged.
    pub fn acknowledged(&self) -> Vec<String> {
        self.seen.done.borrow().clone()
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }
}
