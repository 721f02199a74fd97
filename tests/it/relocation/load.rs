//! People who enter one person after the other, wherever they are told to, and what was acknowledged to them.
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::caller::Caller;

const WRITERS: usize = 3;

/// Them, until they are dropped.
pub struct Load {
    seen: Rc<Seen>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

#[derive(Default)]
struct Seen {
    /// As whom and where they write, in turn; nowhere while they rest.
    at: RefCell<Vec<Caller>>,
    under_way: Cell<usize>,
    /// Each name with its id.
    done: RefCell<Vec<(String, String)>>,
    refused: Cell<usize>,
}

/// Enters a person, or finds out that it was done.
pub async fn enter(caller: &Caller, name: &str) -> Option<(u16, Value)> {
    let request = caller.request("POST", "/v1/tenants/bergen/persons").header("Idempotency-Key", name);
    let answer = request.json(&json!({"name": name})).send().await.ok()?;
    let status = answer.status().as_u16();
    let says_when = answer.headers().contains_key("retry-after");
    let told = answer.json::<Value>().await.ok()?;
    assert!(told["code"] != "moving" || says_when, "it says when to come again");
    Some((status, told))
}

impl Seen {
    /// Sends one write, time and again, until it is acknowledged. A region that is killed answers nothing: then nobody
    /// knows whether it was done, and the same key finds out.
    async fn write(&self, writer: usize, name: String) {
        loop {
            let at = self.at.borrow().get(writer % self.at.borrow().len().max(1)).cloned();
            if let Some(caller) = at {
                self.under_way.set(self.under_way.get() + 1);
                let answer = enter(&caller, &name).await;
                self.under_way.set(self.under_way.get() - 1);
                match answer {
                    Some((201, person)) => {
                        let id = person["id"].as_str().expect("an id").to_owned();
                        return self.done.borrow_mut().push((name, id));
                    }
                    Some((503, problem)) if problem["code"] == "moving" => self.refused.set(self.refused.get() + 1),
                    // Between two homes no door leads anywhere.
                    Some((status, problem)) => assert!([503, 508].contains(&status), "{name}: {status} {problem}"),
                    None => {}
                }
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
                    seen.write(writer, format!("Oppdikta Person {writer}-{number}")).await;
                }
            })
        };
        let tasks = (0..WRITERS).map(writer).collect();
        Self { seen, tasks }
    }

    /// Has them write as these, in turn.
    pub fn goes_to(&self, callers: Vec<Caller>) {
        *self.seen.at.borrow_mut() = callers;
    }

    /// Has them rest, and waits for what is under way.
    pub async fn rests(&self) {
        self.seen.at.borrow_mut().clear();
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

    /// The name and the id of whatever was acknowledged.
    pub fn acknowledged(&self) -> Vec<(String, String)> {
        self.seen.done.borrow().clone()
    }
}

impl Load {
    /// Everything that was acknowledged is there, once.
    pub async fn is_there_once(&self, reader: &Caller) {
        let found = reader.all("/v1/tenants/bergen/persons?limit=100").await;
        let done = self.acknowledged();
        assert!(done.len() >= 40, "{} were acknowledged", done.len());
        for (name, id) in &done {
            let those: Vec<&Value> = found.iter().filter(|person| person["name"] == name.as_str()).collect();
            assert!(those.len() == 1 && those[0]["id"] == id.as_str(), "{name} {id}: {those:?}");
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }
}
