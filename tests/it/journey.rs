//! Cases all the way, as those who do the work do it: reported by a municipality's system, numbered and prepared by the
//! secretariat, assessed by both sides, decided in a meeting, and published with minutes the chair approved. All texts but
//! the four titles are invented.
use std::cell::Cell;

use domain::policy::Role;
use domain::{Date, Days, Validity, oslo_date};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};

const DAY: i64 = 24 * 60 * 60;

/// A community, and who does what there.
struct Place<'r> {
    region: &'r Region,
    /// How many seconds its clock has been turned.
    turned: Cell<i64>,
    slug: &'static str,
    /// The municipality whose system reports.
    party: &'static str,
}

/// A case where it was decided: its id, and the number the body gave it.
#[derive(Debug, Clone)]
struct Decided {
    case: String,
    number: String,
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl<'r> Place<'r> {
    /// With a chair for each of these bodies, and a secretary who is named for the specialist side.
    async fn of(region: &'r Region, slug: &'static str, party: &'static str, bodies: &[&str]) -> Self {
        for body in bodies {
            let chair = format!("{slug}-leiar-{body}");
            region.client(&chair, None, false).await;
            region.seat(slug, &chair, body, Role::Chair, Validity::ALWAYS).await;
        }
        let client = format!("{slug}-sjukehus");
        region.client(&client, None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": client});
        let grant = json!({"role": "secretariat", "side": "specialist", "holder": holder});
        let place = Self { region, turned: Cell::new(0), slug, party };
        place.named("admin").await.post(&place.at("grants"), &grant).await.expect(201);
        place
    }

    fn at(&self, path: &str) -> String {
        format!("/v1/tenants/{}/{path}", self.slug)
    }

    async fn named(&self, name: &str) -> Caller {
        self.region.caller(&format!("{}-{name}", self.slug)).await
    }

    fn day(&self, ahead: i32) -> Date {
        oslo_date(self.region.clock.now()).saturating_add(Days::new(ahead))
    }

    /// Reports a case as the municipality's system; the receipt says where it stands, and the public sees nothing.
    async fn report(&self, title: &str, links: &Value) -> String {
        let system = self.named(self.party).await;
        let reference = json!({"system": "oppdikta sakssystem", "key": title});
        let report = json!({"title": title, "kind": "decision", "links": links, "externalReference": reference});
        let receipt = system.post(&self.at("cases"), &report).await.expect(201);
        assert_eq!((&receipt.json["state"], &receipt.json["stops"]), (&json!("reported"), &json!([])));
        let twice = system.post(&self.at("cases"), &report).await;
        assert!((400..500).contains(&twice.status), "each is reported once");
        let case = word(&receipt.json["id"]);
        self.region.nobody().get(&self.at(&format!("cases/{case}"))).await.expect(404);
        case
    }

    /// Takes a case into a body, which gives it a number: the stop and the number.
    async fn accept(&self, case: &str, body: &str) -> (String, String) {
        let secretariat = self.named("secretariat").await;
        let to = json!({"to": "accepted", "bodies": [body], "reason": "Det hører heime her."});
        let accepted = secretariat.post(&self.at(&format!("cases/{case}/transitions")), &to).await.expect(200);
        let stop = accepted.json["stops"].as_array().and_then(|stops| stops.last()).cloned().expect("a stop");
        // The reporter follows how far it has come.
        let seen = self.named(self.party).await.get(&self.at(&format!("cases/{case}"))).await.expect(200);
        assert_eq!(seen.json["state"], json!("accepted"));
        (word(&stop["id"]), word(&stop["number"]))
    }

    /// Writes a paper: the secretariat its background and recommendation, each side its own assessment and no other's.
    async fn prepare(&self, case: &str, stop: &str) {
        let paper = self.at(&format!("cases/{case}/stops/{stop}/paper"));
        let secretariat = self.named("secretariat").await;
        let text = json!({
            "background": "Oppdikta bakgrunn.", "documentDate": self.day(0),
            "recommendation": [{"verb": "adopts", "text": "Utvalet vedtek det."}, {"verb": "requests", "text": "Det vert fulgt opp."}],
        });
        secretariat.patch(&paper, "\"0\"", &text).await.expect(200);
        let (municipality, hospital) = (self.named(self.party).await, self.named("sjukehus").await);
        let write = async |caller: &Caller, side: &str, tag: &str| {
            let request = caller.request("PUT", &format!("{paper}/assessments/{side}")).header("If-Match", tag);
            Caller::send(request.json(&json!({"text": format!("Oppdikta vurdering frå {side}.")}))).await
        };
        write(&municipality, "specialist", "\"1\"").await.expect(403);
        write(&municipality, "municipal", "\"1\"").await.expect(200);
        write(&hospital, "municipal", "\"2\"").await.expect(403);
        write(&hospital, "specialist", "\"2\"").await.expect(200);
        self.region.nobody().get(&paper).await.expect(404);
        let ready = json!({"to": "prepared"});
        secretariat.post(&self.at(&format!("cases/{case}/transitions")), &ready).await.expect(200);
    }

    /// Calls a meeting that takes the case up, and holds it: the meeting's address and the item.
    async fn meet(&self, case: &str, body: &str) -> (String, String) {
        let secretariat = self.named("secretariat").await;
        let planned = json!({"body": body, "from": self.day(20), "place": "Oppdikta møterom", "startsAt": "09:00"});
        let made = secretariat.post(&self.at("meetings"), &planned).await.expect(201);
        let meeting = made.header("location").expect("an address").to_owned();
        let agenda =
            json!({"items": [{"case": case, "minutes": 30}, {"title": "Eventuelt", "kind": "any-other-business"}]});
        let put = secretariat.put(&format!("{meeting}/agenda"), made.etag(), &agenda).await.expect(200);
        let item = word(&put.json["items"][0]["id"]);
        let steps = format!("{meeting}/transitions");
        let early = secretariat.post(&steps, &json!({"to": "held"})).await.expect(409);
        assert_eq!(early.code(), "transition-refused");
        secretariat.post(&steps, &json!({"to": "called"})).await.expect(200);
        let nobody = self.region.nobody();
        assert_eq!(nobody.get(&self.at(&format!("cases/{case}"))).await.expect(200).json["state"], json!("scheduled"));
        self.turned.set(self.turned.get() + 20 * DAY);
        self.region.turn_clock(self.turned.get());
        self.named("secretariat").await.post(&steps, &json!({"to": "held"})).await.expect(200);
        (meeting, item)
    }

    async fn treat(&self, meeting: &str, item: &str, treatment: &Value) -> Answer {
        let secretariat = self.named("secretariat").await;
        let tag = secretariat.get(meeting).await.expect(200).etag().to_owned();
        secretariat.put(&format!("{meeting}/agenda/{item}/treatment"), &tag, treatment).await
    }

    /// Writes the minutes, lets the chair approve them and publishes them.
    async fn publish(&self, meeting: &str, body: &str) -> String {
        let secretariat = self.named("secretariat").await;
        let made = secretariat.post(&format!("{meeting}/minutes"), &json!({})).await.expect(201);
        let minutes = made.header("location").expect("an address").to_owned();
        let steps = format!("{minutes}/transitions");
        let circulated = secretariat.post(&steps, &json!({"to": "circulated"})).await.expect(200);
        let version = json!({"version": circulated.json["version"]});
        secretariat.post(&format!("{minutes}/approval"), &version).await.expect(403);
        let chair = self.named(&format!("leiar-{body}")).await;
        chair.post(&format!("{minutes}/approval"), &version).await.expect(200);
        self.region.nobody().get(&minutes).await.expect(404);
        secretariat.post(&steps, &json!({"to": "published"})).await.expect(200);
        minutes
    }

    /// A case from report to published decision in one body.
    async fn walk(&self, title: &str, links: &Value, body: &str) -> Decided {
        let case = self.report(title, links).await;
        let (stop, number) = self.accept(&case, body).await;
        self.prepare(&case, &stop).await;
        let (meeting, item) = self.meet(&case, body).await;
        self.treat(&meeting, &item, &agreed()).await.expect(200);
        let minutes = self.publish(&meeting, body).await;
        let nobody = self.region.nobody();
        let decisions = nobody.get(&format!("{meeting}/decisions")).await.expect(200);
        assert_eq!(decisions.json["items"][0]["number"], json!(number));
        let page = nobody.get(&format!("{minutes}/document")).await.expect(200);
        let page = String::from_utf8(page.bytes).expect("text");
        for said in [title, &*number, "Utvalet vedtek det.", "Oppdikta bakgrunn."] {
            assert!(page.contains(said), "{said}");
        }
        let read = nobody.get(&self.at(&format!("cases/{case}"))).await.expect(200).json;
        assert_eq!((&read["state"], &read["stops"][0]["outcome"]), (&json!("treated"), &json!("decided")));
        nobody.get(&self.at(&format!("cases/{case}/stops/{stop}/paper"))).await.expect(200);
        Decided { case, number }
    }
}

/// Both sides agree.
fn agreed() -> Value {
    json!({
        "outcome": "decided",
        "points": [{"verb": "adopts", "text": "Utvalet vedtek det."}, {"verb": "requests", "text": "Det vert fulgt opp."}],
        "voices": [{"side": "municipal", "position": "agrees"}, {"side": "specialist", "position": "agrees"}],
    })
}

fn follows_up(earlier: &Decided, point: Option<u16>) -> Value {
    json!([{"case": earlier.case, "kind": "follow-up", "point": point}])
}

#[actix_web::test]
async fn nordlands_chain_of_four_cases_is_walked_from_report_to_published_decision() {
    on_both(async |region| {
        region.open(include_str!("../../tenants/nordland.toml"), "vagan").await;
        let place = Place::of(region, "nordland", "vagan", &["ssu"]).await;
        let year = place.day(0).year();
        let first = place.walk("Samhandlingsarenaer i helsefelleskapsmodell", &json!([]), "ssu").await;
        let second = place
            .walk(
                "Samhandlingsarenaer i Helsefelleskapet Lofoten, Vesterålen, Salten – oppfølging av SSU sak 07-2022",
                &follows_up(&first, None),
                "ssu",
            )
            .await;
        let unknown = json!({"title": "Oppdikta", "links": follows_up(&second, Some(3))});
        let refused = place.named("vagan").await.post(&place.at("cases"), &unknown).await.expect(422);
        assert_eq!(refused.faults()[0].0, "/links/0/point", "there are two points");
        let third = place.walk("Status lokale samhandlingsarenaer", &follows_up(&second, Some(2)), "ssu").await;
        let fourth = place
            .walk("Oppfølging av SSU-sak 17-2023 Status lokale samhandlingsarenaer", &follows_up(&third, None), "ssu")
            .await;
        let numbers = [&first, &second, &third, &fourth].map(|decided| decided.number.clone());
        // Each year begins anew; the walk takes eighty days.
        let written = |numbers: &[String]| numbers.iter().all(|number| number.contains(&year.to_string()[..2]));
        assert!(written(&numbers), "{numbers:?}");
        let chain = region.nobody().get(&place.at(&format!("cases/{}/chain", fourth.case))).await.expect(200).json;
        let nodes = chain["cases"].as_array().expect("cases");
        let edges = chain["links"].as_array().expect("links");
        assert_eq!((nodes.len(), edges.len()), (4, 3), "{chain}");
        let told = |from: &Decided, to: &Decided, point: Option<u16>| {
            edges.iter().any(|edge| {
                (&edge["from"], &edge["to"], &edge["point"]) == (&json!(from.case), &json!(to.case), &json!(point))
            })
        };
        let links = [told(&second, &first, None), told(&third, &second, Some(2)), told(&fourth, &third, None)];
        assert_eq!(links, [true; 3], "{chain}");
    })
    .await;
}

#[actix_web::test]
async fn a_case_of_bergens_goes_from_an_area_committee_to_the_strategic_one() {
    on_both(async |region| {
        let place = Place::of(region, "bergen", "alver", &["ou-nordhordland", "ssu"]).await;
        let case = place.report("Oppdikta sak om utskriving", &json!([])).await;
        let (stop, _) = place.accept(&case, "ou-nordhordland").await;
        place.prepare(&case, &stop).await;
        let (meeting, item) = place.meet(&case, "ou-nordhordland").await;
        let dissent = json!([
            {"side": "municipal", "position": "agrees"},
            {"side": "specialist", "position": "dissents", "text": "Det må avgjerast for heile området."},
        ]);
        let mut decided = agreed();
        decided["voices"] = dissent.clone();
        let refused = place.treat(&meeting, &item, &decided).await.expect(422);
        assert_eq!(refused.faults()[0].0, "/outcome", "one side does not agree");
        let escalated = json!({"outcome": "escalated", "voices": dissent, "reason": "Sidene er ikkje samde."});
        place.treat(&meeting, &item, &escalated).await.expect(200);
        place.publish(&meeting, "ou-nordhordland").await;
        let closing = json!({"to": "closed", "reason": "Ferdig."});
        let transitions = place.at(&format!("cases/{case}/transitions"));
        let early = place.named("secretariat").await.post(&transitions, &closing).await.expect(409);
        assert_eq!(early.faults()[0].0, "/to", "what was escalated goes on first");

        let (stop, _) = place.accept(&case, "ssu").await;
        place.prepare(&case, &stop).await;
        let (meeting, item) = place.meet(&case, "ssu").await;
        place.treat(&meeting, &item, &agreed()).await.expect(200);
        place.publish(&meeting, "ssu").await;
        let secretariat = place.named("secretariat").await;
        secretariat.post(&transitions, &json!({"to": "followed-up"})).await.expect(200);
        secretariat.post(&transitions, &closing).await.expect(200);
        let read = region.nobody().get(&place.at(&format!("cases/{case}"))).await.expect(200).json;
        let stops = read["stops"].as_array().expect("stops");
        let outcomes: Vec<_> = stops.iter().map(|stop| (stop["stage"].clone(), stop["outcome"].clone())).collect();
        assert_eq!(outcomes, [(json!(1), json!("escalated")), (json!(2), json!("decided"))]);
        assert_eq!(read["state"], json!("closed"));
        let auditor = place.named("auditor").await;
        let acts = auditor.all(&place.at(&format!("journal?subject={case}"))).await;
        assert!(acts.len() >= 10, "every step is in the journal: {}", acts.len());
    })
    .await;
}
