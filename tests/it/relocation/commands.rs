//! The commands, as an operator types them.
use std::path::Path;

use places::Folder;

use super::{Scene, home};
use crate::federation::{BERGEN, Regions};
use crate::process::{Ended, Settings, program, run, run_shell, two_ports};
use crate::region::{Kind, Region, Wishes};

/// The commands between two headings of the page on running a region.
fn commands(heading: &str) -> String {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operate.md")).expect("the page");
    let from = page.find(heading).unwrap_or_else(|| panic!("the page has {heading:?}"));
    let part = &page[from + heading.len()..];
    let part = part.find("\n## ").map_or(part, |end| &part[..end]);
    let blocks = part.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap_or_default());
    blocks.collect::<Vec<_>>().join("\n")
}

async fn typed(commands: &str, folder: &Path) -> Ended {
    let script = format!("set -euo pipefail\nhelsefellesskap() {{ {:?} \"$@\"; }}\n{commands}", program());
    let ended = run_shell(&script, folder).await;
    assert_eq!(ended.status, Some(0), "{ended:?}");
    ended
}

#[actix_web::test]
async fn the_page_s_commands_back_a_community_up_and_restore_it() {
    for kind in [Kind::Files, Kind::Postgres] {
        let settings = [Settings::fresh(kind, two_ports()), Settings::fresh(kind, two_ports())];
        let folder = Folder::new();
        std::fs::write(folder.path().join("bergen.toml"), BERGEN).expect("the folder is writable");
        for (settings, name) in settings.iter().zip(["vest.toml", "new.toml"]) {
            std::fs::copy(settings.file(), folder.path().join(name)).expect("the settings");
            assert_eq!(run(&["migrate", "--config", settings.file()]).await.status, Some(0));
        }
        let load =
            ["tenant", "load", &folder.path().join("bergen.toml").display().to_string(), "--config"].map(str::to_owned);
        let mut load: Vec<&str> = load.iter().map(String::as_str).collect();
        load.push(settings[0].file());
        assert_eq!(run(&load).await.status, Some(0));
        let ended = typed(&commands("## Backups"), folder.path()).await;
        assert!(ended.stdout.contains("whole; head"), "the journal is verified: {ended:?}");
        let path = folder.path().join("bergen.backup").display().to_string();
        let again = ["tenant", "backup", "bergen", "--to", &path, "--config", settings[0].file()];
        let again = run(&again).await;
        assert!(again.status == Some(1) && again.stderr.contains("there already"), "{again:?}");
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).expect("the folder").map(|it| it.expect("an entry").file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{left:?}");
    }
}

/// The settings of a region that runs on a database, with its own keys.
fn settings(region: &Region) -> String {
    let database = region.database().expect("a database");
    format!(
        "[region]\nname = \"{}\"\nurl = {:?}\n[database]\nurl = {:?}\nmigrate_url = {:?}\npool_size = 2\n[keys]\nfolder = {:?}\n",
        region.node.region,
        region.node.url,
        database.serving_url(),
        database.owner_url(),
        region.folder().join("keys"),
    )
}

#[actix_web::test]
async fn the_page_s_commands_move_a_community_between_regions_that_run() {
    let mut all = Vec::new();
    for name in ["vest", "nord"] {
        all.push(Region::empty(Kind::Postgres, &Wishes { name, reachable: true, ..Wishes::default() }).await);
    }
    let regions = Regions::of(all);
    let (scene, vest, nord) = (Scene::set(&regions).await, regions.vest(), regions.nord());
    for (region, name) in [(vest, "vest.toml"), (nord, "nord.toml")] {
        std::fs::write(scene.file(name), settings(region)).expect("the folder is writable");
    }
    vest.nobody().get("/v1/tenants/bergen/bodies").await.expect(200);
    let ended = typed(&commands("## Moving a community"), scene.folder.path()).await;
    assert!(ended.stdout.contains("bergen is at home here"), "{ended:?}");
    for (name, state) in [("vest.toml", "left"), ("nord.toml", "open")] {
        let listed = run(&["tenant", "move", "list", "--config", &scene.file(name).display().to_string()]).await;
        let wanted = format!("bergen from vest to nord: {state} since ");
        assert!(listed.status == Some(0) && listed.stdout.starts_with(&wanted), "{listed:?}");
    }
    nord.nobody().get("/v1/tenants/bergen/bodies").await.expect(200);
    assert_eq!((home(vest).await, home(nord).await), ("nord".to_owned(), "nord".to_owned()));
    for region in &regions.all {
        region.stop().await;
    }
}
