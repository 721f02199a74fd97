//! Seat rules for the tests, laid down past every guard, and people to be named to the seats they give. All is invented.
use std::collections::BTreeSet;

use domain::{
    BodyId, Count, DeputyMode, Force, Handle, Key, Line, Names, Per, Presence, Provenance, Provision, ProvisionId,
    Rule, SeatKind, SeatRule, Side, Validity, Verification, Visibility,
};
use persistence::StoreError;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::manners::{rows, soon, writer};
use crate::region::Region;

/// Faults as a test expects them: each a pointer with a code.
pub fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

/// A rule of municipal member seats in a body: as many as one likes, for the body as a whole.
pub fn seat_rule(body: BodyId) -> SeatRule {
    let line = Line::parse("Oppdikta plassar").expect("a line");
    SeatRule {
        body,
        names: Names { nb: line.clone(), nn: line },
        side: Side::Municipal,
        category: None,
        kind: SeatKind::Member,
        rights: BTreeSet::new(),
        presence: Presence::Permanent,
        per: Per::Body,
        parties: Vec::new(),
        count: Count::default(),
        quotas: Vec::new(),
        in_all: Count::default(),
        derived_from: None,
        appointer: None,
        force: Force::Hard,
        delegated_authority: None,
        deputies: DeputyMode::Unknown,
        term: None,
    }
}

/// Lays a seat rule down, unless there is one with that key.
pub async fn lay_down(region: &Region, slug: &str, key: &str, rule: SeatRule) -> ProvisionId {
    let (now, key) = (region.clock.now(), Key::parse(key).expect("a key"));
    let enter = move |tx: &mut persistence::TenantTx<'_, '_>| {
        match tx.provisions().get(&Handle::Key(key.clone())) {
            Err(StoreError::NotFound) => {}
            found => return found.map(|kept| kept.value.id),
        }
        let provision = Provision {
            id: ProvisionId::fresh(),
            key,
            rule: Rule::SeatRule(Box::new(rule)),
            validity: Validity::ALWAYS,
            provenance: Provenance { verification: Verification::Synthetic, note: None },
            created_at: now,
            changed_at: now,
            version: 1,
        };
        tx.provisions().insert(&provision, (Visibility::Community, None))?;
        Ok(provision.id)
    };
    rows(region, slug).await.write::<_, StoreError>(soon(), writer(region), enter).await.expect("the rule is laid down")
}

/// The id of a body.
pub async fn body_id(region: &Region, slug: &str, key: &str) -> BodyId {
    let handle = Handle::Key(Key::parse(key).expect("a key"));
    let scope = rows(region, slug).await;
    let read = scope.read::<_, StoreError>(soon(), move |tx| Ok(tx.bodies().get(&handle)?.value.id));
    read.await.expect("the body is there")
}

/// Enters a working group that everyone in the community sees.
pub async fn group(region: &Region, slug: &str, key: &str) -> BodyId {
    let names = json!({"nb": "Oppdikta gruppe", "nn": "Oppdikta gruppe"});
    let new = json!({
        "key": key, "type": "working-group", "level": 3, "names": names, "visibility": "community",
        "decisionRule": "none", "verification": "synthetic",
    });
    let admin = region.caller(&format!("{slug}-admin")).await;
    admin.post(&format!("/v1/tenants/{slug}/bodies"), &new).await.expect(201);
    body_id(region, slug, key).await
}

/// Enters a person and gives their id.
pub async fn person(admin: &Caller, slug: &str, name: &str) -> String {
    let made = admin.post(&format!("/v1/tenants/{slug}/persons"), &json!({"name": name})).await.expect(201);
    text(&made.json["id"])
}

/// A member of a document as text.
pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
