//! Used proofs of possession: none is good twice, not even after a restart.
use domain::Digest;
use persistence::{Store, StoreError};
use places::Folder;

use crate::world::{World, on_both, soon, writer};

#[test]
fn a_proof_is_spent_once_whoever_asks_at_once() {
    on_both(async |world: World| {
        let (region, now) = (world.store.region(), writer().now);
        let spend = |byte: u8, until| region.spend_proof(Digest([byte; 32]), until, soon());
        let until = now.plus_seconds(60);
        let raced = tokio::join!(spend(1, until), spend(1, until), spend(1, until), spend(2, until));
        let fresh = [raced.0, raced.1, raced.2].into_iter().filter(|spent| *spent.as_ref().expect("told")).count();
        assert_eq!((fresh, raced.3.expect("told")), (1, true));
        let forget = async |at| {
            let forgotten = region.write(soon(), writer(), move |tx| tx.spent_proofs().forget(at)).await;
            forgotten.map_err(|error: StoreError| error.to_string()).expect("forgotten")
        };
        assert_eq!(forget(until.plus_seconds(-1)).await, 0);
        assert!(!spend(1, until).await.expect("told"));
        assert_eq!(forget(until).await, 2);
        let verified = region.read(soon(), |tx| tx.verify(&[])).await;
        assert_eq!(verified.map_err(|error: StoreError| error.to_string()).expect("read"), []);
    });
}

#[test]
fn a_restart_forgets_no_proof() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let spend = || {
        let store = Store::files(folder.path()).expect("opens");
        let until = writer().now.plus_seconds(60);
        runtime.block_on(store.region().spend_proof(Digest([7; 32]), until, soon())).expect("told")
    };
    assert_eq!([spend(), spend()], [true, false]);
}
