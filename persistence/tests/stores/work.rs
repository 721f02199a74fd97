//! What a region does by itself: which communities have work, which node does it, and who hears of changes.
use std::time::Duration;

use domain::{Instant, TenantId, WorkKind};
use persistence::{RegionTx, Ring, StoreError, TenantTx};
use uuid::Uuid;

use crate::fixtures::party;
use crate::world::{World, found, on_both, soon, writer};

async fn holds(world: &World, tenant: TenantId, holder: u128, now: Instant) -> bool {
    let (holder, until) = (Uuid::from_u128(holder), now.plus_seconds(60));
    write(world, move |tx| tx.work().hold(tenant, WorkKind::Webhooks, holder, now, until)).await
}

async fn write<T: Send + 'static>(
    world: &World,
    work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    world.store.region().write(soon(), writer(), work).await.expect("written")
}

async fn all(world: &World, kind: WorkKind) -> Vec<TenantId> {
    world.store.region().read::<_, StoreError>(soon(), move |tx| tx.work().all(kind)).await.expect("read")
}

#[test]
fn one_node_holds_the_work_until_it_lets_go_or_is_not_heard_of() {
    on_both(async |world: World| {
        let (now, tenant) = (writer().now, TenantId::fresh());
        assert!(!holds(&world, tenant, 1, now).await, "there is no such work");
        // Noted once or twice, it is the same.
        for _ in 0..2 {
            write(&world, move |tx| tx.work().stands(tenant, WorkKind::Webhooks)).await;
        }
        assert_eq!(all(&world, WorkKind::Webhooks).await, [tenant]);
        assert_eq!(all(&world, WorkKind::Notices).await, []);
        assert!(holds(&world, tenant, 1, now).await);
        assert!(holds(&world, tenant, 1, now.plus_seconds(10)).await, "it goes on");
        assert!(!holds(&world, tenant, 2, now.plus_seconds(69)).await, "another waits");
        assert!(holds(&world, tenant, 2, now.plus_seconds(70)).await, "and takes over");
        assert!(!holds(&world, tenant, 1, now.plus_seconds(71)).await);
        write(&world, |tx| tx.work().let_go(Uuid::from_u128(2))).await;
        assert!(holds(&world, tenant, 1, now.plus_seconds(72)).await);
    });
}

#[test]
fn the_bell_rings_for_what_has_changed_and_for_nothing_else() {
    on_both(async |world: World| {
        let (one, other) = (found(&world.store).await, found(&world.store).await);
        let mut listener = world.store.bell().listen();
        let scope = world.store.tenant(other);
        scope.write::<_, StoreError>(soon(), writer(), |_| Ok(())).await.expect("a write of nothing");
        let refused = scope.write::<(), StoreError>(soon(), writer(), |tx| {
            tx.parties().insert(&party("Fjell"))?;
            Err(StoreError::NotFound)
        });
        refused.await.expect_err("undone");
        let enter = |tx: &mut TenantTx<'_, '_>| tx.parties().insert(&party("Fjell"));
        world.store.tenant(one).write::<_, StoreError>(soon(), writer(), enter).await.expect("entered");
        let heard = tokio::time::timeout(Duration::from_secs(30), listener.next()).await.expect("it rings");
        assert_eq!(heard, Ring::Of(one));
    });
}
