//! A move while the community is written to: nothing lost, nothing doubled, never two homes.
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use api::relocation::accept;
use serde_json::json;

use super::{Scene, home, journal, nothing_left};
use crate::caller::Caller;
use crate::federation::{on_either, soon, verified};
use crate::region::Region;

/// Someone who enters one party after the other until told to stop, and what was acknowledged.
struct Load {
    done: Rc<RefCell<Vec<String>>>,
    refused: Rc<Cell<u32>>,
    stop: Rc<Cell<bool>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

async fn write(caller: &Caller, name: &str) -> Result<String, String> {
    let names = json!({"nb": name, "nn": name});
    let party = json!({"key": name, "kind": "nonprofit-hospital", "side": "specialist", "names": names});
    let request = caller.request("POST", "/v1/tenants/bergen/parties").header("Idempotency-Key", name).json(&party);
    let answer = Caller::send(request).await;
    match answer.status {
        201 => Ok(answer.json["id"].as_str().expect("an id").to_owned()),
        503 => {
            assert!(answer.header("retry-after").is_some(), "it says when to come again");
            Err(answer.code().to_owned())
        }
        other => panic!("{name}: {other} {}", answer.json),
    }
}

impl Load {
    async fn begins(at: &Region) -> Self {
        let (done, refused, stop) = (Rc::<RefCell<Vec<_>>>::default(), Rc::<Cell<u32>>::default(), Rc::default());
        let mut tasks = Vec::new();
        for writer in 0..3 {
            let caller = at.caller("bergen-admin").await;
            let (done, refused) = (Rc::clone(&done), Rc::clone(&refused));
            let stop: Rc<Cell<bool>> = Rc::clone(&stop);
            tasks.push(tokio::task::spawn_local(async move {
                for number in 0.. {
                    if stop.get() {
                        return;
                    }
                    match write(&caller, &format!("last-{writer}-{number}")).await {
                        Ok(id) => done.borrow_mut().push(id),
                        Err(code) => {
                            assert_eq!(code, "moving");
                            refused.set(refused.get() + 1);
                            tokio::time::sleep(Duration::from_millis(20)).await;
                        }
                    }
                }
            }));
        }
        Self { done, refused, stop, tasks }
    }

    /// Waits until so many writes are done, or so many refused.
    async fn until(&self, done: usize, refused: u32) {
        let begun = std::time::Instant::now();
        while self.done.borrow().len() < done || self.refused.get() < refused {
            assert!(begun.elapsed() < Duration::from_secs(120), "the load stands still");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn ends(self) -> Vec<String> {
        self.stop.set(true);
        for task in self.tasks {
            task.await.expect("the load ends");
        }
        self.done.take()
    }
}

#[actix_web::test]
async fn a_community_moves_under_load_and_back_with_every_acknowledged_write() {
    on_either(&["vest", "nord", "aust"], async |regions| {
        let (scene, vest, nord, aust) = (Scene::set(regions).await, regions.vest(), regions.nord(), &regions.all[2]);
        let tenant = vest.tenant("bergen").await;
        let before = vest.nobody().all("/v1/tenants/bergen/parties").await.len();
        scene.fetch(aust).await;
        assert_eq!(home(aust).await, "vest");

        let load = Load::begins(vest).await;
        load.until(20, 0).await;
        let [file, receipt, deed] = scene.papers("out");
        let of = scene.begin(vest, nord, &file).await.expect("it leaves");
        load.until(0, 3).await;
        vest.nobody().get("/v1/tenants/bergen/bodies").await.expect(200);
        assert_eq!(home(vest).await, "vest");
        let done = load.ends().await;
        assert_eq!(journal(vest, tenant).await.seq, of.head.seq, "nothing was written after it was handed over");

        let held = accept(&nord.node, &file, &receipt).await.expect("it arrives");
        assert_eq!(held.sha256, of.sha256);
        for region in [vest, nord, aust] {
            scene.fetch(region).await;
            assert_eq!(home(region).await, "vest", "{} while both hold it", region.node.region);
        }
        scene.settle(nord, &receipt).await.expect_err("the old home has not decided");
        scene.finish(vest, &receipt, &deed).await.expect("it is given away");
        nothing_left(vest, tenant).await;
        // Nobody claims it who does not hold it, whoever tells first.
        assert_eq!((home(vest).await, home(nord).await), ("nord".to_owned(), "vest".to_owned()));
        scene.fetch(aust).await;
        assert_eq!(home(aust).await, "nord");
        scene.settle(nord, &deed).await.expect("it is open");
        for region in [vest, nord, aust] {
            assert_eq!(home(region).await, "nord", "{}", region.node.region);
            scene.fetch(region).await;
            assert_eq!(home(region).await, "nord", "{}", region.node.region);
        }

        let found: BTreeSet<String> = parties(nord).await.into_iter().collect();
        assert_eq!(found.len(), before + done.len(), "nothing is lost and nothing doubled");
        assert!(done.iter().all(|id| found.contains(id)), "every acknowledged write is there");
        let head = journal(nord, tenant).await;
        assert_eq!((head.epoch, head.hash), (of.head.epoch, of.head.hash), "its journal goes on");

        scene.whole(nord, vest, "back").await;
        for region in [vest, nord, aust] {
            scene.fetch(region).await;
            assert_eq!(home(region).await, "vest", "{}", region.node.region);
            verified(region).await;
        }
        nothing_left(nord, tenant).await;
        assert_eq!(parties(vest).await.len(), found.len());
        let admin = vest.caller("bergen-admin").await;
        let again = write(&admin, "last-0-0").await.expect("the answer that was given");
        assert!(done.contains(&again), "a repeated request is answered as it was at first");
        write(&admin, "etterpaa").await.expect("it is written to again");
        // What was carried once is carried no more.
        let refused = accept(&nord.node, &file, &scene.file("again")).await.expect_err("taken twice").to_string();
        assert!(refused.contains("is open"), "{refused}");
        scene.settle(nord, &deed).await.expect("nothing more happens");
        assert_eq!((home(nord).await, home(vest).await), ("vest".to_owned(), "vest".to_owned()));
        nothing_left(nord, tenant).await;
    })
    .await;
}

/// The parties of the community, as its home's store has them.
async fn parties(at: &Region) -> Vec<String> {
    let tenant = at.tenant("bergen").await;
    let rows = at.node.store.tenant(tenant);
    let read = rows.read::<_, persistence::StoreError>(soon(), |tx| tx.parties().all(None));
    read.await.expect("the store answers").into_iter().map(|party| party.id.to_string()).collect()
}
