//! `peer add`, `peer list` and `peer remove`, as an operator types them.
use super::{on_either, verified};
use crate::process::{Settings, run};
use crate::region::Kind;

#[actix_web::test]
async fn a_peer_is_listed_by_the_key_a_person_has_compared() {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let settings = Settings::beside(vest);
        let add = ["peer", "add", "--config", settings.file(), &nord.node.url, "--may-home", "nordland"];
        let unsure = run(&add).await;
        assert_eq!(unsure.status, Some(1), "{unsure:?}");
        let found = unsure.stderr.split_whitespace().find(|word| word.starts_with("SHA256:")).expect("a fingerprint");
        let found = found.trim_end_matches(':').to_owned();
        let with = |fingerprint: &str| {
            [&add[..], &["--fingerprint", fingerprint]]
                .concat()
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let wrong = with("SHA256:Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU");
        let wrong = run(&wrong.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert!(wrong.status == Some(1) && wrong.stderr.contains("another key"), "{wrong:?}");
        let right = with(&found);
        let right = run(&right.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert!(right.status == Some(0) && right.stdout.contains(&found), "{right:?}");
        let listed = run(&["peer", "list", "--config", settings.file()]).await;
        assert!(listed.stdout.contains(&nord.node.url) && listed.stdout.contains("nordland"), "{listed:?}");
        if vest.kind == Kind::Postgres {
            assert_eq!(super::seen(vest).await["peers"][0]["region"], "nord", "a running region knows it at once");
        }
        let remove = ["peer", "remove", "--config", settings.file(), "nord"];
        assert_eq!(run(&remove).await.status, Some(0));
        let again = run(&remove).await;
        assert!(again.status == Some(1) && again.stderr.contains("no peer"), "{again:?}");
        let verify = run(&["journal", "verify", "--config", settings.file()]).await;
        assert_eq!(verify.status, Some(0), "{verify:?}");
        verified(vest).await;
    })
    .await;
}

#[actix_web::test]
async fn what_is_no_other_region_is_not_listed() {
    on_either(&["vest", "nord"], async |regions| {
        let settings = Settings::beside(regions.vest());
        for (url, why) in [
            // Its own name.
            (regions.vest().node.url.as_str(), "no peer of its own"),
            ("http://192.0.2.1", "does not answer"),
        ] {
            let introduced = api::federation::introduce(url, regions.vest().clock.now()).await;
            let print = introduced.map(|it| it.keys[0].public.fingerprint()).unwrap_or_default();
            let ended = run(&["peer", "add", "--config", settings.file(), url, "--fingerprint", &print]).await;
            assert!(ended.status == Some(1) && ended.stderr.contains(why), "{url}: {ended:?}");
        }
    })
    .await;
}
