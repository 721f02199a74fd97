//! What holds of a webhook.
use super::*;

fn noon() -> Instant {
    Instant::parse("2026-11-22T12:00:00Z").expect("an instant")
}

fn key(name: &str) -> WebhookKey {
    WebhookKey { sealed: name.as_bytes().to_vec(), public: None, retires: None }
}

fn webhook() -> Webhook {
    let line = |text: &str| Line::parse(text).expect("a line");
    Webhook {
        id: WebhookId::fresh(),
        url: ReceiverUrl::parse("https://mottak.example/varsel").expect("an address"),
        party: None,
        types: BTreeSet::new(),
        description: None,
        state: WebhookState::Active,
        reason: None,
        signing: Signing::Hmac,
        keys: vec![key("first")],
        maker: WebhookMaker {
            issuer: line("https://issuer.example"),
            subject: line("system"),
            organization: None,
            scopes: BTreeSet::new(),
        },
        created_at: noon(),
        changed_at: noon(),
        version: 1,
    }
}

#[test]
fn an_address_is_absolute_and_names_nobody() {
    for sound in [
        "https://mottak.example",
        "https://mottak.example:8443/a?b=c@d",
        "http://127.0.0.1:9/x",
        "https://[2001:db8::1]/",
    ] {
        assert_eq!(ReceiverUrl::parse(sound).expect(sound).as_str(), sound);
    }
    let long = format!("https://mottak.example/{}", "a".repeat(ReceiverUrl::MAX));
    for bad in [
        "",
        "mottak.example",
        "ftp://mottak.example",
        "https://",
        "https:///x",
        "https://kari:hemmeleg@mottak.example",
        "https://mottak.example/#del",
        "https://mottak.example/a b",
        "https://mottak.example\\@vond.example",
        "HTTPS://mottak.example",
        "https://møte.example",
        &long,
    ] {
        assert!(ReceiverUrl::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_old_key_signs_beside_the_new_one_for_a_day() {
    let signing = |webhook: &Webhook, after: i64| {
        let keys = webhook.signing_keys(noon().plus_seconds(after));
        keys.map(|key| String::from_utf8(key.sealed.clone()).expect("text")).collect::<Vec<_>>()
    };
    let once = webhook().rotated(key("second"), noon()).expect("room");
    assert_eq!(signing(&once, 0), ["second", "first"]);
    assert_eq!(signing(&once, KEY_OVERLAP - 1), ["second", "first"]);
    assert_eq!(signing(&once, KEY_OVERLAP), ["second"]);
    let twice = once.rotated(key("third"), noon().plus_seconds(3600)).expect("room");
    assert_eq!(signing(&twice, 3600), ["third", "second", "first"]);
    assert_eq!(signing(&twice, KEY_OVERLAP), ["third", "second"], "each has its own day");
    let thrice = twice.rotated(key("fourth"), noon().plus_seconds(3601)).expect("room");
    assert_eq!(thrice.rotated(key("fifth"), noon().plus_seconds(3602)), None, "too many sign");
    let later = thrice.rotated(key("fifth"), noon().plus_seconds(KEY_OVERLAP)).expect("the first has retired");
    assert_eq!((later.keys.len(), later.version), (4, 5));
}

#[test]
fn what_is_asked_for_decides_why_it_is_disabled() {
    use DisabledReason::{ByHand, Gone, Rights};
    use WebhookState::{Active, Disabled};
    for (state, reason, asked, wanted) in [
        (Active, None, Active, None),
        (Active, None, Disabled, Some(ByHand)),
        (Disabled, Some(Gone), Disabled, Some(Gone)),
        (Disabled, Some(Rights), Disabled, Some(Rights)),
        (Disabled, Some(Gone), Active, None),
    ] {
        assert_eq!(Webhook { state, reason, ..webhook() }.reason_for(asked), wanted);
    }
    let ended = webhook().ended(noon());
    assert!(ended.keys.is_empty() && ended.must_not_have_ended().is_err() && ended.check().is_err());
    assert!(webhook().must_not_have_ended().is_ok());
}

#[test]
fn whom_it_is_for_and_how_it_signs_stay() {
    let other = Webhook { party: Some(PartyId::fresh()), signing: Signing::Ed25519, ..webhook() };
    let faults = webhook().check_change(&other).expect_err("faults").0;
    let told: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect();
    assert_eq!(told, [("/party", "immutable"), ("/signing", "immutable")]);
}

#[test]
fn a_digest_tells_that_a_secret_was_replaced_and_not_what_it_is() {
    let text = String::from_utf8(crate::canonical(&webhook())).expect("JSON");
    assert!(!text.contains("first") && text.contains("sealed_sha256"), "{text}");
    assert_ne!(crate::canonical(&webhook()), crate::canonical(&Webhook { keys: vec![key("x")], ..webhook() }));
}
