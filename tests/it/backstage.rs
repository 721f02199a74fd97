//! What a test does or looks at behind a region's back, since no request can.
use api::boot::{operator, patience};
use domain::policy::Role;
use domain::{Grant, GrantId, Handle, Holder, Identity, Key, TenantId, Validity};
use persistence::{Client, StoreError};

use crate::region::Region;

impl Region {
    /// Lets a client get no more tokens.
    pub async fn disable_client(&self, name: &'static str) {
        let store = self.node.store.region();
        let disabled = store.write(patience(), operator(&self.clock), move |tx| {
            let old = tx.clients().get(name)?;
            let new = Client { disabled: true, version: old.value.version + 1, ..old.value.clone() };
            tx.clients().change(&old, &new)
        });
        disabled.await.map_err(|error: StoreError| error.to_string()).expect("the client is disabled");
    }

    /// Gives a role in a community, without a limit and for good.
    pub async fn grant(&self, slug: &str, holder: Identity, role: Role) {
        let now = self.clock.now();
        let grant = Grant {
            id: GrantId::fresh(),
            role,
            holder: Holder::Identity(holder),
            side: None,
            party: None,
            body: None,
            area: None,
            validity: Validity::ALWAYS,
            created_at: now,
            changed_at: now,
            version: 1,
        };
        let scope = self.node.store.tenant(self.tenant(slug).await);
        let given = scope.write(patience(), operator(&self.clock), move |tx| tx.grants().insert(&grant)).await;
        given.map_err(|error: StoreError| error.to_string()).expect("the grant is given");
    }

    /// The id of a community.
    pub async fn tenant(&self, slug: &str) -> TenantId {
        let handle = Handle::Key(Key::parse(slug).expect("a slug"));
        let store = self.node.store.region();
        let read = store.read(patience(), move |tx| Ok(tx.tenants().get(&handle)?.value.id));
        read.await.map_err(|error: StoreError| error.to_string()).expect("the community is here")
    }

    /// How many entries a community's journal has.
    pub async fn head(&self, slug: &str) -> i64 {
        let scope = self.node.store.tenant(self.tenant(slug).await);
        let read = scope.read(patience(), |tx| Ok(tx.head().seq)).await;
        read.map_err(|error: StoreError| error.to_string()).expect("the journal has a head")
    }

    /// How many entries the region's own journal has.
    pub async fn region_head(&self) -> i64 {
        let read = self.node.store.region();
        let read = read.read(patience(), |tx| Ok(tx.head().seq)).await;
        read.map_err(|error: StoreError| error.to_string()).expect("the journal has a head")
    }
}
