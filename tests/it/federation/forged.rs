//! What comes to a community's home as another region's word: each way in which it does not hold is refused, and nothing of
//! it is left behind.
use api::federation::signature::{CALLER, Fields, Request, Signer, content_digest, sign_request};
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use super::{Regions, grant, on_either, with_nordland};
use crate::caller::{Answer, Caller};

const PARTIES: &str = "/v1/tenants/nordland/parties";
const CASES: &str = "/v1/tenants/nordland/cases";

/// A request as `vest` would pass it on, with what is to be wrong with it.
struct Letter {
    method: &'static str,
    path: String,
    /// The address that is signed, where it is another.
    signed_path: Option<&'static str>,
    body: Vec<u8>,
    /// The content that is signed, where it is another.
    signed_body: Option<&'static [u8]>,
    kid: String,
    key: SigningKey,
    said: Option<Value>,
    seconds: i64,
    nonce: String,
    /// Headers beside, unsigned.
    beside: Vec<(&'static str, String)>,
}

fn said(regions: &Regions, subject: &str) -> Value {
    let vest = regions.vest();
    let scopes: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
    json!({
        "caller": {
            "issuer": vest.node.url, "subject": subject, "organization": null, "supplier": null, "person": false,
            "scopes": scopes, "expires": vest.clock.now().plus_seconds(600).to_string(),
        },
        "client": "0123456789abcdef", "trace": "0af7651916cd43dd8448eb211c80319c", "left": 20_000,
    })
}

impl Letter {
    fn new(regions: &Regions, nonce: u32) -> Self {
        let ring = regions.vest().node.keys.node();
        Self {
            method: "GET",
            path: PARTIES.to_owned(),
            signed_path: None,
            body: Vec::new(),
            signed_body: None,
            kid: format!("vest/{}", ring.current.kid),
            key: ring.current.secret.clone(),
            said: Some(said(regions, "skrivar")),
            seconds: 0,
            nonce: format!("nonce-{nonce:012}"),
            beside: Vec::new(),
        }
    }

    /// One that writes.
    fn post(regions: &Regions, nonce: u32) -> Self {
        let body = json!({"title": "Oppdikta sak", "party": "vagan"}).to_string().into_bytes();
        Self { method: "POST", path: CASES.to_owned(), body, ..Self::new(regions, nonce) }
    }

    async fn send(&self, regions: &Regions) -> Answer {
        let nord = regions.nord();
        let content = self.signed_body.unwrap_or(&self.body);
        let mut fields = Fields::default().and("content-digest", content_digest(content)).and("accept", "*/*");
        if self.method == "POST" {
            fields = fields.and("content-type", "application/json");
        }
        if let Some(said) = &self.said {
            fields = fields.and(CALLER, BASE64URL_NOPAD.encode(said.to_string().as_bytes()));
        }
        let target = format!("{}{}", nord.node.url, self.signed_path.unwrap_or(&self.path));
        let mut request = Request { method: self.method.to_owned(), target, fields };
        let now = regions.vest().clock.now().plus_seconds(self.seconds);
        let made = sign_request(&request, Signer { kid: &self.kid, key: &self.key, now }, &self.nonce).expect("signed");
        for name in ["signature-input", "signature"] {
            request.fields = request.fields.and(name, made.get(name).unwrap());
        }
        let mut ask = nord.nobody().request(self.method, &self.path).body(self.body.clone());
        for name in ["content-digest", "accept", "content-type", CALLER, "signature-input", "signature"] {
            if let Some(value) = request.fields.get(name) {
                ask = ask.header(name, value);
            }
        }
        for (name, value) in &self.beside {
            ask = ask.header(*name, value);
        }
        Caller::send(ask).await
    }
}

#[actix_web::test]
async fn a_regions_word_holds_as_it_was_given_and_in_no_other_way() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        grant(regions, "nordland", "skrivar", "secretariat").await;
        grant(regions, "nordland", "forvalter", "tenant-admin").await;
        vest.operator().await;
        let token = nord.token("nordland-admin", None).await;

        let sound = Letter::post(regions, 1);
        let made = sound.send(regions).await.expect(201);
        assert!(made.header("signature").is_some());
        let heads = (nord.head("nordland").await, nord.region_head().await);
        let refused = sound.send(regions).await.expect(401);
        assert_eq!(refused.code(), "peer-refused", "it came before");
        assert!(refused.header("signature").is_none(), "nobody is answered");

        let of = |subject: &str| Some(said(regions, subject));
        let with = |member: &str, value: Value| {
            let mut said = said(regions, "skrivar");
            said["caller"][member] = value;
            Some(said)
        };
        let other_issuer = with("issuer", json!(nord.node.url));
        let over = with("expires", json!(vest.clock.now().plus_seconds(-31).to_string()));
        let more = with("role", json!("tenant-admin"));
        let post = |nonce| Letter::post(regions, nonce);
        let patch = json!({"names": {"nb": "Nytt namn", "nn": "Nytt namn"}}).to_string().into_bytes();
        let grants = "/v1/tenants/nordland/grants";
        for (what, letter, status, code) in [
            ("forged", Letter { key: SigningKey::from_bytes(&[7; 32]), ..post(2) }, 401, "peer-refused"),
            ("another body", Letter { signed_body: Some(b"{}"), ..post(3) }, 401, "peer-refused"),
            ("another address", Letter { signed_path: Some(PARTIES), ..post(4) }, 401, "peer-refused"),
            ("from the future", Letter { seconds: 40, ..post(5) }, 401, "peer-refused"),
            ("too late", Letter { seconds: -70, ..post(6) }, 401, "peer-refused"),
            ("an unknown key", Letter { kid: "vest/nobodys".into(), ..post(7) }, 401, "peer-refused"),
            ("an unknown region", Letter { kid: post(8).kid.replace("vest/", "sor/"), ..post(8) }, 401, "peer-refused"),
            ("what was added", Letter { beside: vec![("if-match", "*".into())], ..post(9) }, 401, "peer-refused"),
            ("what was added twice", Letter { beside: vec![("idempotency-key", "x".into())], ..post(10) }, 401, "peer-refused"),
            ("a token as well", Letter { beside: vec![("authorization", format!("Bearer {token}"))], ..post(11) }, 401, "peer-refused"),
            ("nothing that is said", Letter { said: Some(json!([])), ..post(12) }, 401, "peer-refused"),
            ("more than is said", Letter { said: more, ..post(13) }, 401, "peer-refused"),
            ("an issuer it may not speak for", Letter { said: other_issuer, ..post(14) }, 403, "issuer-not-vouched"),
            ("a token that is over", Letter { said: over, ..post(15) }, 401, "unauthenticated"),
            ("who shapes a community", Letter { path: grants.into(), method: "GET", said: of("forvalter"), body: Vec::new(), ..post(16) }, 403, "forbidden"),
            ("who runs a region", Letter { path: "/v1/tenants/nordland".into(), method: "PATCH", said: of("operator"), body: patch, ..post(17) }, 403, "forbidden"),
            ("a community of another", Letter { path: "/v1/tenants/bergen/cases".into(), ..post(18) }, 508, "loop-detected"),
            ("passed on by itself", Letter { beside: vec![("via", "1.1 nord, 1.1 vest".into())], ..post(19) }, 508, "loop-detected"),
            ("nobody in particular", Letter { said: Some(json!({"caller": null, "client": "a", "trace": "0af7651916cd43dd8448eb211c80319c", "left": 20_000})), ..post(20) }, 401, "unauthenticated"),
        ] {
            let answer = letter.send(regions).await;
            assert_eq!((answer.status, answer.code()), (status, code), "{what}: {:#}", answer.json);
        }
        // A word without a signature is nobody's, at either door.
        for region in [nord, vest] {
            let header = BASE64URL_NOPAD.encode(said(regions, "skrivar").to_string().as_bytes());
            let alone = region.nobody().request("GET", PARTIES).header(CALLER, header);
            assert_eq!(Caller::send(alone).await.expect(401).code(), "peer-refused");
        }
        assert_eq!((nord.head("nordland").await, nord.region_head().await), heads, "nothing is in the journal");
    })
    .await;
}

#[actix_web::test]
async fn what_a_client_says_of_its_way_is_believed_of_nobody() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let vest = regions.vest();
        let plain = vest.nobody().get(PARTIES).await.expect(200);
        let with = async |name: &str, value: &str| {
            Caller::send(vest.nobody().request("GET", PARTIES).header(name, value)).await
        };
        for (name, value) in [
            ("via", "1.1 proxy.example"),
            ("forwarded", "for=192.0.2.1;host=nord.example"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "nord.example"),
            ("x-forwarded-proto", "https"),
        ] {
            let answer = with(name, value).await.expect(200);
            assert_eq!((answer.header("via"), &answer.bytes), (Some("1.1 vest"), &plain.bytes), "{name}");
        }
        assert_eq!(with("via", "1.1 vest").await.expect(508).code(), "loop-detected");
    })
    .await;
}
