//! Opening a community from its charter.
use domain::policy::Role;
use domain::{
    Body, Charter, ClientId, Digest, Entities, Fault, Grant, GrantId, Handle, Holder, Identity, Key, Language, Line,
    OrgNumber, Tenant, Validity, Visibility,
};
use persistence::{Audience, Client, Operator, Store, StoreError, Writer};

use crate::auth::secret_sha256;
use crate::boot::{Failure, patience};
use crate::history::{Lines, enter, planned};
use crate::wire::{ApiError, fault_text};

/// A grant to be given when a community is opened: to whom, what, and for which party.
#[derive(Debug, Clone)]
pub struct FirstGrant {
    /// To whom.
    pub holder: Identity,
    /// What.
    pub role: Role,
    /// The key of the party a party's system acts for.
    pub party: Option<Key>,
}

/// Whether a community with this slug lives here already.
pub async fn is_loaded(store: &Store, slug: &Key) -> Result<bool, Failure> {
    let handle = Handle::Key(slug.clone());
    let region = store.region();
    let found = region.read(patience(), move |tx| match tx.tenants().get(&handle) {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    });
    found.await.map_err(|error: StoreError| failure(&error))
}

/// Opens a community as its charter describes it. `progress` is told how many things have been entered so far.
pub async fn load(
    store: &Store,
    charter: &Charter,
    grants: Vec<FirstGrant>,
    writer: Writer,
    progress: impl Fn(usize) + Send + 'static,
) -> Result<Tenant, Failure> {
    load_with(store, charter, Lines::default(), grants, writer, progress).await
}

/// Opens a community as its charter describes it, with its history: all of it or nothing.
pub async fn load_with(
    store: &Store,
    charter: &Charter,
    history: Lines,
    grants: Vec<FirstGrant>,
    writer: Writer,
    progress: impl Fn(usize) + Send + 'static,
) -> Result<Tenant, Failure> {
    let entities = charter.entities(writer.now);
    let tenant = entities.tenant.clone();
    let (now, language) = (writer.now, tenant.language);
    store
        .found_tenant(tenant.id, patience(), writer.clone(), move |tx| {
            let Entities { settings, parties, areas, bodies, provisions, .. } = &entities;
            tx.settings().insert(settings)?;
            let mut done = 1;
            let mut entered = || {
                done += 1;
                progress(done);
            };
            for party in parties {
                tx.parties().insert(party)?;
                entered();
            }
            for area in areas {
                tx.areas().insert(area)?;
                entered();
            }
            for body in bodies {
                tx.bodies().insert(body)?;
                entered();
            }
            for provision in provisions {
                let body = provision.rule.body().and_then(|id| bodies.iter().find(|body| body.id == *id));
                tx.provisions().insert(provision, audience(body))?;
                entered();
            }
            for first in grants {
                let party = first.party.and_then(|key| parties.iter().find(|party| party.key == key));
                tx.grants().insert(&Grant {
                    id: GrantId::fresh(),
                    role: first.role,
                    holder: Holder::Identity(first.holder),
                    side: None,
                    party: party.map(|party| party.id),
                    body: None,
                    area: None,
                    validity: Validity::ALWAYS,
                    created_at: now,
                    changed_at: now,
                    version: 1,
                })?;
            }
            let plan = planned(tx, history, language, now)?;
            enter(tx, &plan, entered)?;
            Ok(())
        })
        .await
        .map_err(|error: ApiError| refusal(&error))?;
    let (entry, of) = (tenant.clone(), store.clone());
    let region = store.region();
    let registered = region.write(patience(), writer, move |tx| tx.register(&of, &entry)).await;
    registered.map_err(|error: StoreError| failure(&error))?;
    Ok(tenant)
}

/// Who is told of what speaks of a body: whoever sees the body, and everyone where it speaks of none.
pub fn audience(body: Option<&Body>) -> Audience {
    body.map_or((Visibility::Public, None), |body| (body.visibility, body.side))
}

/// Why a community could not be opened: the faults of its history, or what the store said.
fn refusal(error: &ApiError) -> Failure {
    let told = |fault: &Fault| format!("{} {}", fault.pointer, fault_text(&fault.kind, Language::English));
    let cause = error.source.as_ref().map(ToString::to_string).unwrap_or_else(|| format!("{:?}", error.code));
    let faults: Vec<_> = error.faults.0.iter().map(told).collect();
    Failure(if faults.is_empty() { cause } else { faults.join("\n") })
}

/// A store's error with its causes in one line.
pub fn failure(error: &StoreError) -> Failure {
    Failure(error.in_full())
}

/// A client to be added to the region's own issuer.
#[derive(Debug, Clone, Copy)]
pub struct NewClient<'a> {
    /// What it calls itself.
    pub name: &'a str,
    /// Its secret, of which only the digest is kept.
    pub secret: &'a str,
    /// The organisation its tokens name.
    pub org_number: Option<OrgNumber>,
    /// What it may ask for.
    pub scopes: &'a [&'a str],
    /// Whether anyone knows its secret.
    pub demo: bool,
    /// The issuer by whose tokens it runs the region, if it does.
    pub operator: Option<&'a str>,
}

impl NewClient<'_> {
    /// Adds it.
    pub async fn add(self, store: &Store, writer: Writer) -> Result<(), Failure> {
        let client = Client {
            id: ClientId::fresh(),
            name: Line::parse(self.name).map_err(|_| Failure(format!("{:?} is no name for a client", self.name)))?,
            secret_sha256: Digest(secret_sha256(self.secret)),
            org_number: self.org_number,
            scopes: self.scopes.iter().map(ToString::to_string).collect(),
            disabled: false,
            demo: self.demo,
            created_at: writer.now,
            changed_at: writer.now,
            version: 1,
        };
        let operator =
            self.operator.map(|issuer| Line::parse(issuer).map_err(|_| Failure(format!("{issuer:?} is no issuer"))));
        let operator = operator.transpose()?.map(|issuer| Operator {
            identity: Identity { issuer, subject: client.name.clone() },
            validity: Validity::ALWAYS,
        });
        let region = store.region();
        let added = region.write(patience(), writer, move |tx| {
            tx.clients().insert(&client)?;
            operator.map_or(Ok(()), |operator| tx.operators().insert(&operator))
        });
        added.await.map_err(|error| match error {
            StoreError::Taken(_) => Failure(format!("there is a client {} already", self.name)),
            error => failure(&error),
        })
    }
}
