//! A consumer as an integrator would write one: it keeps a copy, and may be killed at any moment.
use std::collections::BTreeMap;

use serde_json::Value;

use super::dice::Dice;
use super::{CHANGES, SNAPSHOT};
use crate::caller::Caller;

/// Things by their kind and id.
pub type Records = BTreeMap<(String, String), Value>;

/// What a consumer has on its disk. Whatever it was doing, it goes on from here.
#[derive(Debug, Clone, Default)]
pub struct Copy {
    pub records: Records,
    /// The place it has come to; none while its first snapshot is not whole.
    pub cursor: Option<String>,
    /// A snapshot on its way, and where to take it up.
    coming: Records,
    resume: Option<String>,
    /// How often it had to begin anew.
    pub anew: usize,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

impl Copy {
    /// Does one step. `dies` tells before each thing that is written down whether the consumer is killed there.
    /// Returns whether it has caught up.
    pub async fn step(&mut self, caller: &Caller, limit: usize, dies: &mut impl FnMut() -> bool) -> bool {
        match self.cursor.clone() {
            None => {
                self.snapshot(caller, dies).await;
                false
            }
            Some(cursor) => self.changes(caller, &cursor, limit, dies).await,
        }
    }

    async fn snapshot(&mut self, caller: &Caller, dies: &mut impl FnMut() -> bool) {
        let path = match &self.resume {
            Some(resume) => format!("{SNAPSHOT}?after={resume}"),
            None => {
                self.coming.clear();
                SNAPSHOT.to_owned()
            }
        };
        let answer = caller.get(&path).await;
        if answer.status == 410 {
            return self.begin_anew(&answer.json);
        }
        let body = String::from_utf8(answer.expect(200).bytes).expect("UTF-8");
        for line in body.lines() {
            if dies() {
                return;
            }
            let line: Value = serde_json::from_str(line).expect("a line of JSON");
            let key = || (text(&line["type"]), text(&line["id"]));
            match line["kind"].as_str().expect("a kind") {
                "snapshot" => {}
                "record" => drop(self.coming.insert(key(), line["data"].clone())),
                "removed" => drop(self.coming.remove(&key())),
                "resume" => self.resume = Some(text(&line["after"])),
                "failed" => return self.begin_anew(&line),
                "end" => {
                    self.records = std::mem::take(&mut self.coming);
                    (self.cursor, self.resume) = (Some(text(&line["cursor"])), None);
                }
                kind => panic!("a line of kind {kind}"),
            }
        }
    }

    async fn changes(&mut self, caller: &Caller, cursor: &str, limit: usize, dies: &mut impl FnMut() -> bool) -> bool {
        let answer = caller.get(&format!("{CHANGES}?limit={limit}&after={cursor}")).await;
        if answer.status == 410 {
            self.begin_anew(&answer.json);
            return false;
        }
        let page = answer.expect(200).json;
        for event in page["items"].as_array().expect("events") {
            if dies() {
                return false;
            }
            let kind = text(&event["type"]);
            let kind: Vec<&str> = kind.split('.').collect();
            let key = (kind[2].to_owned(), text(&event["subject"]));
            match event.get("data") {
                Some(data) => drop(self.records.insert(key, data.clone())),
                None => {
                    assert_eq!(kind[3], "removed");
                    self.records.remove(&key);
                }
            }
        }
        if dies() {
            return false;
        }
        self.cursor = Some(text(&page["cursor"]));
        page["more"] == false
    }

    fn begin_anew(&mut self, told: &Value) {
        assert_eq!(told["code"], "resync-required");
        self.anew += 1;
        assert!(self.anew < 500, "it begins anew for ever");
        (self.cursor, self.resume) = (None, None);
        self.coming.clear();
    }

    /// Goes on, unharmed, until there is nothing more.
    pub async fn catch_up(&mut self, caller: &Caller) {
        while !self.step(caller, 100, &mut || false).await {}
    }

    /// What there is, read at once.
    pub async fn fresh(caller: &Caller) -> Self {
        let mut copy = Self::default();
        copy.catch_up(caller).await;
        copy
    }

    /// One act of a life in which it is killed now and then.
    pub async fn live(&mut self, caller: &Caller, dice: &mut Dice) {
        let limit = 1 + dice.below(12);
        let mut left = dice.below(60);
        let dies = &mut || {
            left = left.saturating_sub(1);
            left == 0
        };
        self.step(caller, limit, dies).await;
    }
}
