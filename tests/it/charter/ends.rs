//! Ending bodies and rules where people sit: only if the charter says so, and then with their memberships and offices.
use domain::{
    Capacity, Date, Handle, Key, Membership, MembershipId, Office, OfficeId, OfficeRole, Standing, Validity, Visibility,
};
use persistence::StoreError;
use serde_json::{Value, json};

use super::{CHARTER, put, without};
use crate::manners::{rows, soon, writer};
use crate::region::{Region, on_both};

/// A membership under a rule and an office of a body, without an end.
async fn seated(region: &Region, rule: &str, body: &str) {
    let handle = |text: &str| Key::parse(text).expect("a key");
    let (rule, body, now) = (handle(rule), handle(body), region.clock.now());
    let scope = rows(region, "fjell").await;
    let entered = scope.write::<_, StoreError>(soon(), writer(region), move |tx| {
        let rule = tx.provisions().get(&Handle::Key(rule))?.value.id;
        let body = tx.bodies().get(&Handle::Key(body))?.value.id;
        let told = (Visibility::Community, None);
        tx.memberships().insert(
            &Membership {
                id: MembershipId::fresh(),
                rule,
                unit: None,
                number: Some(1),
                capacity: Capacity::Member,
                order: None,
                standing: Standing::Vacant,
                person: None,
                party: None,
                category: None,
                called: Vec::new(),
                note: None,
                validity: Validity::ALWAYS,
                created_at: now,
                changed_at: now,
                version: 1,
            },
            told,
        )?;
        let office = Office {
            id: OfficeId::fresh(),
            body,
            role: OfficeRole::Host,
            person: None,
            party: None,
            function: None,
            time_allocation: None,
            evaluation_on: None,
            elected_by: None,
            validity: Validity::ALWAYS,
            created_at: now,
            changed_at: now,
            version: 1,
        };
        tx.offices().insert(&office, told)
    });
    entered.await.expect("they are entered");
}

/// The last days of every membership and every office.
async fn last_days(region: &Region) -> (Vec<Option<Date>>, Vec<Option<Date>>) {
    let scope = rows(region, "fjell").await;
    let roster = scope.read::<_, StoreError>(soon(), |tx| tx.structure().roster()).await.expect("the roster is read");
    let memberships = roster.memberships.iter().map(|each| each.validity.to).collect();
    (memberships, roster.offices.iter().map(|each| each.validity.to).collect())
}

fn with_rule(charter: &Value) -> Value {
    let mut charter = charter.clone();
    charter["seatRules"] = json!([{
        "key": "formote-kommunane", "body": "formote", "side": "municipal", "verification": "synthetic",
        "names": {"nb": "Kommunene", "nn": "Kommunane"}, "count": {"min": 1, "max": 3},
    }]);
    charter
}

#[actix_web::test]
async fn where_people_sit_nothing_ends_unless_it_is_named() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let whole = put(&admin, CHARTER, read.etag(), &with_rule(&read.json)).await.expect(200);
        seated(region, "formote-kommunane", "formote").await;
        let before = region.head("fjell").await;

        let smaller = without(&read.json, "bodies", "formote");
        let refused = put(&admin, CHARTER, whole.etag(), &smaller).await.expect(422);
        assert_eq!(refused.faults(), [("/bodies".into(), "in-use".into())]);
        assert_eq!(region.head("fjell").await, before, "nothing was written");
        assert_eq!(admin.get(CHARTER).await.json, whole.json);
        assert_eq!(last_days(region).await, (vec![None], vec![None]));

        let mut ending = smaller.clone();
        ending["ends"] = json!(["formote"]);
        let from = crate::manners::today(region).tomorrow().unwrap();
        let ended = put(&admin, &format!("{CHARTER}?from={from}"), whole.etag(), &ending).await.expect(200);
        let last = from.yesterday().ok();
        assert_eq!(last_days(region).await, (vec![last], vec![last]));
        assert_eq!(region.head("fjell").await, before + 4, "body, rule, membership and office each have an entry");
        assert_eq!(ended.json.get("ends"), None);
        let again = put(&admin, &format!("{CHARTER}?from={from}"), ended.etag(), &ended.json).await.expect(200);
        assert_eq!((again.etag(), region.head("fjell").await), (ended.etag(), before + 4));
    })
    .await;
}
