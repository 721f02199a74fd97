//! The journal as a list: order, filters, and that reading leaves no entry.
use serde_json::json;

use crate::region::on_both;

const JOURNAL: &str = "/v1/tenants/bergen/journal";

#[actix_web::test]
async fn the_journal_tells_every_change_in_order_and_is_not_changed_by_reading() {
    on_both(async |region| {
        let (admin, auditor) = (region.caller("bergen-admin").await, region.caller("bergen-auditor").await);
        let before = auditor.get(&format!("{JOURNAL}/head")).await.expect(200).json;
        let settings = "/v1/tenants/bergen/settings";
        admin.patch(settings, "\"1\"", &json!({"paperDeadlineDays": 7})).await.expect(200);
        let entries = auditor.all(&format!("{JOURNAL}?order=oldest&limit=7")).await;
        let numbers: Vec<_> = entries.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
        assert!(numbers.iter().copied().eq(1..=entries.len() as u64), "without a gap: {numbers:?}");
        let (last, head) = (entries.last().unwrap(), auditor.get(&format!("{JOURNAL}/head")).await.expect(200).json);
        assert_eq!(
            (&last["act"], &last["subjectType"], &last["subject"]),
            (&json!("changed"), &json!("settings"), &json!("settings"))
        );
        assert_eq!((&head["seq"], &head["hash"], &head["epoch"]), (&last["seq"], &last["hash"], &before["epoch"]));
        assert_eq!(head["seq"].as_u64(), before["seq"].as_u64().map(|seq| seq + 1), "reading leaves no entry");

        let narrowed = auditor.all(&format!("{JOURNAL}?order=oldest&subjectType=settings")).await;
        assert_eq!(narrowed.iter().map(|entry| &entry["act"]).collect::<Vec<_>>(), ["created", "changed"]);
        let mut newest = auditor.all(&format!("{JOURNAL}?subjectType=settings")).await;
        newest.reverse();
        assert_eq!(newest, narrowed, "newest first unless asked otherwise");
        assert_eq!(auditor.all(&format!("{JOURNAL}?order=oldest&subject=settings")).await, narrowed);
        admin.get(JOURNAL).await.expect(403);
    })
    .await;
}

#[actix_web::test]
async fn the_journal_is_paged_back_to_where_it_was() {
    on_both(async |region| {
        let auditor = region.caller("bergen-auditor").await;
        for order in ["newest", "oldest"] {
            let first = auditor.get(&format!("{JOURNAL}?limit=3&order={order}")).await.expect(200).json;
            let second = auditor.get(first["next"].as_str().unwrap()).await.expect(200).json;
            let back = auditor.get(second["prev"].as_str().unwrap()).await.expect(200).json;
            assert_eq!(back["items"], first["items"], "{order}");
        }
    })
    .await;
}
