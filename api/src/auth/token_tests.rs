use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::super::testing::*;
use super::*;

/// What becomes of a token whose claims differ from a good one's in this.
async fn with(changes: Value) -> Result<Arc<Caller>, Refusal> {
    verify(&verifier().0, &token(&claims_with(noon(), &changes)), noon()).await
}

async fn refused(changes: Value) -> Refusal {
    with(changes.clone()).await.expect_err(&changes.to_string())
}

#[tokio::test]
async fn a_good_token_says_who_calls() {
    let caller = with(json!({})).await.unwrap();
    assert_eq!((caller.issuer.as_str(), caller.subject.as_str()), (ISSUER, "system"));
    assert_eq!(caller.organization.map(|org| org.to_string()).as_deref(), Some("964338531"));
    assert_eq!(caller.supplier, None);
    assert_eq!(caller.scopes.len(), 2);
    assert_eq!(caller.expires, noon().plus_seconds(600));
}

#[tokio::test]
async fn a_request_brings_one_bearer_token_or_none() {
    let (verifier, _) = verifier();
    let good = format!("Bearer {}", token(&claims(noon())));
    let long = format!("Bearer {}", "a".repeat(64 * 1024));
    let ask = |values: Vec<String>| {
        let verifier = &verifier;
        async move { verifier.verify(values.iter().map(String::as_bytes), noon()).await.map(|c| c.is_some()) }
    };
    assert_eq!(ask(vec![]).await, Ok(false));
    assert_eq!(ask(vec![good.clone()]).await, Ok(true));
    assert_eq!(ask(vec![good.replace("Bearer", "DPoP")]).await, Err(Refusal::NotBound));
    assert_eq!(ask(vec![good.replace("Bearer", "bearer")]).await, Ok(true));
    assert_eq!(ask(vec![good.clone(), good.clone()]).await, Err(Refusal::SeveralHeaders));
    assert_eq!(ask(vec![format!("{good}, {good}")]).await, Err(Refusal::Malformed));
    assert_eq!(ask(vec![long]).await, Err(Refusal::TooLarge));
    for scheme in ["Basic YTpi", "Bearer", "DPoP", "", "DPoPe a.b.c"] {
        assert_eq!(ask(vec![scheme.into()]).await, Err(Refusal::Scheme), "{scheme}");
    }
    for rubbish in [
        "Bearer ",
        "DPoP a.b.c",
        "Bearer a",
        "Bearer a.b",
        "Bearer a.b.c",
        "Bearer a.b.c.d",
        "Bearer e30.e30.",
        "Bearer ø",
    ] {
        assert_eq!(ask(vec![rubbish.into()]).await, Err(Refusal::Malformed), "{rubbish}");
    }
}

#[tokio::test]
async fn no_algorithm_but_the_allowed_one_is_heard() {
    let (verifier, _) = verifier();
    let public = ed(1).verifying_key();
    let pem = ed25519_dalek::pkcs8::EncodePublicKey::to_public_key_pem(&public, Default::default()).unwrap();
    for secret in [public.as_bytes().as_slice(), pem.as_bytes(), BASE64URL_NOPAD.encode(public.as_bytes()).as_bytes()] {
        let header = json!({"alg": "HS256", "kid": "one"});
        let forged = signed(&header, &claims(noon()), &EncodingKey::from_secret(secret), Algorithm::HS256);
        assert_eq!(verify(&verifier, &forged, noon()).await, Err(Refusal::Algorithm));
    }
    let good = token(&claims(noon()));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let payload = message.split_once('.').unwrap().1;
    for alg in ["none", "None", "HS512", "RS256", "ES256"] {
        let header = BASE64URL_NOPAD.encode(json!({"alg": alg, "kid": "one"}).to_string().as_bytes());
        for signature in ["", signature] {
            let forged = format!("{header}.{payload}.{signature}");
            assert_eq!(verify(&verifier, &forged, noon()).await, Err(Refusal::Algorithm), "{alg}");
        }
    }
    let crit = json!({"alg": "EdDSA", "kid": "one", "crit": ["b64"], "b64": false});
    let forged = signed(&crit, &claims(noon()), &ed_signer(1), Algorithm::EdDSA);
    assert_eq!(verify(&verifier, &forged, noon()).await, Err(Refusal::Malformed));
}

#[tokio::test]
async fn a_flipped_bit_anywhere_is_found() {
    let (verifier, _) = verifier();
    let good = token(&claims(noon()));
    assert!(verify(&verifier, &good, noon()).await.is_ok());
    // In the last character two bits of a signature mean nothing; they too must be as they were.
    for position in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[position] ^= 1;
        let forged = String::from_utf8(bytes).unwrap();
        assert!(verify(&verifier, &forged, noon()).await.is_err(), "{position}");
    }
    let other = signed(&json!({"alg": "EdDSA", "kid": "one"}), &claims(noon()), &ed_signer(2), Algorithm::EdDSA);
    assert_eq!(verify(&verifier, &other, noon()).await, Err(Refusal::Signature));
}

#[tokio::test]
async fn an_issuer_is_known_to_the_letter() {
    for iss in ["https://issuer.example/", "https://Issuer.example", "http://issuer.example", "", REGION] {
        assert_eq!(refused(json!({"iss": iss})).await, Refusal::Issuer, "{iss}");
    }
    assert_eq!(refused(json!({"iss": null})).await, Refusal::Issuer);
}

#[tokio::test]
async fn a_token_is_for_this_region_alone() {
    assert!(with(json!({"aud": [REGION]})).await.is_ok());
    let region = REGION;
    for aud in [
        json!(null),
        json!("https://nord.example"),
        json!(format!("{region}/")),
        json!("unspecified"),
        json!(["unspecified"]),
        json!([]),
        json!([REGION, "https://nord.example"]),
        json!([REGION, REGION]),
    ] {
        assert_eq!(refused(json!({"aud": aud})).await, Refusal::Audience, "{aud}");
    }
    let new = |audience: &str| Verifier::new(vec![], audience).map(drop);
    assert!(matches!(new("unspecified"), Err(SetupError::Audience)) && matches!(new(""), Err(SetupError::Audience)));
}

#[tokio::test]
async fn a_token_holds_for_its_time_and_an_hour_at_most() {
    let now = seconds(noon());
    for (changes, refusal) in [
        (json!({"iat": now - 600, "exp": now - 30}), Refusal::Expired),
        (json!({"iat": now + 31, "exp": now + 600}), Refusal::NotYetValid),
        (json!({"nbf": now + 31}), Refusal::NotYetValid),
        (json!({"exp": now + 3601}), Refusal::TooLongLived),
        (json!({"iat": now - 3600, "exp": now + 1}), Refusal::TooLongLived),
        (json!({"exp": null}), Refusal::Claims),
        (json!({"iat": null}), Refusal::Claims),
        (json!({"exp": now.to_string()}), Refusal::Claims),
        (json!({"exp": 1e300}), Refusal::Claims),
        (json!({"iat": -1}), Refusal::Claims),
        (json!({"iat": now + 10, "exp": now + 10}), Refusal::Claims),
    ] {
        assert_eq!(refused(changes.clone()).await, refusal, "{changes}");
    }
    for changes in [
        json!({"iat": now - 600, "exp": now - 29}),
        json!({"iat": now + 30, "exp": now + 600}),
        json!({"nbf": now + 30}),
        json!({"nbf": 0}),
        json!({"iat": now, "exp": now + 3600}),
        json!({"iat": now as f64 + 0.5, "exp": now as f64 + 60.25}),
    ] {
        assert!(with(changes.clone()).await.is_ok(), "{changes}");
    }
}

#[tokio::test]
async fn organisations_are_named_as_maskinporten_names_them() {
    let org = |number: &str| json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{number}")});
    let (bergen, vendor, alver) = (org("964338531"), org("920290922"), org("983974724"));
    let user = |org: &Value| json!({"type": "urn:altinn:systemuser", "systemuser_org": org, "system_id": "x"});
    for (changes, expected) in [
        (json!({"consumer": null}), (None, None)),
        (json!({"supplier": vendor}), (Some("964338531"), Some("920290922"))),
        (json!({"supplier": bergen}), (Some("964338531"), None)),
        (
            json!({"consumer": vendor, "authorization_details": [user(&bergen), user(&bergen)]}),
            (Some("964338531"), Some("920290922")),
        ),
        (json!({"consumer": bergen, "authorization_details": [user(&bergen)]}), (Some("964338531"), None)),
        (
            json!({"consumer": bergen, "supplier": vendor, "authorization_details": [user(&bergen)]}),
            (Some("964338531"), Some("920290922")),
        ),
        (json!({"authorization_details": [{"type": "something-else"}]}), (Some("964338531"), None)),
    ] {
        let caller = with(changes.clone()).await.unwrap_or_else(|refusal| panic!("{refusal}: {changes}"));
        let found = (caller.organization.map(|o| o.to_string()), caller.supplier.map(|o| o.to_string()));
        assert_eq!((found.0.as_deref(), found.1.as_deref()), expected, "{changes}");
    }
    for changes in [
        json!({"consumer": org("964338532")}),
        json!({"consumer": {"authority": "iso6523-actorid-upis", "ID": "964338531"}}),
        json!({"consumer": {"authority": "iso6523-actorid-upis", "ID": "9908:964338531"}}),
        json!({"consumer": {"authority": "somebody", "ID": "0192:964338531"}}),
        json!({"consumer": {"ID": "0192:964338531"}}),
        json!({"consumer": "0192:964338531"}),
        json!({"supplier": org("920290923")}),
        json!({"consumer": null, "supplier": vendor}),
        json!({"consumer": null, "authorization_details": [user(&bergen)]}),
        json!({"consumer": vendor, "authorization_details": [user(&org("964338532"))]}),
        json!({"authorization_details": "rubbish"}),
    ] {
        assert_eq!(refused(changes.clone()).await, Refusal::Claims, "{changes}");
    }
    for changes in [
        json!({"consumer": vendor, "supplier": alver, "authorization_details": [user(&bergen)]}),
        json!({"consumer": vendor, "authorization_details": [user(&bergen), user(&alver)]}),
    ] {
        assert_eq!(refused(changes.clone()).await, Refusal::Customers, "{changes}");
    }
}

#[tokio::test]
async fn a_subject_names_a_system_or_a_person_but_not_by_birth() {
    assert_eq!(with(json!({"scope": ["a", "b"]})).await.unwrap().scopes.len(), 2);
    assert!(with(json!({"scope": null})).await.unwrap().scopes.is_empty());
    // Month 00: nobody's number, with both check digits right.
    let mut personal = (0..10_000).map(|n| format!("0000123{n:04}"));
    let personal = personal.find(|digits| domain::holds_personal_id(digits)).expect("most have check digits");
    let too_long = "x".repeat(301);
    for sub in ["", " system", "a\nb", &too_long, &personal] {
        assert_eq!(refused(json!({"sub": sub})).await, Refusal::Claims, "{sub}");
    }
    assert_eq!(refused(json!({"sub": null})).await, Refusal::Claims);
    for cnf in [json!({"jkt": "thumbprint"}), json!({"x5t#S256": "digest"}), json!({}), json!("thumbprint")] {
        assert_eq!(refused(json!({"cnf": cnf})).await, Refusal::SenderBound, "{cnf}");
    }
}

#[tokio::test]
async fn a_remembered_token_outlives_neither_its_time_nor_its_key() {
    let (verifier, keys) = verifier();
    let good = token(&claims(noon()));
    let first = verify(&verifier, &good, noon()).await.unwrap();
    let again = verify(&verifier, &good, noon().plus_seconds(599)).await.unwrap();
    assert!(Arc::ptr_eq(&first, &again), "it was verified twice");
    let in_leeway = verify(&verifier, &good, noon().plus_seconds(600)).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &in_leeway), "it was remembered past its end");
    assert_eq!(verify(&verifier, &good, noon().plus_seconds(630)).await, Err(Refusal::Expired));
    assert_eq!(verify(&verifier, &good, noon().plus_seconds(-31)).await, Err(Refusal::NotYetValid));

    assert!(verify(&verifier, &good, noon()).await.is_ok());
    keys.replace([(ed_jwk("one", 1), Some(noon().plus_seconds(60))), (ed_jwk("two", 2), None)]);
    assert!(verify(&verifier, &good, noon().plus_seconds(59)).await.is_ok());
    assert_eq!(verify(&verifier, &good, noon().plus_seconds(60)).await, Err(Refusal::UnknownKey));
    assert!(verify(&verifier, &good, noon().plus_seconds(59)).await.is_ok());
    keys.replace([(ed_jwk("two", 2), None)]);
    assert_eq!(verify(&verifier, &good, noon()).await, Err(Refusal::UnknownKey));
}
