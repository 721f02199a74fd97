//! Webhooks of one tenant.
use std::collections::BTreeSet;

use data_encoding::BASE64;
use diesel::prelude::*;
use domain::webhook::{DisabledReason, FeedType, ReceiverUrl, Signing};
use domain::{ActKind, Instant, Line, PartyId, Salt, Webhook, WebhookId, WebhookKey, WebhookMaker, WebhookState};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::column::{At, Doc, Id, Word};
use crate::conn::query;
use crate::paging::{Page, paged_by_id};
use crate::row::{Kept, State, fresh_salt, one, salt, state, stored};
use crate::schema::{webhook, webhook_queue};
use crate::tx::Tx;

/// What no list asks for.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    url: ReceiverUrl,
    types: BTreeSet<FeedType>,
    description: Option<Line>,
    reason: Option<DisabledReason>,
    signing: Signing,
    keys: Vec<KeyContent>,
    maker: WebhookMaker,
}

/// A key, its sealed secret as base64.
#[derive(Debug, Serialize, Deserialize)]
struct KeyContent {
    sealed: String,
    public: Option<String>,
    retires: Option<Instant>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhook, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    party_id: Option<Id>,
    state: Word<WebhookState>,
    content: Doc<Content>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, webhook: &Webhook) -> Self {
        let key = |key: &WebhookKey| KeyContent {
            sealed: BASE64.encode(&key.sealed),
            public: key.public.clone(),
            retires: key.retires,
        };
        Self {
            tenant_id: scope,
            id: Id(webhook.id.0),
            party_id: webhook.party.map(|party| Id(party.0)),
            state: Word(webhook.state),
            content: Doc(Content {
                url: webhook.url.clone(),
                types: webhook.types.clone(),
                description: webhook.description.clone(),
                reason: webhook.reason,
                signing: webhook.signing,
                keys: webhook.keys.iter().map(key).collect(),
                maker: webhook.maker.clone(),
            }),
            salt: salt.0.to_vec(),
            created_at: At(webhook.created_at),
            changed_at: At(webhook.changed_at),
            version: webhook.version,
        }
    }
}

impl TryFrom<Row> for Kept<Webhook> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let Doc(content) = row.content;
        let key = |key: KeyContent| {
            let sealed = stored(BASE64.decode(key.sealed.as_bytes()).ok())?;
            Ok::<_, StoreError>(WebhookKey { sealed, public: key.public, retires: key.retires })
        };
        let value = Webhook {
            id: WebhookId(row.id.0),
            url: content.url,
            party: row.party_id.map(|id| PartyId(id.0)),
            types: content.types,
            description: content.description,
            state: row.state.0,
            reason: content.reason,
            signing: content.signing,
            keys: content.keys.into_iter().map(key).collect::<Result<_, _>>()?,
            maker: content.maker,
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// Which webhooks to list.
#[derive(Debug, Clone, Default)]
pub struct WebhookFilter {
    /// Only those of these parties.
    pub parties: Option<BTreeSet<PartyId>>,
    /// Only those in this state.
    pub state: Option<WebhookState>,
}

/// What a list of webhooks is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let mut q = webhook::table.filter(webhook::tenant_id.eq($scope)).into_boxed();
        if let Some(parties) = &$filter.parties {
            q = q.filter(webhook::party_id.eq_any(parties.iter().map(|party| Id(party.0))));
        }
        if let Some(state) = $filter.state {
            q = q.filter(webhook::state.eq(Word(state)));
        }
        q
    }};
}

/// The webhooks of the open transaction's tenant.
pub struct Webhooks<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Webhooks<'_, '_> {
    /// One page of the webhooks that fit the filter, in the order they were made.
    pub fn list(&mut self, filter: &WebhookFilter, page: &Page) -> Result<Vec<Webhook>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_id!(matching!(scope, filter), page, webhook)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
    }

    /// How many webhooks fit the filter.
    pub fn count(&mut self, filter: &WebhookFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// How many there are that have not ended.
    pub fn lasting(&mut self) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| webhook::table
            .filter(webhook::tenant_id.eq(scope))
            .filter(webhook::state.ne(Word(WebhookState::Ended)))
            .count()
            .get_result(c))?)
    }

    /// Every webhook that is told of changes, with its version and when its message is tried again.
    pub fn active(&mut self) -> Result<Vec<(WebhookId, i32, Option<Instant>)>, StoreError> {
        let scope = self.0.scope;
        let own = webhook_queue::tenant_id.eq(webhook::tenant_id).and(webhook_queue::webhook_id.eq(webhook::id));
        let rows: Vec<(Id, i32, Option<At>)> = query!(&mut self.0.conn, |c| webhook::table
            .inner_join(webhook_queue::table.on(own))
            .filter(webhook::tenant_id.eq(scope))
            .filter(webhook_queue::tenant_id.eq(scope))
            .filter(webhook::state.eq(Word(WebhookState::Active)))
            .order(webhook::id)
            .select((webhook::id, webhook::version, webhook_queue::due_at))
            .load(c))?;
        Ok(rows.into_iter().map(|(id, version, due)| (WebhookId(id.0), version, due.map(|at| at.0))).collect())
    }

    /// One webhook.
    pub fn get(&mut self, id: WebhookId) -> Result<Kept<Webhook>, StoreError> {
        let found = webhook::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// Sets a webhook up, to be told of what comes after a place in the feed.
    pub fn insert(&mut self, value: &Webhook, place: &str) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, value);
        query!(&mut self.0.conn, |c| {
            diesel::insert_into(webhook::table).values(&row).execute(c)?;
            diesel::insert_into(webhook_queue::table)
                .values((
                    webhook_queue::tenant_id.eq(row.tenant_id),
                    webhook_queue::webhook_id.eq(row.id),
                    webhook_queue::place.eq(place),
                    webhook_queue::number.eq(0),
                    webhook_queue::tries.eq(0),
                ))
                .execute(c)?
        });
        self.0.record(ActKind::Created, salt, value);
        Ok(())
    }

    /// Replaces a webhook by its next version.
    pub fn change(&mut self, old: &Kept<Webhook>, new: &Webhook, act: ActKind) -> Result<(), StoreError> {
        let row = Row::new(self.0.scope, old.salt, new);
        let found = webhook::table.find((self.0.scope, Id(new.id.0))).filter(webhook::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(act, old.salt, new);
        Ok(())
    }

    /// Every webhook, whatever its state.
    pub fn all(&mut self) -> Result<Vec<Kept<Webhook>>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| webhook::table
            .filter(webhook::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// The digest of every webhook's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        Ok(self.all()?.iter().map(state).collect())
    }
}
