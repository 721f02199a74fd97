//! What is withheld is on no surface: every read of the contract is tried, and those not written yet will be.
mod reading;

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Date, Disclosure, Line, Link, LinkKind, Prose, Side, StopId, Visibility};
use serde_json::json;

use crate::laid::{Laid, call, conclude, hospital, lay_case, lay_paper, prose, withheld};
use crate::overheard::{heard, listen_for};
use crate::region::{Region, on_both};
use crate::seated::{body_id, lay_down, seat_rule, text};
use crate::stage::operations;
use reading::{Address, read, readable, said, told};

/// By what a withheld matter would be recognised, in whatever of it is told.
const MARK: &str = "zzloyndzz";

/// The ways in which a matter is withheld, each with those of the callers who see it all the same.
fn ways() -> [(&'static str, Disclosure, &'static [&'static str]); 4] {
    let embargo_until = Some(Date::constant(2099, 1, 1));
    [
        ("side", withheld(Visibility::Side, Some(Side::Municipal)), &["bergen-alver"]),
        ("body", withheld(Visibility::Body, None), &["bergen-spesialist"]),
        ("embargo", Disclosure { embargo_until, ..Disclosure::PUBLIC }, &["bergen-spesialist"]),
        ("secretariat", withheld(Visibility::Secretariat, None), &[]),
    ]
}

/// Who looks: nobody, the other side's system, a party's system, a member of the body for the other side, and whoever
/// runs another community.
const LOOKING: [&str; 5] = ["nobody", "bergen-sjukehus", "bergen-alver", "bergen-spesialist", "fjell-admin"];

/// Lets those who look in, the member by a seat of the specialist side in `ssu`.
async fn let_in(region: &Region) {
    hospital(region).await;
    region.client("bergen-spesialist", None, false).await;
    let ssu = body_id(region, "bergen", "ssu").await;
    let rule = domain::SeatRule { side: Side::Specialist, ..seat_rule(ssu) };
    lay_down(region, "bergen", "prove-spesialist", rule).await;
    let admin = region.caller("bergen-admin").await;
    let identity = json!({"issuer": region.node.url, "subject": "bergen-spesialist"});
    let person = json!({"name": "Oppdikta Spesialist", "identities": [identity]});
    let person = admin.post("/v1/tenants/bergen/persons", &person).await.expect(201).json["id"].clone();
    let seat = json!({
        "seatRule": "prove-spesialist", "capacity": "member", "person": person, "validFrom": "2026-01-01",
    });
    admin.post("/v1/tenants/bergen/memberships", &seat).await.expect(201);
}

/// A matter, and what of it is nobody's business.
struct Hidden {
    laid: Laid,
    /// Ids that only those who see it may be told.
    ids: Vec<String>,
    /// The meeting that took it up, where one did; everybody sees that.
    meeting: Option<String>,
    /// A public case that follows it up, and one that it follows.
    beside: Vec<CaseId>,
    seen_by: &'static [&'static str],
}

fn marked() -> Prose {
    prose(&format!("Dette er {MARK}."))
}

/// A case with a paper, withheld in one way, its mark wherever somebody writes.
async fn lay(region: &Region, disclosure: Disclosure, link: Option<CaseId>) -> Laid {
    let laid = lay_case(region, "bergen", "ssu", move |case| {
        case.title = Line::parse(&format!("Sak om {MARK}")).unwrap();
        case.summary = Some(marked());
        case.archive_reference = Line::parse(&format!("2026/{MARK}")).ok();
        case.disclosure = disclosure;
        case.links = link.map(|case| Link { case, kind: LinkKind::FollowUp, point: None }).into_iter().collect();
    })
    .await;
    lay_paper(region, "bergen", &laid, |paper| {
        paper.background = Some(marked());
        *paper = paper.clone().with_assessment(Side::Municipal, marked());
    })
    .await;
    laid
}

/// A matter that has come all its way: on an agenda, decided, in published minutes, and between two public cases.
async fn lay_whole(region: &Region, disclosure: Disclosure, seen_by: &'static [&'static str]) -> Hidden {
    let now = region.clock.now();
    let earlier = lay_case(region, "bergen", "ssu", move |case| case.published_at = Some(now)).await.case;
    let laid = lay(region, disclosure, Some(earlier)).await;
    let meeting = call(region, "bergen", &laid, Visibility::Public).await;
    conclude(region, "bergen", &laid, meeting, MARK).await;
    let hidden = laid.case;
    let later = lay_case(region, "bergen", "ssu", move |case| {
        case.published_at = Some(now);
        case.links = vec![Link { case: hidden, kind: LinkKind::FollowUp, point: Some(1) }];
    })
    .await
    .case;
    let ids = vec![laid.case.to_string(), laid.stop.to_string()];
    Hidden { laid, ids, meeting: Some(meeting.to_string()), beside: vec![earlier, later], seen_by }
}

/// From where somebody follows what changes, if they may: the addresses of all that comes.
async fn begin_to_follow(region: &Region, client: &str) -> Vec<String> {
    let page = region.named(client).await.get("/v1/tenants/bergen/changes?limit=100").await.expect(200).json;
    vec![text(&page["next"])]
}

/// Writes of a withheld matter, well and badly, so that whatever is logged of a write has been.
async fn write_of(region: &Region, one: &Hidden) {
    let secretariat = region.caller("bergen-secretariat").await;
    let address = format!("/v1/tenants/bergen/cases/{}", one.laid.case);
    let text = format!("Dette er {MARK}.");
    let version = secretariat.get(&address).await.expect(200).names_version();
    secretariat.patch(&address, &version, &json!({"summary": text})).await.expect(200);
    secretariat.patch(&address, &version, &json!({"summary": text})).await.expect(412);
    secretariat.post("/v1/tenants/bergen/cases", &json!({"title": text, "body": MARK, MARK: text})).await.expect(422);
    secretariat.get(&format!("/v1/tenants/bergen/cases?number={MARK}&{MARK}={MARK}")).await.expect(400);
}

#[actix_web::test]
async fn a_withheld_matter_is_on_no_surface() {
    listen_for(MARK);
    on_both(async |region| {
        let_in(region).await;
        let mut followed = BTreeMap::new();
        for client in LOOKING {
            followed.insert(client, begin_to_follow(region, client).await);
        }
        let mut hidden = Vec::new();
        for (_, disclosure, seen_by) in ways() {
            hidden.push(lay_whole(region, disclosure, seen_by).await);
        }
        for one in &hidden {
            write_of(region, one).await;
            let meeting = one.meeting.as_deref();
            let nowhere = (CaseId::fresh(), StopId::fresh());
            let own = readable(region, &[(one.laid.case, one.laid.stop, meeting)]).await;
            let control = readable(region, &[(nowhere.0, nowhere.1, meeting)]).await;
            let beside: Vec<_> = one.beside.iter().map(|case| (*case, StopId::fresh(), meeting)).collect();
            let beside = readable(region, &beside).await;
            for client in LOOKING.into_iter().filter(|client| !one.seen_by.contains(client)) {
                let caller = region.named(client).await;
                // Whoever sees another of the hidden matters is told of that one.
                let blind = hidden.iter().filter(|other| !other.seen_by.contains(&client));
                let ids: Vec<&String> = blind.flat_map(|other| &other.ids).collect();
                let sees_none = hidden.iter().all(|other| !other.seen_by.contains(&client));
                let changes = followed[client]
                    .iter()
                    .map(|path| Address { operation: "list_changes".into(), path: path.clone() });
                let changes: Vec<Address> = changes.collect();
                for Address { path, .. } in own.iter().chain(&beside).chain(&changes) {
                    let answer = read(&caller, path).await;
                    let everything = told(&answer);
                    assert!(!sees_none || !everything.contains(MARK), "{path} as {client}: {everything}");
                    for id in &ids {
                        assert!(path.contains(*id) || !everything.contains(*id), "{path} as {client}: {everything}");
                    }
                    let listed = answer.json["items"].as_array().filter(|_| answer.json["next"].is_null());
                    if let (Some(total), Some(listed)) = (answer.json["total"].as_u64(), listed) {
                        assert_eq!(total, listed.len() as u64, "{path} as {client} counts what it does not show");
                    }
                }
                // Asked for by its own id, it is as if there were nothing.
                for (own, control) in own.iter().zip(&control) {
                    let asks = one.ids.iter().any(|id| own.path.contains(id));
                    if asks {
                        let (own, nothing) = (read(&caller, &own.path).await, read(&caller, &control.path).await);
                        let nowhere = [nowhere.0.to_string(), nowhere.1.to_string()];
                        assert_eq!(said(&own, &one.ids), said(&nothing, &nowhere), "{} as {client}", control.path);
                    }
                }
            }
        }
        let (lines, telling) = heard(MARK);
        assert!(lines > 100, "the log was listened to: {lines} lines");
        assert!(telling.is_empty(), "the log tells: {telling:?}");
    })
    .await;
}

#[actix_web::test]
async fn who_may_see_a_withheld_matter_finds_it() {
    // The same scan, so that one that finds nothing is one that could have.
    const TELLING: [&str; 8] = [
        "get_paper",
        "get_paper_version",
        "get_case",
        "list_cases",
        "get_agenda",
        "get_calendar",
        "get_body_calendar",
        "get_minutes_feed",
    ];
    on_both(async |region| {
        let_in(region).await;
        for (way, disclosure, seen_by) in ways() {
            let one = lay_whole(region, disclosure, seen_by).await;
            let own = readable(region, &[(one.laid.case, one.laid.stop, one.meeting.as_deref())]).await;
            for client in seen_by.iter().chain(&["bergen-secretariat"]) {
                let caller = region.named(client).await;
                let mut found = BTreeSet::new();
                for Address { operation, path } in &own {
                    let everything = told(&read(&caller, path).await);
                    if everything.contains(MARK) {
                        found.insert(operation.as_str());
                    }
                }
                let there = operations().into_iter().filter(|operation| TELLING.contains(&operation.id.as_str()));
                for operation in there {
                    let id = operation.id.as_str();
                    assert!(found.contains(id), "{id} hides what is withheld for the {way} from {client}: {found:?}");
                }
            }
            let auditor = region.caller("bergen-auditor").await;
            let entries = auditor.get(&format!("/v1/tenants/bergen/journal?subject={}", one.ids[0])).await.expect(200);
            assert!(told(&entries).contains(&one.ids[0]), "the journal is the auditor's");
        }
    })
    .await;
}

#[actix_web::test]
async fn nothing_anywhere_changes_when_a_withheld_matter_is_entered() {
    on_both(async |region| {
        let_in(region).await;
        let now = region.clock.now();
        let open = lay_case(region, "bergen", "ssu", move |case| case.published_at = Some(now)).await;
        lay_paper(region, "bergen", &open, |_| {}).await;
        let meeting = call(region, "bergen", &open, Visibility::Public).await.to_string();
        region.replicate().await;
        let addresses = readable(region, &[(open.case, open.stop, Some(&meeting))]).await;
        let mut before = Vec::new();
        for client in LOOKING {
            let caller = region.named(client).await;
            let mut answers = Vec::new();
            for Address { path, .. } in &addresses {
                answers.push(said(&read(&caller, path).await, &[]));
            }
            before.push(answers);
        }
        for (way, disclosure, seen_by) in ways() {
            lay(region, disclosure, Some(open.case)).await;
            region.replicate().await;
            for (client, answers) in LOOKING.iter().zip(&before) {
                // Who has been shown an earlier one is told more.
                let shown = ways().iter().take_while(|(other, ..)| *other != way).any(|way| way.2.contains(client));
                if shown || seen_by.contains(client) {
                    continue;
                }
                let caller = region.named(client).await;
                for (Address { path, .. }, before) in addresses.iter().zip(answers) {
                    assert_eq!(&said(&read(&caller, path).await, &[]), before, "{path} as {client}, withheld: {way}");
                }
            }
        }
    })
    .await;
}
