//! The ways of deciding that neither community has today, as a body that has them is met over HTTP.
use domain::{CaseKind, CaseState, Disclosure, SeatKind, SeatRight, SeatRule};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::held::{Backstage, Held, open};
use crate::meetings::{MEETINGS, become_, in_days, meeting, put_agenda};
use crate::region::{Region, on_both};
use crate::seated::{body_id, lay_down, pairs, person, seat_rule};

/// Lets the strategic committee decide in another way.
async fn decides_by(region: &Region, rule: &str) {
    let admin = region.caller("bergen-admin").await;
    admin.patch("/v1/tenants/bergen/bodies/ssu", "*", &json!({"decisionRule": rule})).await.expect(200);
}

/// Somebody in a seat that may vote, or may not.
async fn seated(region: &Region, key: &str, rights: &[SeatRight]) -> Value {
    let body = body_id(region, "bergen", "ssu").await;
    let rights = rights.iter().copied().collect();
    lay_down(region, "bergen", key, SeatRule { kind: SeatKind::Member, rights, ..seat_rule(body) }).await;
    let secretariat = region.caller("bergen-secretariat").await;
    let person = person(&secretariat, "bergen", "Kari Oppdikta").await;
    let seat = json!({"seatRule": key, "capacity": "member", "number": 1, "person": person, "validFrom": "2022-09-01"});
    secretariat.post("/v1/tenants/bergen/memberships", &seat).await.expect(201).json["id"].clone()
}

async fn write(caller: &Caller, held: &Held, body: &Value) -> Answer {
    let address = format!("{MEETINGS}/{}/agenda/{}/treatment", held.meeting, held.items[0]);
    caller.put(&address, "*", body).await
}

#[actix_web::test]
async fn a_body_that_votes_does_what_most_of_its_seats_vote_for() {
    on_both(async |region| {
        decides_by(region, "vote").await;
        let voting = [SeatRight::Attend, SeatRight::Vote];
        let one = seated(region, "prove-ein", &voting).await;
        let two = seated(region, "prove-to", &voting).await;
        let three = seated(region, "prove-tre", &voting).await;
        let guest = seated(region, "prove-utan", &[SeatRight::Attend]).await;
        let held = Backstage::of(region, "bergen").await.hold(&[open("Avrøysting")]).await;
        let secretariat = region.caller("bergen-secretariat").await;
        let treatment = |outcome: &str, votes: &[(&Value, &str)]| {
            let votes: Vec<_> =
                votes.iter().map(|(membership, ballot)| json!({"membership": membership, "ballot": ballot})).collect();
            json!({"outcome": outcome, "points": [{"verb": "adopts", "text": "Oppdikta."}], "votes": votes})
        };
        let even = [(&one, "for"), (&two, "against"), (&three, "abstains")];
        let refused = write(&secretariat, &held, &treatment("decided", &even)).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/outcome", "not-allowed")]));
        let wrong = [(&one, "for"), (&one, "for"), (&guest, "for")];
        let refused = write(&secretariat, &held, &treatment("decided", &wrong)).await.expect(422);
        let faults = [("/votes/1/membership", "duplicate"), ("/votes/2/membership", "no-vote")];
        assert_eq!(refused.faults(), pairs(&faults));
        let most = [(&one, "for"), (&two, "against"), (&three, "for")];
        let refused = write(&secretariat, &held, &treatment("noted", &most)).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/outcome", "not-allowed")]), "what was carried was decided");
        let told = write(&secretariat, &held, &treatment("decided", &most)).await.expect(200).json;
        assert_eq!(told["treatment"]["votes"].as_array().map(Vec::len), Some(3));
    })
    .await;
}

#[actix_web::test]
async fn in_two_steps_a_case_is_discussed_in_one_meeting_and_decided_in_another() {
    on_both(async |region| {
        decides_by(region, "two-step-consensus").await;
        let backstage = Backstage::of(region, "bergen").await;
        let held = backstage.hold(&[("To steg", CaseKind::Decision, Disclosure::PUBLIC)]).await;
        let secretariat = region.caller("bergen-secretariat").await;
        let decided = json!({"outcome": "decided", "points": [{"text": "Oppdikta."}], "voices": [
            {"side": "municipal", "position": "agrees"}, {"side": "specialist", "position": "agrees"}]});
        let refused = write(&secretariat, &held, &decided).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/outcome", "not-allowed")]), "nobody has discussed it yet");
        let discussed = json!({"outcome": "postponed", "reason": "Drøfta; kjem opp att."});
        write(&secretariat, &held, &discussed).await.expect(200);

        let next = meeting(&secretariat, &json!({"body": "ssu", "from": in_days(region, 20)})).await;
        let items = json!([{"case": held.cases[0].to_string()}]);
        let agenda = put_agenda(&secretariat, &next, &items).await.expect(200).json;
        become_(&secretariat, &next, "called").await.expect(200);
        region.turn_clock(20 * 24 * 60 * 60);
        let secretariat = region.caller("bergen-secretariat").await;
        become_(&secretariat, &next, "held").await.expect(200);
        let item = agenda["items"][0]["id"].as_str().unwrap();
        secretariat.put(&format!("{next}/agenda/{item}/treatment"), "*", &decided).await.expect(200);
        assert_eq!(backstage.case(held.cases[0]).await.state, CaseState::Treated);
    })
    .await;
}
