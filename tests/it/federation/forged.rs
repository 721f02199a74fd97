//! What comes to a community's home as another region's word, and what clients and directories say that they may not: each
//! way in which it does not hold is refused and noted, and nothing of it is left behind.
use api::edge::TraceId;
use api::federation::pull_due;
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use super::letter::{CASES, Letter, PARTIES, heads, said, trace};
use super::{NORDLAND, grant, key, on_either, soon, trust, with_nordland};
use crate::caller::Caller;
use crate::overheard::{listen, refusals};
use crate::region::Region;

#[actix_web::test]
async fn a_regions_word_holds_as_it_was_given_and_in_no_other_way() {
    listen();
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        grant(regions, "nordland", "skrivar", "secretariat").await;
        grant(regions, "nordland", "forvalter", "tenant-admin").await;
        vest.operator().await;
        runs(nord, &vest.node.url, "operator").await;
        let token = nord.token("nordland-admin", None).await;

        let sound = Letter::post(regions, 1);
        let made = sound.send(regions).await.expect(201);
        assert!(made.header("signature").is_some());
        assert_eq!(refusals(&sound.trace), [""; 0]);
        let before = (heads(nord, "nordland").await, vest.region_head().await);
        let refused = sound.send(regions).await.expect(401);
        assert_eq!(refused.code(), "peer-refused", "it came before");
        assert!(refused.header("signature").is_none(), "nobody is answered");
        assert_eq!(refusals(&sound.trace), ["hop-replayed"]);

        let of = |subject: &str| Some(said(regions, subject));
        let with = |member: &str, value: Value| {
            let mut said = said(regions, "skrivar");
            said["caller"][member] = value;
            Some(said)
        };
        let other_issuer = with("issuer", json!(nord.node.url));
        let over = with("expires", json!(vest.clock.now().plus_seconds(-31).to_string()));
        let more = with("role", json!("tenant-admin"));
        let nobody = Some(json!({"caller": null, "client": "a", "trace": null, "left": 20_000}));
        let post = |nonce| Letter::post(regions, nonce);
        let patch = json!({"names": {"nb": "Nytt namn", "nn": "Nytt namn"}}).to_string().into_bytes();
        let grants = "/v1/tenants/nordland/grants";
        for (what, letter, status, code, word) in [
            (
                "forged",
                Letter { key: SigningKey::from_bytes(&[7; 32]), ..post(2) },
                401,
                "peer-refused",
                "hop-signature",
            ),
            ("another body", Letter { signed_body: Some(b"{}"), ..post(3) }, 401, "peer-refused", "hop-digest"),
            ("another address", Letter { signed_path: Some(PARTIES), ..post(4) }, 401, "peer-refused", "hop-signature"),
            ("from the future", Letter { seconds: 40, ..post(5) }, 401, "peer-refused", "hop-early"),
            ("too late", Letter { seconds: -70, ..post(6) }, 401, "peer-refused", "hop-expired"),
            (
                "an unknown key",
                Letter { kid: "vest/nobodys".into(), ..post(7) },
                401,
                "peer-refused",
                "hop-unknown-key",
            ),
            (
                "an unknown region",
                Letter { kid: post(8).kid.replace("vest/", "sor/"), ..post(8) },
                401,
                "peer-refused",
                "hop-unknown-key",
            ),
            (
                "what was added",
                Letter { beside: vec![("if-match", "*".into())], ..post(9) },
                401,
                "peer-refused",
                "hop-uncovered",
            ),
            (
                "what was added too",
                Letter { beside: vec![("idempotency-key", "x".into())], ..post(10) },
                401,
                "peer-refused",
                "hop-uncovered",
            ),
            (
                "a token as well",
                Letter { beside: vec![("authorization", format!("Bearer {token}"))], ..post(11) },
                401,
                "peer-refused",
                "hop-token",
            ),
            ("nothing that is said", Letter { said: Some(json!([])), ..post(12) }, 401, "peer-refused", "hop-caller"),
            ("more than is said", Letter { said: more, ..post(13) }, 401, "peer-refused", "hop-caller"),
            (
                "an issuer it may not speak for",
                Letter { said: other_issuer, ..post(14) },
                403,
                "issuer-not-vouched",
                "hop-issuer",
            ),
            ("a token that is over", Letter { said: over, ..post(15) }, 401, "unauthenticated", "hop-caller-expired"),
            (
                "who shapes a community",
                Letter { path: grants.into(), method: "GET", said: of("forvalter"), body: Vec::new(), ..post(16) },
                403,
                "role-at-home-alone",
                "hop-role",
            ),
            (
                "who runs a region",
                Letter {
                    path: "/v1/tenants/nordland".into(),
                    method: "PATCH",
                    said: of("operator"),
                    body: patch,
                    ..post(17)
                },
                403,
                "role-at-home-alone",
                "hop-role",
            ),
            (
                "a community of another",
                Letter { path: "/v1/tenants/bergen/cases".into(), ..post(18) },
                508,
                "loop-detected",
                "hop-not-home",
            ),
            (
                "passed on by itself",
                Letter { beside: vec![("via", "1.1 nord, 1.1 vest".into())], ..post(19) },
                508,
                "loop-detected",
                "hop-loop",
            ),
            (
                "what is no community's",
                Letter { path: "/v1/regions".into(), method: "GET", body: Vec::new(), ..post(20) },
                401,
                "peer-refused",
                "hop-misplaced",
            ),
            ("nobody in particular", Letter { said: nobody, ..post(21) }, 401, "unauthenticated", ""),
        ] {
            let answer = letter.send(regions).await;
            assert_eq!((answer.status, answer.code()), (status, code), "{what}: {:#}", answer.json);
            let words: Vec<&str> = Some(word).filter(|word| !word.is_empty()).into_iter().collect();
            assert_eq!(refusals(&letter.trace), words, "{what}");
        }
        assert_eq!((heads(nord, "nordland").await, vest.region_head().await), before, "nothing is in any journal");
    })
    .await;
}

/// How many keys of a peer a region knows.
async fn known(region: &Region, peer: &'static str) -> usize {
    let scope = region.node.store.region();
    let read =
        scope.read::<_, persistence::StoreError>(soon(), move |tx| Ok(tx.peers().get(&key(peer))?.value.keys.len()));
    read.await.expect("a peer")
}

/// Lets an identity of another issuer run a region.
async fn runs(region: &Region, issuer: &str, subject: &str) {
    let line = |text: &str| domain::Line::parse(text).expect("a line");
    let identity = domain::Identity { issuer: line(issuer), subject: line(subject) };
    let operator = persistence::Operator { identity, validity: domain::Validity::default() };
    let writer = api::boot::operator(&region.clock);
    let scope = region.node.store.region();
    let write = scope.write::<_, persistence::StoreError>(soon(), writer, move |tx| tx.operators().insert(&operator));
    write.await.expect("written");
}

#[actix_web::test]
async fn a_key_holds_no_longer_than_was_announced() {
    listen();
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        grant(regions, "nordland", "skrivar", "secretariat").await;
        let (vest, nord) = (regions.vest(), regions.nord());
        let old = Letter::post(regions, 1);
        vest.node.keys.rotate(domain::KeyPurpose::Node, vest.clock.now(), 86_400).expect("rotated");
        let begun = std::time::Instant::now();
        while known(nord, "vest").await < 2 {
            assert!(begun.elapsed().as_secs() < 60, "nord does not learn of the new key");
            regions.later(120);
            pull_due(&nord.node).await.expect("the store answers");
        }
        Letter { said: Letter::post(regions, 2).said, ..old.again(2) }.send(regions).await.expect(201);
        regions.later(86_400);
        let before = (heads(nord, "nordland").await, vest.region_head().await);
        let late = Letter { said: Letter::post(regions, 3).said, ..old.again(3) };
        assert_eq!(late.send(regions).await.expect(401).code(), "peer-refused");
        assert_eq!(refusals(&late.trace), ["hop-retired-key"]);
        assert_eq!((heads(nord, "nordland").await, vest.region_head().await), before);
    })
    .await;
}

#[actix_web::test]
async fn what_a_client_says_of_its_way_is_believed_of_nobody() {
    listen();
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let word = BASE64URL_NOPAD.encode(said(regions, "skrivar").to_string().as_bytes());
        let before = (heads(nord, "nordland").await, vest.region_head().await);
        let body = json!({"title": "Oppdikta sak", "party": "vagan"});
        for (name, value, status, code, why) in [
            ("forwarded", "for=192.0.2.1;host=nord.example", 400, "header-not-believed", "forwarded-header"),
            ("x-forwarded-for", "192.0.2.1", 400, "header-not-believed", "forwarded-header"),
            ("x-forwarded-host", "nord.example", 400, "header-not-believed", "forwarded-header"),
            ("x-forwarded-proto", "https", 400, "header-not-believed", "forwarded-header"),
            ("helsefellesskap-region", "nord", 400, "header-not-believed", "hop-header"),
            // Without a signature it is nobody's, at either door.
            ("helsefellesskap-caller", &word, 401, "peer-refused", "hop-unsigned"),
            ("via", "1.1 vest, 1.1 nord", 508, "loop-detected", "hop-loop"),
        ] {
            let callers = [nord.nobody(), vest.nobody(), secretary.clone()];
            for caller in &callers[usize::from(name == "via")..] {
                let (path, id) = (CASES, TraceId::fresh().to_string());
                let (traceparent, context) = trace(&id);
                let ask = caller.request("POST", path).json(&body).header(traceparent, context);
                let answer = Caller::send(ask.header(name, value)).await;
                assert_eq!((answer.status, answer.code()), (status, code), "{name}: {:#}", answer.json);
                assert_eq!(answer.json["traceId"], json!(id));
                assert_eq!(refusals(&id), [why], "{name}");
                let told = answer.json["detail"].as_str().unwrap_or_default();
                assert!(
                    code != "header-not-believed" || told.contains("server.trusted_proxies") && told.contains(name),
                    "{told}"
                );
            }
        }
        assert_eq!((heads(nord, "nordland").await, vest.region_head().await), before, "nothing is in any journal");
        // Proxies on the way name themselves, and that is all.
        let plain = vest.nobody().get(PARTIES).await.expect(200);
        let proxied = vest.nobody().request("GET", PARTIES).header("via", "1.1 proxy.example");
        let proxied = Caller::send(proxied).await.expect(200);
        assert_eq!((proxied.header("via"), &proxied.bytes), (Some("1.1 vest"), &plain.bytes));
    })
    .await;
}

#[actix_web::test]
async fn what_directories_may_not_say_is_refused_and_noted() {
    listen();
    on_either(&["vest", "nord", "sor"], async |regions| {
        let [vest, nord, sor] = &regions.all[..] else { panic!("three") };
        for region in [nord, sor] {
            region.open(NORDLAND, "vagan").await;
            trust(region, vest, &[]).await;
        }
        // What a peer claims that may not be at home there.
        trust(vest, nord, &["bergen"]).await;
        vest.operator().await;
        let before = vest.region_head().await;
        regions.until("it was fetched", |peer| peer["reachable"] == true).await;
        let claimed = nord.tenant("nordland").await.to_string();
        assert!(refusals(&claimed).iter().any(|word| word == "may-not-home"), "{:?}", refusals(&claimed));
        vest.nobody().get(PARTIES).await.expect(404);
        assert_eq!(vest.region_head().await, before, "nothing is in the journal");
        // What two claim that both may.
        trust(vest, nord, &["nordland"]).await;
        trust(vest, sor, &["nordland"]).await;
        let disputed = |peer: &Value| peer["communities"][0]["disputed"] == true;
        regions.until("both claim it", disputed).await;
        vest.node.tenants.forget();
        let stranger = vest.stranger().await;
        let before = [vest.region_head().await, nord.head("nordland").await, sor.head("nordland").await];
        let id = TraceId::fresh().to_string();
        let (traceparent, context) = trace(&id);
        let ask = stranger.request("POST", CASES).json(&json!({"title": "Oppdikta sak"})).header(traceparent, context);
        assert_eq!(Caller::send(ask).await.expect(503).code(), "directory-disputed");
        assert_eq!(refusals(&id), ["directory-disputed"]);
        let after = [vest.region_head().await, nord.head("nordland").await, sor.head("nordland").await];
        assert_eq!(after, before);
    })
    .await;
}
