//! `import` from a shell, against a region that runs.
use places::Folder;

use super::{BERGEN, kept};
use crate::process::{Ended, run_with};
use crate::region::{Kind, Region, Wishes};

#[actix_web::test]
async fn files_are_tried_and_entered_by_a_command() {
    let region = Region::start(Kind::Files, &Wishes::default()).await;
    let (node, token) = (format!("http://{}", region.address), region.token("bergen-admin", None).await);
    let folder = Folder::new();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let import = async |words: &[&str]| -> Ended {
        let all = [&["import", "bergen"], words, &["--node", &node]].concat();
        run_with(&all, &[("HELSEFELLESSKAP_TOKEN", &token)]).await
    };
    let lines = BERGEN.lines().count();
    let sound = file("bergen.jsonl", BERGEN);
    let tried = import(&[&sound, "--dry-run"]).await;
    let wanted = format!("{sound}: {lines} read, {lines} would be new, 0 unchanged\n");
    assert_eq!((tried.status, tried.stdout.as_str()), (Some(0), wanted.as_str()), "{tried:?}");
    assert!(kept(&region, "bergen").await.cases.is_empty(), "a trial enters nothing");

    // The second file has a fault on its third line, after one that tells nothing; the first is entered nevertheless.
    let meeting = r#"{"type": "meeting", "body": "ssu", "date": "2024-03-19", "state": "held"}"#;
    let wrong = file("wrong.jsonl", &format!("{meeting}\n\n{}\n", meeting.replace("2024-03-19", "2022-03-19")));
    let never = file("never.jsonl", &meeting.replace("2024-03-19", "2024-03-20"));
    let refused = import(&[&sound, &wrong, &never]).await;
    assert_eq!(refused.status, Some(1), "{refused:?}");
    let said: Vec<_> = refused.stdout.lines().collect();
    assert_eq!(said[0], format!("{sound}: {lines} read, {lines} new, 0 unchanged"), "{refused:?}");
    assert!(said[1].starts_with(&format!("{wrong}:3: /date [outside-validity] ")) && said.len() == 2, "{refused:?}");
    assert!(refused.stderr.contains(&format!("1 faults; nothing of {wrong} is entered")), "{refused:?}");
    let meetings = kept(&region, "bergen").await.meetings;
    assert!(meetings.iter().all(|met| !met.when.from.to_string().starts_with("2024-03-19")), "{meetings:?}");

    let again = import(&[&sound]).await;
    assert_eq!(again.stdout, format!("{sound}: {lines} read, 0 new, {lines} unchanged\n"), "{again:?}");
    let empty = file("empty.jsonl", "");
    let refused = import(&[&empty]).await;
    assert!(refused.stdout.starts_with(&format!("{empty} [too-short] ")), "{refused:?}");
    let nowhere = import(&[&format!("{sound}.not")]).await;
    assert!(nowhere.status == Some(1) && nowhere.stderr.contains(".not: "), "{nowhere:?}");
    region.stop().await;
}
