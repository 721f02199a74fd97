//! Query parameters nobody asked for are refused wherever they are sent.
use serde_json::json;

use crate::region::on_both;

#[actix_web::test]
async fn a_parameter_nobody_asked_for_is_refused_on_single_things_too() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let alver = "/v1/tenants/bergen/parties/alver?vis=alt";
        let refusals = [
            admin.get(alver).await,
            admin.patch(alver, "*", &json!({"note": "x"})).await,
            admin.delete(alver, "*").await,
            admin.get("/v1/tenants/bergen/structure?vis=alt").await,
            admin.get("/v1/tenants/bergen/settings?vis=alt").await,
            admin.post("/v1/tenants/bergen/parties?vis=alt", &json!({})).await,
        ];
        for refused in refusals {
            let refused = refused.expect(400);
            assert_eq!(refused.code(), "query-invalid");
            assert_eq!(refused.faults(), [("?vis".to_owned(), "unknown-field".to_owned())]);
        }
    })
    .await;
}
