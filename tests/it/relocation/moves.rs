//! A move while the community is written to: nothing lost, nothing doubled, never two homes.
use std::path::Path;

use api::relocation::accept;
use domain::Relocation;
use serde_json::json;

use super::load::{Load, enter};
use super::{Scene, home, journal, nothing_left};
use crate::caller::Caller;
use crate::federation::{on_either, verified};
use crate::region::Region;

/// A community that is written to in its old home, and through the door of its new one, and the other way about.
struct Busy<'s> {
    scene: &'s Scene<'s>,
    load: Load,
}

impl Busy<'_> {
    /// The community's people: those that `vest` knows, and those that `nord` knows.
    async fn people(&self) -> Vec<Caller> {
        let (vest, nord) = (self.scene.regions.vest(), self.scene.regions.nord());
        vec![vest.caller("bergen-secretariat").await, nord.caller("bergen-secretariat").await]
    }

    async fn writes(&self) {
        self.load.goes_to(self.people().await);
    }

    /// Has every region fetch what the others tell. Meanwhile nobody writes: time is turned, and with it what is signed.
    async fn all_say(&self, wanted: &str) {
        self.load.rests().await;
        for region in &self.scene.regions.all {
            self.scene.fetch(region).await;
            assert_eq!(home(region).await, wanted, "{}", region.node.region);
        }
        self.writes().await;
    }

    /// Every step of a move, each while people write.
    async fn moves(&self, from: &Region, to: &Region, name: &str) -> Relocation {
        let (scene, load, tenant) = (self.scene, &self.load, from.tenant("bergen").await);
        let (old, new) = (from.node.region.to_string(), to.node.region.to_string());
        let [file, receipt, deed] = scene.papers(name);
        load.until_acknowledged(20).await;
        let of = scene.begin(from, to, &file).await.expect("it leaves");
        load.until_refused(3).await;
        from.nobody().get("/v1/tenants/bergen/bodies").await.expect(200);
        let held = accept(&to.node, &file, &receipt).await.expect("it arrives");
        assert_eq!(held.sha256, of.sha256);
        self.all_say(&old).await;
        scene.settle(to, &receipt).await.expect_err("the old home has not decided");
        assert_eq!(journal(from, tenant).await.seq, of.head.seq, "nothing was written after it was handed over");
        scene.finish(from, &receipt, &deed).await.expect("it is given away");
        nothing_left(from, tenant).await;
        // Nobody claims it who does not hold it, whoever tells first.
        assert_eq!((home(from).await, home(to).await), (new.clone(), old));
        self.settles(to, &deed, &new).await;
        let head = journal(to, tenant).await;
        assert_eq!(head.epoch, of.head.epoch, "its journal goes on");
        of
    }

    async fn settles(&self, to: &Region, deed: &Path, new: &str) {
        let aust = &self.scene.regions.all[2];
        self.load.rests().await;
        self.scene.fetch(aust).await;
        assert_eq!(home(aust).await, new, "told by its old home alone");
        self.writes().await;
        self.scene.settle(to, deed).await.expect("it is open");
        self.load.until_acknowledged(20).await;
        self.all_say(new).await;
    }
}

#[actix_web::test]
async fn a_community_moves_under_load_and_back_under_load_with_every_acknowledged_write() {
    on_either(&["vest", "nord", "aust"], async |regions| {
        let (scene, vest, nord) = (Scene::set(regions).await, regions.vest(), regions.nord());
        let tenant = vest.tenant("bergen").await;
        nord.client("bergen-secretariat", None, false).await;
        let holder = json!({"kind": "identity", "issuer": nord.node.url, "subject": "bergen-secretariat"});
        let grant = json!({"role": "secretariat", "holder": holder});
        let admin = vest.caller("bergen-admin").await;
        admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        let before = admin.all("/v1/tenants/bergen/persons?limit=100").await.len();

        let busy = Busy { scene: &scene, load: Load::new() };
        busy.all_say("vest").await;
        busy.moves(vest, nord, "out").await;
        busy.moves(nord, vest, "back").await;
        busy.load.rests().await;
        let people = busy.people().await;
        // Through either door.
        for reader in &people {
            busy.load.is_there_once(reader).await;
        }
        let (done, found) = (busy.load.acknowledged(), people[0].all("/v1/tenants/bergen/persons?limit=100").await);
        assert_eq!(found.len(), before + done.len(), "nothing is lost and nothing doubled");
        let (name, id) = done.iter().find(|(name, _)| name.ends_with(" 0-0")).expect("the first of the first");
        let (_, again) = enter(&people[0], name).await.expect("an answer");
        assert_eq!(again["id"], id.as_str(), "a repeated request is answered as it was at first");
        for region in &regions.all {
            verified(region).await;
        }
        // What was carried once is carried no more.
        let [file, _, deed] = scene.papers("out");
        let refused = accept(&nord.node, &file, &scene.file("again")).await.expect_err("taken twice").to_string();
        assert!(refused.contains("is open"), "{refused}");
        scene.settle(nord, &deed).await.expect("nothing more happens");
        assert_eq!((home(nord).await, home(vest).await), ("vest".to_owned(), "vest".to_owned()));
        nothing_left(nord, tenant).await;
        journal(vest, tenant).await;
    })
    .await;
}
