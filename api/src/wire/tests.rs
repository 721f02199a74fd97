//! The manners together on one small resource: what its handlers look like and what its callers see.
use std::sync::Mutex;

use actix_web::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpRequest, HttpResponse, web};
use domain::{Date, Epoch, Faults, Line};
use serde_json::{Value, json};

use super::read::{Form, ReadFaults, Told};
use super::*;

struct Store {
    rows: Mutex<Vec<(Line, i32)>>,
    keys: CursorKeys,
    epoch: Epoch,
}

#[derive(deserr::Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct NewThing {
    name: Line,
}

impl Form for NewThing {
    fn stand_ins() -> Value {
        json!({"name": "-"})
    }
}

#[derive(serde::Serialize)]
struct ThingView<'a> {
    name: &'a Line,
}

async fn list_things(request: HttpRequest, store: web::Data<Store>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(&request);
    let wanted = query.text("q", 100);
    let ask = query.page("tenant", "list_things");
    query.finish()?;
    let place = ask.place(&store.keys)?;
    let rows = store.rows.lock().expect("no panic");
    let generation = rows.iter().map(|row| i64::from(row.1)).sum();
    let day = Date::constant(2026, 11, 22);
    let state = ListState { epoch: store.epoch, generation, day, build: "1", rights: b"all" };
    let reply = Reply::ok(&request).tag(ListAsk::of(&request).tag(&state));
    if let Some(unchanged) = reply.not_modified() {
        return Ok(unchanged);
    }
    let after = place.as_ref().map_or(-1, |place| if let [Part::Number(n)] = place.key[..] { n } else { -1 });
    let fits = |name: &Line| wanted.as_ref().is_none_or(|wanted| name.as_str().contains(wanted));
    let all = (0..).zip(rows.iter()).filter(|(n, row)| *n > after && fits(&row.0));
    let found: Vec<(i64, _)> = all.take(usize::from(ask.limit) + 1).collect();
    let page = Page::of(
        &request,
        &store.keys,
        &ask,
        place.as_ref(),
        found,
        |(n, _)| vec![Part::Number(*n)],
        |(_, row)| ThingView { name: &row.0 },
    );
    reply.page(&page.with_total(wants_total(request.headers()).then_some(5)))
}

async fn create_thing(request: HttpRequest, body: JsonBody, store: web::Data<Store>) -> Result<HttpResponse, ApiError> {
    let new: NewThing = Told::of(body.value()?, Faults::default()).make(Ok)?;
    let mut rows = store.rows.lock().expect("no panic");
    rows.push((new.name.clone(), 1));
    let address = format!("/things/{}", rows.len() - 1);
    Reply::created(&request, address).tag(Tag::version(1)).json(&ThingView { name: &new.name })
}

async fn get_thing(
    request: HttpRequest,
    id: web::Path<usize>,
    store: web::Data<Store>,
) -> Result<HttpResponse, ApiError> {
    let rows = store.rows.lock().expect("no panic");
    let (name, version) = rows.get(*id).ok_or(Code::NotFound)?;
    Reply::ok(&request).tag(Tag::version(*version)).json(&ThingView { name })
}

async fn change_thing(
    request: HttpRequest,
    id: web::Path<usize>,
    patch: MergePatch,
    store: web::Data<Store>,
) -> Result<HttpResponse, ApiError> {
    let mut rows = store.rows.lock().expect("no panic");
    let (name, version) = rows.get_mut(*id).ok_or(Code::NotFound)?;
    Precondition::required(&request)?.matches(*version)?;
    let changed: NewThing = patch.onto(&ThingView { name })?.make(Ok)?;
    (*name, *version) = (changed.name, *version + 1);
    Reply::ok(&request).tag(Tag::version(*version)).json(&ThingView { name })
}

macro_rules! service {
    () => {{
        let name = |n: i32| Line::parse(&format!("thing {n}")).expect("a line");
        let rows = Mutex::new((0..5).map(|n| (name(n), 1)).collect());
        let store = Store { rows, keys: CursorKeys::new([1; 32], vec![]), epoch: Epoch::fresh() };
        let app = App::new()
            .wrap(from_fn(problems))
            .app_data(web::Data::new(store))
            .route("/things", web::get().to(list_things))
            .route("/things", web::post().to(create_thing))
            .route("/things/{id}", web::get().to(get_thing))
            .route("/things/{id}", web::patch().to(change_thing));
        init_service(app.default_service(web::to(no_route))).await
    }};
}

/// Status, tag and body of one answer.
macro_rules! ask {
    ($service:expr, $request:expr) => {{
        let response = call_service(&$service, $request.to_request()).await;
        let tag = response.headers().get(ETAG).map(|tag| tag.to_str().expect("text").to_owned());
        let status = response.status().as_u16();
        let body: Value = serde_json::from_slice(&read_body(response).await).unwrap_or_default();
        (status, tag.unwrap_or_default(), body)
    }};
}

fn patch(id: usize, media_type: &str, text: &'static str) -> TestRequest {
    TestRequest::patch().uri(&format!("/things/{id}")).insert_header(("content-type", media_type)).set_payload(text)
}

#[actix_web::test]
async fn a_list_is_paged_and_not_sent_twice() {
    let service = service!();
    let (status, tag, first) = ask!(service, TestRequest::get().uri("/things?limit=3"));
    assert_eq!((status, first["items"].as_array().map(Vec::len)), (200, Some(3)));
    let again = TestRequest::get().uri("/things?limit=3").insert_header((IF_NONE_MATCH, tag.as_str()));
    assert_eq!(ask!(service, again).0, 304);
    let next = first["next"].as_str().expect("more");
    let (_, _, second) = ask!(service, TestRequest::get().uri(next));
    assert_eq!(second["items"], json!([{"name": "thing 3"}, {"name": "thing 4"}]));
    let (status, _, problem) = ask!(service, TestRequest::get().uri(&format!("{next}&q=thing")));
    assert_eq!((status, &problem["code"]), (400, &json!("cursor-invalid")));
    let (_, _, problem) = ask!(service, TestRequest::get().uri("/things?limit=0&sort=x"));
    let places = [&problem["errors"][0]["pointer"], &problem["errors"][1]["pointer"]];
    assert_eq!((&problem["code"], places), (&json!("query-invalid"), [&json!("?limit"), &json!("?sort")]));
}

#[actix_web::test]
async fn a_thing_is_made_and_changed_by_whoever_knows_its_version() {
    const MERGE: &str = MergePatch::MEDIA_TYPE;
    let service = service!();
    let post = TestRequest::post().uri("/things").set_json(json!({"name": "new"}));
    assert_eq!(ask!(service, post), (201, "\"1\"".into(), json!({"name": "new"})));
    let change = || patch(5, MERGE, r#"{"name":"newer"}"#);
    assert_eq!(ask!(service, change()).0, 428);
    assert_eq!(ask!(service, change().insert_header((IF_MATCH, "\"7\""))).0, 412);
    let named = |request: TestRequest| request.insert_header((IF_MATCH, "\"1\""));
    assert_eq!(ask!(service, named(change())), (200, "\"2\"".into(), json!({"name": "newer"})));
    let faulty = patch(0, MERGE, r#"{"name":"","nmae":null}"#);
    let (status, _, problem) = ask!(service, named(faulty));
    let places = [&problem["errors"][0]["pointer"], &problem["errors"][1]["pointer"]];
    assert_eq!((status, places), (422, [&json!("/name"), &json!("/nmae")]));
    assert_eq!(ask!(service, named(patch(0, "application/json", "{}"))).0, 415);
    assert_eq!(ask!(service, TestRequest::get().uri("/things/0")).2, json!({"name": "thing 0"}), "nothing changed");
}
