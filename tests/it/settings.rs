//! Settings over HTTP.
use serde_json::json;

use crate::region::on_both;

const SETTINGS: &str = "/v1/tenants/bergen/settings";

#[actix_web::test]
async fn settings_are_changed_by_the_administrator_alone() {
    on_both(async |region| {
        let (admin, alver) = (region.caller("bergen-admin").await, region.caller("bergen-alver").await);
        let read = alver.get(SETTINGS).await.expect(200);
        assert_eq!(read.json["paperDeadlineDays"], 14);
        alver.patch(SETTINGS, "\"1\"", &json!({"paperDeadlineDays": 7})).await.expect(403);
        let changed = admin.patch(SETTINGS, read.etag(), &json!({"paperDeadlineDays": 7})).await.expect(200);
        assert_eq!((&changed.json["paperDeadlineDays"], changed.etag()), (&json!(7), "\"2\""));
        let bad = json!({"paperDeadlineDays": 366, "caseNumberFormat": "n", "theme": "dark"});
        let mut faults = admin.patch(SETTINGS, "\"2\"", &bad).await.expect(422).faults();
        faults.sort();
        let wanted =
            [("/caseNumberFormat", "malformed"), ("/paperDeadlineDays", "out-of-range"), ("/theme", "unknown-field")];
        assert_eq!(faults, wanted.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        let unreachable = json!({"contactEmail": "saman", "website": "saman.no"});
        admin.patch(SETTINGS, "\"2\"", &unreachable).await.expect(422);
    })
    .await;
}
