//! A community that only its members know of, at another region's door: nobody else learns of it, whether its home answers
//! or not.
use super::{FJELL, grant, on_either};

#[actix_web::test]
async fn of_a_community_for_members_only_the_door_tells_its_members_alone() {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        nord.open(FJELL, "fjellvik").await;
        regions.befriend(&["fjell"]).await;
        let known = |peer: &serde_json::Value| peer["communities"][0]["slug"] == "fjell";
        regions.until("fjell is known", known).await;
        vest.node.tenants.forget();
        let member = grant(regions, "fjell", "ettersyn", "auditor").await;
        let (nobody, stranger) = (vest.nobody(), vest.stranger().await);
        let parties = |slug: &str| format!("/v1/tenants/{slug}/parties");
        let same = async |caller: &crate::caller::Caller| {
            let told = |mut answer: crate::caller::Answer| {
                answer.json["traceId"].take();
                let headers = ["helsefellesskap-region", "via", "cache-control"];
                let headers = headers.map(|name| answer.header(name).map(str::to_owned));
                (answer.status, headers, answer.json)
            };
            let there = told(caller.get(&parties("fjell")).await);
            assert_eq!(there.0, 404);
            (there, told(caller.get(&parties("ukjend")).await))
        };
        let (hidden, unknown) = same(&nobody).await;
        assert_eq!(hidden, unknown);
        let (hidden, unknown) = same(&stranger).await;
        assert_eq!(hidden, unknown);
        let refused = member.get("/v1/tenants/fjell/grants?x=1").await.expect(400);
        assert_eq!(refused.header("helsefellesskap-region"), Some("nord"), "a member is told what is wrong");
        member.get(&parties("fjell")).await.expect(200);
        nord.stop().await;
        let (hidden, unknown) = same(&nobody).await;
        assert_eq!(hidden, unknown);
        let (hidden, unknown) = same(&stranger).await;
        assert_eq!(hidden, unknown);
        let down = member.get(&parties("fjell")).await.expect(503);
        assert_eq!(down.code(), "peer-unavailable", "who was answered as a member is told the truth");
    })
    .await;
}
