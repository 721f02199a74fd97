//! The answer to a keyed write is kept with the write, or not at all.
use domain::Digest;
use persistence::{Answer, KEPT_SECONDS, StoreError};

use crate::fixtures::party;
use crate::world::{World, on_both, writer};

fn answer(body: &[u8]) -> Answer {
    Answer {
        fingerprint: Digest::of_bytes(body),
        status: 201,
        headers: vec![("etag".into(), "\"1\"".into()), ("location".into(), "/v1/æ".into())],
        body: body.to_vec(),
    }
}

#[test]
fn an_answer_is_kept_with_its_write_and_gone_when_the_write_fails() {
    on_both(async |world: World| {
        let (kept, lost) = (Digest::of_bytes(b"kept"), Digest::of_bytes(b"lost"));
        let now = writer().now;
        world
            .write(move |tx| {
                tx.parties().insert(&party("Bergen"))?;
                tx.idempotency().put(kept, &answer(b"\0\xff"), now)
            })
            .await
            .expect("written");
        let failed: Result<(), _> = world
            .write(move |tx| {
                tx.idempotency().put(lost, &answer(b"lost"), now)?;
                Err(StoreError::Stale)
            })
            .await;
        assert!(failed.is_err());
        let found = world.read(move |tx| Ok((tx.idempotency().get(kept, now)?, tx.idempotency().get(lost, now)?)));
        assert_eq!(found.await.expect("read"), (Some(answer(b"\0\xff")), None));
        let twin = world.write(move |tx| tx.idempotency().put(kept, &answer(b"other"), now)).await;
        assert!(matches!(twin, Err(StoreError::Taken(_))), "{twin:?}");
    });
}

#[test]
fn an_expired_answer_is_not_replayed_and_makes_room() {
    on_both(async |world: World| {
        let (old, new) = (Digest::of_bytes(b"old"), Digest::of_bytes(b"new"));
        let now = writer().now;
        world.write(move |tx| tx.idempotency().put(old, &answer(b"first"), now)).await.expect("written");
        let (last, after) = (now.plus_seconds(KEPT_SECONDS - 1), now.plus_seconds(KEPT_SECONDS));
        let found = world.read(move |tx| Ok((tx.idempotency().get(old, last)?, tx.idempotency().get(old, after)?)));
        assert_eq!(found.await.expect("read"), (Some(answer(b"first")), None));
        let rows = |world: World| async {
            let rows = world.read(|tx| tx.count_unfiltered("idempotency")).await.expect("counted");
            (world, rows)
        };
        world.write(move |tx| tx.idempotency().put(new, &answer(b"second"), after)).await.expect("written");
        let (world, left) = rows(world).await;
        assert_eq!(left, 1, "the expired one is removed");
        world.write(move |tx| tx.idempotency().put(old, &answer(b"third"), after)).await.expect("the key is free");
        let again = world.read(move |tx| tx.idempotency().get(old, after)).await.expect("read");
        assert_eq!(again, Some(answer(b"third")));
    });
}
