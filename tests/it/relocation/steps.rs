//! A move that is stopped at any step: done again, or undone.
use std::path::{Path, PathBuf};

use api::relocation::{Settled, Undone, accept, undo};
use serde_json::{Value, json};

use super::{Scene, home, journal, nothing_left};
use crate::federation::{distrust, key, on_either, trust, verified};

/// A copy of a file with something in it replaced.
fn bent(scene: &Scene<'_>, file: &Path, name: &str, change: impl FnOnce(&mut String)) -> PathBuf {
    let mut text = std::fs::read_to_string(file).expect("the file is readable");
    let before = text.clone();
    change(&mut text);
    assert_ne!(text, before, "{name}: nothing was changed");
    let path = scene.file(name);
    std::fs::write(&path, text).expect("the folder is writable");
    path
}

#[actix_web::test]
async fn a_step_that_is_done_again_comes_to_the_same() {
    on_either(&["vest", "nord"], async |regions| {
        let (scene, vest, nord) = (Scene::set(regions).await, regions.vest(), regions.nord());
        let tenant = vest.tenant("bergen").await;
        let hook = json!({"url": "https://mottak.example/varsel"});
        vest.caller("bergen-admin").await.post("/v1/tenants/bergen/webhooks", &hook).await.expect(201);
        let [file, receipt, deed] = scene.papers("first");
        let [again, receipt_again, deed_again] = scene.papers("again");
        let of = scene.begin(vest, nord, &file).await.expect("it leaves");
        assert_eq!(scene.begin(vest, nord, &again).await.expect("and leaves"), of);
        let refused = scene.begin(vest, nord, &file).await.expect_err("a file is never written over");
        assert!(refused.to_string().contains("there already"), "{refused}");
        let version = vest.nobody().get("/v1/tenants/bergen").await.expect(200);
        let renamed = json!({"names": {"nb": "Nytt", "nn": "Nytt"}});
        let renamed = vest.operator().await.patch("/v1/tenants/bergen", version.etag(), &renamed).await.expect(503);
        assert_eq!(renamed.code(), "moving");
        accept(&nord.node, &file, &receipt).await.expect("it arrives");
        accept(&nord.node, &again, &receipt_again).await.expect("and has arrived");
        scene.finish(vest, &receipt, &deed).await.expect("it is given away");
        scene.finish(vest, &receipt_again, &deed_again).await.expect("and was given away");
        undo(&vest.node, &key("bergen"), &scene.file("late")).await.expect_err("it was given away");
        for deed in [&deed, &deed_again] {
            assert_eq!(scene.settle(nord, deed).await.expect("it is open"), Settled::Open(key("bergen")));
        }
        // The secret of a webhook is sealed by its new home, which says so in the journal.
        assert_eq!(journal(nord, tenant).await.seq, of.head.seq + 1);
        let read = nord.node.store.tenant(tenant);
        let hooks = read.read::<_, persistence::StoreError>(crate::federation::soon(), |tx| tx.webhooks().all());
        for hook in hooks.await.expect("the store answers") {
            let key = &hook.value.keys[0];
            let opened = api::webhooks::open_key(&nord.node.keys, tenant, hook.value.id, key, nord.clock.now());
            assert!(opened.is_some(), "its new home signs with it");
        }
        verified(vest).await;
        verified(nord).await;
    })
    .await;
}

#[actix_web::test]
async fn a_move_is_undone_until_it_is_finished_and_leaves_nothing() {
    on_either(&["vest", "nord"], async |regions| {
        let (scene, vest, nord) = (Scene::set(regions).await, regions.vest(), regions.nord());
        let (tenant, bergen) = (vest.tenant("bergen").await, key("bergen"));
        undo(&vest.node, &bergen, &scene.file("early")).await.expect_err("it is not leaving");
        // As if the power had gone before anything was written.
        let nowhere = scene.file("no-folder/file");
        scene.begin(vest, nord, &nowhere).await.expect_err("it cannot be written");
        let party = |name: &str| {
            let names = json!({"nb": name, "nn": name});
            json!({"key": name, "kind": "nonprofit-hospital", "side": "specialist", "names": names})
        };
        let write = async |name: &str, status: u16| {
            let admin = vest.caller("bergen-admin").await;
            admin.post("/v1/tenants/bergen/parties", &party(name)).await.expect(status);
        };
        write("for", 503).await;
        assert_eq!(undo(&vest.node, &bergen, &scene.file("nothing")).await.expect("undone"), Undone::Nothing);
        write("ein", 201).await;
        for (name, arrives) in [("handed-over", false), ("arrived", true)] {
            let [file, receipt, deed] = scene.papers(name);
            let stays = scene.file(&format!("{name}.stays"));
            scene.begin(vest, nord, &file).await.expect("it leaves");
            write(&format!("{name}-for"), 503).await;
            if arrives {
                accept(&nord.node, &file, &receipt).await.expect("it arrives");
            }
            assert_eq!(undo(&vest.node, &bergen, &stays).await.expect("undone"), Undone::Told);
            write(&format!("{name}-etter"), 201).await;
            if arrives {
                // What it holds of an earlier move is not written over by a later one.
                let next = scene.file("next");
                scene.begin(vest, nord, &next).await.expect("it leaves anew");
                let refused = accept(&nord.node, &next, &scene.file("next.receipt")).await.expect_err("it is held");
                assert!(refused.to_string().contains("not settled"), "{refused}");
                undo(&vest.node, &bergen, &scene.file("next.stays")).await.expect("undone");
            } else {
                let again = scene.file("stays.again");
                assert_eq!(undo(&vest.node, &bergen, &again).await.expect("told once more"), Undone::Told);
                let read = |path: &Path| std::fs::read(path).expect("the file is readable");
                assert_eq!(read(&again), read(&stays));
            }
            for _ in 0..2 {
                assert_eq!(scene.settle(nord, &stays).await.expect("let go"), Settled::Returned(bergen.clone()));
            }
            nothing_left(nord, tenant).await;
            accept(&nord.node, &file, &scene.file("stale")).await.expect_err("the old home has kept it");
            if arrives {
                let refused = scene.finish(vest, &receipt, &deed).await.expect_err("it was undone").to_string();
                assert!(refused.contains("stayed"), "{refused}");
            }
        }
        scene.whole(vest, nord, "at-last").await;
        assert_eq!(home(vest).await, "nord");
        journal(nord, tenant).await;
        verified(vest).await;
        verified(nord).await;
    })
    .await;
}

#[actix_web::test]
async fn what_is_not_signed_by_the_right_home_for_this_move_is_refused() {
    on_either(&["vest", "nord", "aust"], async |regions| {
        let (scene, vest, nord, aust) = (Scene::set(regions).await, regions.vest(), regions.nord(), &regions.all[2]);
        let tenant = vest.tenant("bergen").await;
        let [file, receipt, deed] = scene.papers("it");
        distrust(vest, "nord").await;
        scene.begin(vest, nord, &file).await.expect_err("to nobody who is no peer");
        trust(vest, nord, &["nordland"]).await;
        scene.begin(vest, nord, &file).await.expect_err("nor to one that may not be home of it");
        trust(vest, nord, &["bergen"]).await;
        let of = scene.begin(vest, nord, &file).await.expect("it leaves");
        let refused = async |path: &Path, why: &str| {
            let refused = accept(&nord.node, path, &receipt).await.expect_err(why).to_string();
            assert!(refused.contains(why), "{refused}");
            nothing_left(nord, tenant).await;
        };
        accept(&aust.node, &file, &receipt).await.expect_err("for another region");
        refused(&bent(&scene, &file, "row", |text| *text = text.replacen("Alver", "Elver", 1)), "digest").await;
        let unsigned = bent(&scene, &file, "line", |text| *text = text.replace("\"serial\":", "\"serial\":1"));
        refused(&unsigned, "not signed").await;
        let bare = bent(&scene, &file, "bare", |text| {
            let end = text.trim_end().rfind('\n').expect("lines") + 1;
            text.truncate(end);
        });
        refused(&bare, "no file of a community that moves").await;
        accept(&nord.node, &file, &receipt).await.expect("the whole one is taken");

        let forged = bent(&scene, &receipt, "forged", |text| {
            let mut signed: Value = serde_json::from_str(text).expect("JSON");
            signed["record"]["serial"] = (of.serial + 1).into();
            *text = signed.to_string();
        });
        scene.finish(vest, &forged, &deed).await.expect_err("it is for something else");
        distrust(vest, "nord").await;
        let refused = scene.finish(vest, &receipt, &deed).await.expect_err("no peer any more").to_string();
        assert!(refused.contains("has not signed"), "{refused}");
        assert_eq!(home(vest).await, "vest");
        trust(vest, nord, &["bergen"]).await;
        scene.finish(vest, &receipt, &deed).await.expect("it is given away");
        scene.settle(aust, &deed).await.expect_err("for another region");
        let half = bent(&scene, &deed, "half", |text| {
            let mut signed: Value = serde_json::from_str(text).expect("JSON");
            signed["signatures"].as_array_mut().expect("signatures").remove(0);
            *text = signed.to_string();
        });
        scene.settle(nord, &half).await.expect_err("the old home has not signed it");
        scene.settle(nord, &deed).await.expect("it is open");
    })
    .await;
}
