use std::sync::Arc;

use serde_json::{Value, json};

use super::super::testing::*;
use super::super::{Caller, IssuerKeys, SigningAlgorithm, StaticKeys, Verifier};
use super::*;

const PARENT: &str = "helseid://claims/client/claims/orgnr_parent";
const CHILD: &str = "helseid://claims/client/claims/orgnr_child";
const SUPPLIER: &str = "helseid://claims/client/claims/orgnr_supplier";
const PID: &str = "helseid://claims/identity/pid";

/// What becomes of a good token of this kind with these claims changed.
async fn with(kind: Kind, changes: &Value) -> Result<Arc<Caller>, Refusal> {
    let keys = IssuerKeys::Static(Arc::new(StaticKeys::new([(ed_jwk("one", 1), None)])));
    let verifier = Verifier::new(vec![config(kind, &[SigningAlgorithm::EdDsa], keys)], REGION).unwrap();
    verify(&verifier, &token(&claims_with(noon(), changes)), noon()).await
}

fn acting(caller: &Caller) -> (String, Option<String>, Option<String>, bool) {
    let text = |number: Option<OrgNumber>| number.map(|number| number.to_string());
    (caller.subject.clone(), text(caller.organization), text(caller.supplier), caller.person)
}

#[tokio::test]
async fn each_kind_is_believed_in_what_it_documents_and_in_nothing_else() {
    let org = |number: &str| json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{number}")});
    // Written in small letters, as Altinn's examples have it.
    let small = json!({"authority": "iso6523-actorid-upis", "id": "0192:983974724"});
    let system = json!([{"type": "urn:altinn:systemuser", "systemuser_org": small, "system_id": "invented",
        "systemuser_id": ["a0000000-0000-4000-8000-000000000000"]}]);
    let (a, b, c) = ("964338531", "920290922", "983974724");
    for (kind, changes, subject, organization, supplier, person) in [
        (Kind::Maskinporten, json!({"sub": null, "client_id": "client"}), "client", Some(a), None, false),
        (Kind::Maskinporten, json!({"sub": "x", "client_id": "client"}), "client", Some(a), None, false),
        (
            Kind::Maskinporten,
            json!({"client_id": "client", "supplier": org(b), "delegation_source": "https://tt02.altinn.no/"}),
            "client",
            Some(a),
            Some(b),
            false,
        ),
        (
            Kind::Maskinporten,
            json!({"client_id": "client", "authorization_details": system}),
            "client",
            Some(c),
            Some(a),
            false,
        ),
        // A claim of HelseID's is none of Maskinporten's.
        (Kind::Maskinporten, json!({"client_id": "client", PARENT: b}), "client", Some(a), None, false),
        (Kind::HelseId, json!({"sub": null, "client_id": "client", PARENT: b}), "client", Some(b), None, false),
        (Kind::HelseId, json!({"sub": "client", "client_id": "client", PARENT: b}), "client", Some(b), None, false),
        (Kind::HelseId, json!({"client_id": "client", PARENT: b, PID: "x"}), "system", Some(b), None, true),
        (Kind::HelseId, json!({"sub": null, "client_id": "c", PARENT: b, CHILD: a}), "c", Some(b), None, false),
        (Kind::HelseId, json!({"sub": null, "client_id": "c", PARENT: b, SUPPLIER: c}), "c", Some(b), Some(c), false),
        // A claim of Maskinporten's is none of HelseID's.
        (Kind::HelseId, json!({"sub": null, "client_id": "client"}), "client", None, None, false),
        (Kind::Oidc, json!({}), "system", None, None, false),
        (Kind::Oidc, json!({"sub": null, "azp": "party"}), "party", None, None, false),
        (Kind::Oidc, json!({"supplier": org(b), "authorization_details": system}), "system", None, None, false),
        // What is not believed need not be readable either.
        (Kind::Oidc, json!({"consumer": "the one who buys", PARENT: b}), "system", None, None, false),
    ] {
        let caller = with(kind, &changes).await.unwrap_or_else(|refusal| panic!("{kind:?} {refusal}: {changes}"));
        let expected = (subject.to_owned(), organization.map(str::to_owned), supplier.map(str::to_owned), person);
        assert_eq!(acting(&caller), expected, "{kind:?} {changes}");
        assert_eq!(caller.system_of().is_some(), organization.is_some() && !person, "{kind:?} {changes}");
    }
}

#[tokio::test]
async fn what_a_kind_must_say_is_missed_and_what_it_says_amiss_is_found() {
    for (kind, changes) in [
        // Its client is what Maskinporten names, and nobody is behind a token without a consumer.
        (Kind::Maskinporten, json!({})),
        (Kind::Maskinporten, json!({"client_id": "client", "consumer": null})),
        (Kind::HelseId, json!({PARENT: "920290923"})),
        (Kind::HelseId, json!({PARENT: "0192:920290922"})),
        (Kind::HelseId, json!({PARENT: 920_290_922})),
        (Kind::HelseId, json!({SUPPLIER: "920290922"})),
        (Kind::HelseId, json!({"sub": null})),
        (Kind::Oidc, json!({"sub": null})),
        (Kind::Own, json!({"sub": null, "client_id": "client"})),
    ] {
        assert_eq!(with(kind, &changes).await.map(drop), Err(Refusal::Claims), "{kind:?} {changes}");
    }
}
