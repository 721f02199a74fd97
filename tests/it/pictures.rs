//! Pictures over HTTP, and those in the documentation.
use std::path::PathBuf;

use api::boot::{operator, patience};
use domain::{
    Count, DeputyMode, Force, Handle, Instant, Key, Language, Line, Names, Per, Presence, Provenance, Provision,
    ProvisionId, Rule, SeatKind, SeatRule, Side, Structure, Validity, Verification, Visibility,
};
use persistence::StoreError;
use pictures::Frame;

use crate::caller::Answer;
use crate::region::{Region, on_both};

const STRUCTURE: &str = "/v1/tenants/fjell/structure.svg";
const SEATS: &str = "/v1/tenants/fjell/bodies/ssu/seats.svg";

/// The picture as text, once it is certain that it is one.
fn picture(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), Some("image/svg+xml"));
    let text = String::from_utf8(answer.bytes.clone()).expect("UTF-8");
    let parsed = roxmltree::Document::parse(&text).expect("well-formed");
    let root = parsed.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
    assert!(!text.contains("<script") && !text.contains("href"), "neither scripts nor links");
    text
}

/// One seat for each municipality in the strategic committee.
async fn seat_rule(region: &Region) {
    let name = Line::parse("Kommunane i Fjellet (oppdikta)").expect("a line");
    let now = region.clock.now();
    let handle = Handle::Key(Key::parse("ssu").expect("a key"));
    let scope = region.node.store.tenant(region.tenant("fjell").await);
    let entered = scope.write(patience(), operator(&region.clock), move |tx| {
        let body = tx.bodies().get(&handle)?.value.id;
        let rule = SeatRule {
            body,
            names: Names { nb: name.clone(), nn: name },
            side: Side::Municipal,
            category: None,
            kind: SeatKind::Member,
            rights: std::collections::BTreeSet::new(),
            presence: Presence::Permanent,
            per: Per::Municipality,
            parties: Vec::new(),
            count: Count { min: Some(1), max: Some(1) },
            quotas: Vec::new(),
            in_all: Count::default(),
            derived_from: None,
            appointer: None,
            force: Force::Hard,
            delegated_authority: None,
            deputies: DeputyMode::Unknown,
            term: None,
        };
        let provision = Provision {
            id: ProvisionId::fresh(),
            key: Key::parse("ssu-kommunane").expect("a key"),
            rule: Rule::SeatRule(Box::new(rule)),
            validity: Validity::ALWAYS,
            provenance: Provenance { verification: Verification::Synthetic, note: None },
            created_at: now,
            changed_at: now,
            version: 1,
        };
        tx.provisions().insert(&provision, (Visibility::Community, None))
    });
    entered.await.map_err(|error: StoreError| error.to_string()).expect("the rule is entered");
}

#[actix_web::test]
async fn the_structure_is_drawn_as_far_as_it_is_seen() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let whole = admin.get(STRUCTURE).await.expect(200);
        let drawn = picture(&whole);
        assert!(drawn.contains("Kommunalt formøte") && drawn.contains("Fjellvik kommune"), "{drawn}");
        let municipal = picture(&region.caller("fjell-fjellvik").await.get(STRUCTURE).await.expect(200));
        assert!(municipal.contains("Kommunalt formøte"), "{municipal}");

        region.client("fjell-sykehus", None, false).await;
        let holder = serde_json::json!({"kind": "identity", "issuer": region.node.url, "subject": "fjell-sykehus"});
        let grant = serde_json::json!({"role": "party-system", "party": "fjell-sykehus", "holder": holder});
        admin.post("/v1/tenants/fjell/grants", &grant).await.expect(201);
        let other = region.caller("fjell-sykehus").await;
        let drawn = picture(&other.get(STRUCTURE).await.expect(200));
        assert!(drawn.contains("Strategisk utvalg") && !drawn.to_lowercase().contains("formøte"), "{drawn}");
        other.get("/v1/tenants/fjell/bodies/formote/seats.svg").await.expect(404);
        admin.get("/v1/tenants/fjell/bodies/formote/seats.svg").await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_picture_is_tagged_by_its_language_and_allows_its_own_style_alone() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let own = admin.get(STRUCTURE).await.expect(200);
        assert!(picture(&own).contains("Nivå 1"), "the community's own language");
        assert_eq!(own.header("content-language"), Some("nb"));
        let policy = own.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        let english = admin.get(&format!("{STRUCTURE}?lang=en")).await.expect(200);
        assert!(picture(&english).contains("Level 1"));
        assert_ne!(own.etag(), english.etag());
        let request = || admin.request("GET", STRUCTURE).header("Accept-Language", "nn");
        let nynorsk = crate::caller::Caller::send(request()).await.expect(200);
        assert!(picture(&nynorsk).contains("Strategisk utval<"));
        assert_ne!(own.etag(), nynorsk.etag());
        let held = request().header("If-None-Match", nynorsk.etag());
        crate::caller::Caller::send(held).await.expect(304);
        for (query, fault) in [("at=x", "?at"), ("lang=sv", "?lang"), ("x=1", "?x")] {
            let refused = admin.get(&format!("{STRUCTURE}?{query}")).await.expect(400);
            assert_eq!(refused.faults()[0].0, fault);
        }
    })
    .await;
}

#[actix_web::test]
async fn the_seats_of_a_body_are_drawn_without_persons() {
    on_both(async |region| {
        seat_rule(region).await;
        let admin = region.caller("fjell-admin").await;
        let seats = admin.get(SEATS).await.expect(200);
        let drawn = picture(&seats);
        assert!(drawn.contains("Kommunane i Fjellet (oppdikta): Fjellvik kommune. Ikke registrert"), "{drawn}");
        assert_eq!(seats.header("cache-control"), Some("no-store"));
        admin.get("/v1/tenants/fjell/bodies/ikkje-her/seats.svg").await.expect(404);
        region.nobody().get(SEATS).await.expect(401);
        let structure = picture(&admin.get(STRUCTURE).await.expect(200));
        assert!(structure.contains("Kommunene har plass i organet"), "{structure}");
    })
    .await;
}

/// `UPDATE_PICTURES=1` draws them anew.
#[test]
fn the_documentation_shows_what_is_drawn() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    for slug in ["bergen", "nordland"] {
        let charter = std::fs::read_to_string(root.join(format!("tenants/{slug}.toml"))).expect("a charter");
        let charter = api::charter::check_file(&charter).expect("a sound charter");
        let made = charter.entities(Instant::parse("2026-01-01T00:00:00Z").expect("an instant"));
        let structure = Structure {
            settings: made.settings,
            parties: made.parties,
            areas: made.areas,
            bodies: made.bodies,
            provisions: made.provisions,
        };
        let frame = Frame {
            community: &made.tenant,
            day: jiff::civil::date(2026, 1, 1),
            language: if slug == "bergen" { Language::Nynorsk } else { Language::Bokmaal },
        };
        let drawn = pictures::structure(frame, &structure);
        let file = root.join(format!("docs/pictures/{slug}.svg"));
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            std::fs::create_dir_all(root.join("docs/pictures")).expect("a folder");
            std::fs::write(&file, &drawn).expect("the picture is written");
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(kept == drawn, "{slug}: the picture has changed; UPDATE_PICTURES=1 draws it anew");
    }
}
