use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::super::Presented;
use super::super::testing::*;
use super::*;

const PATH: &str = "/v1/tenants/bergen/cases";
const METHOD: &str = "POST";

/// The key of RFC 7638 3.1, and its thumbprint as stated there.
const RFC_7638: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB\
    ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q\
    MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

fn holder() -> EncodingKey {
    EncodingKey::from_ec_pem(P256).unwrap()
}

fn jwk_of(key: &EncodingKey, algorithm: Algorithm) -> Value {
    let mut jwk = serde_json::to_value(jsonwebtoken::jwk::Jwk::from_encoding_key(key, algorithm).unwrap()).unwrap();
    jwk.as_object_mut().unwrap().remove("alg");
    jwk
}

fn thumbprint(jwk: &Value) -> String {
    let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(jwk.clone()).unwrap();
    jwk.thumbprint(ThumbprintHash::SHA256).unwrap()
}

/// A caller whose token is bound to a key.
fn bound(jwk: &Value) -> Bound {
    let caller = Caller {
        issuer: ISSUER.into(),
        subject: "system".into(),
        organization: None,
        supplier: None,
        person: false,
        scopes: std::collections::BTreeSet::new(),
        expires: noon().plus_seconds(600),
        via: None,
    };
    Bound { caller: Arc::new(caller), key: thumbprint(jwk).into(), token: [7; 32] }
}

fn changed(mut value: Value, changes: &Value) -> Value {
    for (name, change) in changes.as_object().unwrap() {
        value[name] = change.clone();
        if change.is_null() {
            value.as_object_mut().unwrap().remove(name);
        }
    }
    value
}

/// A good proof with some of its header and claims changed.
fn proof(header: &Value, claims: &Value) -> String {
    let key = holder();
    let good = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk_of(&key, Algorithm::ES256)});
    let said = json!({
        "jti": "one", "htm": METHOD, "htu": format!("{REGION}{PATH}"), "iat": seconds(noon()),
        "ath": BASE64URL_NOPAD.encode(&[7; 32]),
    });
    signed(&changed(good, header), &changed(said, claims), &key, Algorithm::ES256)
}

fn check(proofs: &[&str]) -> Result<Proven, Refusal> {
    let asked = Asked { method: METHOD, path: PATH };
    Proofs::new(REGION).check(
        bound(&jwk_of(&holder(), Algorithm::ES256)),
        proofs.iter().map(|it| it.as_bytes()),
        asked,
        noon(),
    )
}

fn refused(header: &Value, claims: &Value) -> Option<Refusal> {
    check(&[&proof(header, claims)]).err()
}

#[test]
fn a_good_proof_is_taken_whoever_makes_it() {
    assert_eq!(refused(&json!({}), &json!({})), None);
    let rsa = EncodingKey::from_rsa_pem(RSA).unwrap();
    let ed = json!({"kty": "OKP", "crv": "Ed25519", "x": ed_jwk("one", 1).x});
    for (key, jwk, algorithm) in [
        (&rsa, jwk_of(&rsa, Algorithm::RS256), Algorithm::RS256),
        (&rsa, jwk_of(&rsa, Algorithm::RS256), Algorithm::PS512),
        (&ed_signer(1), ed, Algorithm::EdDSA),
        (&holder(), jwk_of(&holder(), Algorithm::ES256), Algorithm::ES256),
    ] {
        let header = json!({"typ": "dpop+jwt", "alg": format!("{algorithm:?}"), "jwk": jwk});
        let claims = json!({
            "jti": "one", "htm": METHOD, "htu": format!("{REGION}{PATH}"), "iat": seconds(noon()),
            "ath": BASE64URL_NOPAD.encode(&[7; 32]),
        });
        let proof = signed(&header, &claims, key, algorithm);
        let asked = Asked { method: METHOD, path: PATH };
        let taken = Proofs::new(REGION).check(bound(&jwk), [proof.as_bytes()], asked, noon());
        assert_eq!(taken.err(), None, "{algorithm:?}");
    }
}

#[test]
fn a_thumbprint_is_that_of_rfc_7638() {
    let written =
        json!({"kty": "RSA", "n": RFC_7638.replace([' ', '\n'], ""), "e": "AQAB", "alg": "RS256", "kid": "x"});
    let key = ProofKey::accept(written.as_object().unwrap().clone(), SigningAlgorithm::Rs256).unwrap();
    let expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    assert_eq!(key.thumbprint(ThumbprintHash::SHA256).as_deref(), Some(expected));
}

#[test]
fn each_check_of_rfc_9449_is_made() {
    use Refusal::*;
    let now = seconds(noon());
    let jwk = jwk_of(&holder(), jsonwebtoken::Algorithm::ES256);
    let other = jwk_of(&EncodingKey::from_rsa_pem(RSA).unwrap(), jsonwebtoken::Algorithm::RS256);
    let private = |member: &str| json!({"jwk": changed(jwk.clone(), &json!({member: "AAAA"}))});
    for (header, claims, refusal) in [
        (json!({"typ": null}), json!({}), ProofMalformed),
        (json!({"typ": "JWT"}), json!({}), ProofMalformed),
        (json!({"typ": "at+jwt"}), json!({}), ProofMalformed),
        (json!({"crit": ["b64"], "b64": false}), json!({}), ProofMalformed),
        (json!({"alg": null}), json!({}), ProofMalformed),
        (json!({"alg": "none"}), json!({}), ProofAlgorithm),
        (json!({"alg": "HS256"}), json!({}), ProofAlgorithm),
        (json!({"alg": "ES384"}), json!({}), ProofKey),
        (json!({"jwk": null}), json!({}), ProofMalformed),
        (json!({"jwk": "key"}), json!({}), ProofMalformed),
        (json!({"jwk": {"kty": "oct", "k": "c2VjcmV0"}}), json!({}), ProofKey),
        (json!({"jwk": other}), json!({}), ProofKey),
        (json!({"jwk": changed(jwk.clone(), &json!({"use": "enc"}))}), json!({}), ProofKey),
        (private("d"), json!({}), ProofKey),
        (private("p"), json!({}), ProofKey),
        (private("k"), json!({}), ProofKey),
        (json!({}), json!({"jti": null}), ProofMalformed),
        (json!({}), json!({"jti": ""}), ProofMalformed),
        (json!({}), json!({"jti": "x".repeat(1025)}), ProofMalformed),
        (json!({}), json!({"htm": null}), ProofMalformed),
        (json!({}), json!({"htm": "GET"}), ProofMethod),
        (json!({}), json!({"htm": "post"}), ProofMethod),
        (json!({}), json!({"htu": null}), ProofMalformed),
        (json!({}), json!({"htu": PATH}), ProofTarget),
        (json!({}), json!({"htu": format!("http://vest.example{PATH}")}), ProofTarget),
        (json!({}), json!({"htu": format!("https://nord.example{PATH}")}), ProofTarget),
        (json!({}), json!({"htu": format!("{REGION}:8443{PATH}")}), ProofTarget),
        (json!({}), json!({"htu": format!("{REGION}{PATH}/")}), ProofTarget),
        (json!({}), json!({"htu": format!("{REGION}/v1/tenants/bergen%2Fcases")}), ProofTarget),
        (json!({}), json!({"htu": format!("https://user@vest.example{PATH}")}), ProofTarget),
        (json!({}), json!({"iat": null}), ProofMalformed),
        (json!({}), json!({"iat": "now"}), ProofMalformed),
        (json!({}), json!({"iat": now - 90}), ProofTime),
        (json!({}), json!({"iat": now + 31}), ProofTime),
        (json!({}), json!({"exp": now - 30}), ProofTime),
        (json!({}), json!({"ath": null}), ProofToken),
        (json!({}), json!({"ath": BASE64URL_NOPAD.encode(&[8; 32])}), ProofToken),
    ] {
        assert_eq!(refused(&header, &claims), Some(refusal), "{header} {claims}");
    }
    for claims in [
        json!({"iat": now - 89}),
        json!({"iat": now + 30}),
        json!({"exp": now + 60}),
        json!({"htu": format!("HTTPS://VEST.example:443{PATH}?state=open#top")}),
        json!({"htu": format!("{REGION}/v1/./tenants/%62ergen/cases")}),
        json!({"nonce": "not ours"}),
    ] {
        assert_eq!(refused(&json!({}), &claims), None, "{claims}");
    }
}

#[test]
fn one_proof_by_the_very_key_is_wanted() {
    let good = proof(&json!({}), &json!({}));
    assert_eq!(check(&[]).err(), Some(Refusal::ProofCount));
    assert_eq!(check(&[&good, &good]).err(), Some(Refusal::ProofCount));
    assert_eq!(check(&[&format!("{good}, {good}")]).err(), Some(Refusal::ProofMalformed));
    for rubbish in ["", "a.b.c", "e30.e30.", &"a".repeat(64 * 1024)] {
        assert_eq!(check(&[rubbish]).err(), Some(Refusal::ProofMalformed));
    }
    let asked = Asked { method: METHOD, path: PATH };
    let stranger = bound(&jwk_of(&EncodingKey::from_rsa_pem(RSA).unwrap(), Algorithm::RS256));
    let taken = Proofs::new(REGION).check(stranger, [good.as_bytes()], asked, noon());
    assert_eq!(taken.err(), Some(Refusal::ProofBinding));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let again = proof(&json!({}), &json!({"jti": "two"}));
    assert_eq!(check(&[&format!("{message}.")]).err(), Some(Refusal::ProofSignature));
    let forged = format!("{}.{signature}", again.rsplit_once('.').unwrap().0);
    assert_eq!(check(&[&forged]).err(), Some(Refusal::ProofSignature));
}

#[test]
fn a_proof_is_known_again_by_its_key_and_name() {
    let known = |claims: &Value| check(&[&proof(&json!({}), claims)]).unwrap();
    let first = known(&json!({}));
    assert_eq!(first.proof, known(&json!({"iat": seconds(noon()) - 9, "more": 1})).proof, "the name is used up");
    assert_ne!(first.proof, known(&json!({"jti": "two"})).proof);
    assert!(first.until >= noon().plus_seconds(AGE_MAX + LEEWAY), "it is forgotten before it is too old to be taken");
}

#[test]
fn a_path_has_one_form() {
    for (path, expected) in
        [("/v1/a", "/v1/a"), ("/%7eA%2fb", "/~A%2Fb"), ("/%c3%a5", "/%C3%A5"), ("/100%", "/100%"), ("/%zz%4", "/%zz%4")]
    {
        assert_eq!(normal(path), expected);
    }
}

#[tokio::test]
async fn a_bound_token_is_for_its_own_scheme() {
    let key = thumbprint(&jwk_of(&holder(), Algorithm::ES256));
    let (verifier, _) = verifier();
    let bound = token(&claims_with(noon(), &json!({"cnf": {"jkt": key}})));
    for _ in 0..2 {
        // Remembered or not.
        assert_eq!(verify(&verifier, &bound, noon()).await.map(drop), Err(Refusal::SenderBound));
        let header = format!("dpop {bound}");
        let presented = verifier.verify([header.as_bytes()], noon()).await.unwrap();
        let Some(Presented::Bound(found)) = presented else { panic!("believed without a proof") };
        assert_eq!(*found.key, *key);
    }
}
