//! What a caller may not see leaves no trace: in no list, no count, no tree, no reference, no answer.
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};
use crate::stage::{Operation, operations};

/// The caucus of the municipal side in the unlisted community, and by what it would be recognised.
const CAUCUS: &str = "formote";
const TITLES: [&str; 2] = ["formøte", "formote"];
/// A body that is nowhere.
const NOWHERE: &str = "ikkje-her";

/// Every address of the contract that can be read, with this community and this body in it.
fn readable(slug: &str, body: &str) -> Vec<String> {
    let reads = operations().into_iter().filter(|operation| operation.method == "GET");
    let fill = |operation: Operation| {
        let path = operation.path.replace("{tenant}", slug).replace("{body}", body);
        let path = path.replace("{party}", "fjellvik").replace("{area}", "fjellet");
        // What is left are ids of things that only some may list; they are tried elsewhere.
        (!path.contains('{')).then_some(path)
    };
    let mut paths: Vec<String> = reads.filter_map(fill).collect();
    paths.push(format!("/v1/tenants/{slug}/bodies?parent={body}"));
    paths.push(format!("/v1/tenants/{slug}/provisions?body={body}"));
    paths.push(format!("/v1/tenants/{slug}/bodies?sort=created"));
    paths.push(format!("/v1/tenants/{slug}/bodies?type=caucus"));
    paths.push(format!("/v1/tenants/{slug}/bodies?level=2"));
    paths.push(format!("/v1/tenants/{slug}/bodies?limit=1"));
    paths.push(format!("/readyz/{slug}"));
    paths
}

async fn read(caller: &Caller, path: &str) -> Answer {
    Caller::send(caller.request("GET", path).header("Prefer", "return=total-count")).await
}

/// What an answer says, without what is new in every answer and without the words that were asked with.
fn said(answer: &Answer, asked: &[&str]) -> (u16, String) {
    let mut json = answer.json.clone();
    if let Some(members) = json.as_object_mut() {
        members.remove("traceId");
        // A place among changes is sealed anew in every answer; all of them are of one length.
        if members.remove("cursor").is_some() {
            members.remove("next");
        }
        without_time(members);
    }
    let mut text = json.to_string();
    for word in asked {
        text = text.replace(word, "…");
    }
    (answer.status, text)
}

/// Takes out how fresh what is read together is: it is of the moment, whatever was published. In lists it stands with each
/// of the `regions`, in what a region knows of itself and its `peers` under `shared`.
pub fn without_time(members: &mut serde_json::Map<String, Value>) {
    let moment = |told: &mut Value| {
        let told = told.as_object_mut().expect("an object");
        told.remove("asOf");
        told.remove("lagSeconds");
    };
    members.get_mut("regions").and_then(Value::as_array_mut).into_iter().flatten().for_each(moment);
    members.get_mut("shared").into_iter().for_each(moment);
    let peers = members.get_mut("peers").and_then(Value::as_array_mut).into_iter().flatten();
    peers.filter_map(|peer| peer.get_mut("shared")).for_each(moment);
}

/// A caller of the specialist side's system in `fjell`, which only its own administrator can let in.
async fn specialist(region: &Region) -> Caller {
    region.client("fjell-sykehus", None, false).await;
    let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "fjell-sykehus"});
    let grant = json!({"role": "party-system", "party": "fjell-sykehus", "holder": holder});
    region.caller("fjell-admin").await.post("/v1/tenants/fjell/grants", &grant).await.expect(201);
    region.caller("fjell-sykehus").await
}

#[actix_web::test]
async fn a_caucus_is_found_by_its_side_and_by_those_who_serve_all_sides() {
    on_both(async |region| {
        for client in ["fjell-fjellvik", "fjell-admin", "fjell-secretariat", "fjell-auditor"] {
            let caller = region.caller(client).await;
            let body = caller.get("/v1/tenants/fjell/bodies/formote").await.expect(200);
            assert_eq!(body.json["key"], CAUCUS, "{client}");
            let list = read(&caller, "/v1/tenants/fjell/bodies").await.expect(200);
            assert_eq!(list.json["total"], 2, "{client}: {}", list.json);
            let keys: Vec<_> = caller.all("/v1/tenants/fjell/bodies").await;
            assert!(keys.iter().any(|body| body["key"] == CAUCUS), "{client}");
            let tree = caller.get("/v1/tenants/fjell/structure").await.expect(200);
            assert_eq!(tree.json["bodies"][0]["children"][0]["key"], CAUCUS, "{client}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_caucus_leaves_no_trace_for_the_other_side() {
    on_both(async |region| {
        region.replicate().await;
        let other = specialist(region).await;
        let own = region.caller("fjell-fjellvik").await.get("/v1/tenants/fjell/bodies/formote").await.expect(200);
        let id = own.json["id"].as_str().unwrap();
        let unknown = domain::BodyId::fresh().to_string();
        // By its key, by its id, and anywhere else: the same answers as for a body that is nowhere.
        for (named, nowhere) in [(CAUCUS, NOWHERE), (id, unknown.as_str())] {
            let (hidden, nothing) = (readable("fjell", named), readable("fjell", nowhere));
            for (path, empty) in hidden.iter().zip(&nothing) {
                let (answer, control) = (read(&other, path).await, read(&other, empty).await);
                let words = [named, nowhere];
                assert_eq!(said(&answer, &words), said(&control, &words), "{path}");
                // What was asked with is in the answer's own address, and nowhere else.
                let mut found = answer.json.clone();
                if let Some(page) = found.as_object_mut() {
                    page.remove("self");
                }
                let text = found.to_string().to_lowercase();
                for title in TITLES.iter().chain([&id]) {
                    assert!(!text.contains(title), "{path}: {text}");
                }
                for (name, value) in &answer.headers {
                    let value = String::from_utf8_lossy(value.as_bytes()).to_lowercase();
                    let links_to_asked = name == "link" && path.contains(named);
                    assert!(links_to_asked || !TITLES.iter().any(|title| value.contains(title)), "{path}: {name}");
                }
            }
        }
        let list = read(&other, "/v1/tenants/fjell/bodies").await.expect(200);
        assert_eq!((list.json["total"].as_i64(), list.json["items"].as_array().unwrap().len()), (Some(1), 1));
        let tree = other.get("/v1/tenants/fjell/structure").await.expect(200);
        assert_eq!(tree.json["bodies"][0]["children"], json!([]));
    })
    .await;
}

#[actix_web::test]
async fn nobody_can_point_at_a_caucus_of_the_other_side() {
    on_both(async |region| {
        region.client("fjell-halv", None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "fjell-halv"});
        let grant = json!({"role": "tenant-admin", "side": "specialist", "holder": holder});
        region.caller("fjell-admin").await.post("/v1/tenants/fjell/grants", &grant).await.expect(201);
        let half = region.caller("fjell-halv").await;
        let body = |parent: &str| {
            json!({
                "key": "ny", "type": "caucus", "level": 2, "names": {"nb": "Ny", "nn": "Ny"}, "visibility": "side",
                "side": "specialist", "decisionRule": "none", "parent": parent, "succeeds": [parent],
            })
        };
        let address = "/v1/tenants/fjell/bodies";
        let hidden = half.post(address, &body(CAUCUS)).await.expect(422);
        let control = half.post(address, &body(NOWHERE)).await.expect(422);
        assert_eq!(said(&hidden, &[CAUCUS]), said(&control, &[NOWHERE]));
        let unknown = |pointer: &str| (pointer.to_owned(), "unknown-reference".to_owned());
        assert_eq!(hidden.faults(), [unknown("/parent"), unknown("/succeeds/0")]);
        for (method, tag) in [("PATCH", "\"1\""), ("PATCH", "\"9\""), ("DELETE", "\"1\"")] {
            let mut answers = Vec::new();
            for named in [CAUCUS, NOWHERE] {
                let path = format!("{address}/{named}");
                let answer = match method {
                    "PATCH" => half.patch(&path, tag, &json!({"note": "sett"})).await,
                    _ => half.delete(&path, tag).await,
                };
                answers.push(said(&answer.expect(404), &[named]));
            }
            assert_eq!(answers[0], answers[1], "{method} {tag}");
        }
        // The same pointer from one who sees both sides is taken, so it was the sight that refused it.
        region.caller("fjell-admin").await.post(address, &body("ssu")).await.expect(201);
    })
    .await;
}

#[actix_web::test]
async fn an_unlisted_community_leaves_no_trace_for_strangers() {
    on_both(async |region| {
        region.replicate().await;
        let id = region.tenant("fjell").await.to_string();
        let unknown = domain::TenantId::fresh().to_string();
        let callers = [
            ("nobody", region.nobody()),
            ("stranger", region.stranger().await),
            ("bergen-admin", region.caller("bergen-admin").await),
            ("bergen-auditor", region.caller("bergen-auditor").await),
        ];
        for (who, caller) in callers {
            for (named, nowhere) in [("fjell", NOWHERE), (&id, &unknown)] {
                let (hidden, nothing) = (readable(named, "ssu"), readable(nowhere, "ssu"));
                for (path, empty) in hidden.iter().zip(&nothing) {
                    let (answer, control) = (read(&caller, path).await, read(&caller, empty).await);
                    let words = [named, nowhere];
                    assert_eq!(said(&answer, &words), said(&control, &words), "{path} as {who}");
                }
            }
            let list = read(&caller, "/v1/tenants").await.expect(200);
            assert_eq!(list.json["total"], 1, "{who}");
            let text = String::from_utf8_lossy(&list.bytes).to_lowercase();
            assert!(!text.contains("fjell") && !text.contains(&id), "{who}: {text}");
        }
        let operator = region.operator().await;
        assert_eq!(read(&operator, "/v1/tenants").await.json["total"], 2, "who runs the region lists every community");
    })
    .await;
}
