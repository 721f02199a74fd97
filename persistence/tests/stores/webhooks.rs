//! Webhooks and their logs: every field reads back, and what is too old or too much is let go.
use std::collections::BTreeSet;

use domain::webhook::{DeliveryFault, DisabledReason, FeedType, LOG_KEPT, LOG_MAX, ReceiverUrl, Signing};
use domain::{
    ActKind, Instant, OrgNumber, PartyId, SubjectType, Webhook, WebhookId, WebhookKey, WebhookMaker, WebhookState,
};
use persistence::{
    DeadLetter, Delivery, Direction, LogPage, Page, Queue, Sort, StoreError, TenantTx, WebhookFilter, WebhookLog,
};

use crate::fixtures::{identity, party};
use crate::world::{World, on_both, soon, writer, writer_at};

/// A webhook of the community's own, or of a party.
pub(crate) fn webhook(party: Option<PartyId>) -> Webhook {
    let (now, who) = (writer().now, identity("system"));
    let key = |sealed: &[u8]| WebhookKey { sealed: sealed.to_vec(), public: None, retires: None };
    Webhook {
        id: WebhookId::fresh(),
        url: ReceiverUrl::parse("https://mottak.example/varsel").expect("an address"),
        party,
        types: BTreeSet::new(),
        description: None,
        state: WebhookState::Active,
        reason: None,
        signing: Signing::Hmac,
        keys: vec![key(b"\x00sealed\xff")],
        maker: WebhookMaker {
            issuer: who.issuer,
            subject: who.subject,
            organization: None,
            scopes: BTreeSet::from(["one".to_owned()]),
        },
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

fn delivery(number: i64, at: Instant) -> Delivery {
    let (message, kind) = (format!("msg_{number}"), "no.helsefellesskap.party.changed".to_owned());
    Delivery { number, message, kind, tries: 1, at, status: Some(503), fault: Some(DeliveryFault::Status), millis: 7 }
}

/// Sets a webhook up, and tells it something in vain.
pub(crate) fn tell(tx: &mut TenantTx<'_, '_>, webhook: &Webhook) -> Result<(), StoreError> {
    tx.webhooks().insert(webhook, "begun")?;
    let last = delivery(1, writer().now);
    tx.webhook_log().add(webhook.id, &last)?;
    tx.webhook_log().give_up(webhook.id, &DeadLetter { last, place: "begun".to_owned() })
}

/// Calls every method that writes.
pub(crate) fn write_webhooks(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let webhook = webhook(None);
    tell(tx, &webhook)?;
    let old = tx.webhooks().get(webhook.id)?;
    tx.webhooks().change(&old, &webhook, ActKind::Changed)?;
    let queue = tx.webhook_log().queue(webhook.id)?;
    tx.webhook_log().go_on(webhook.id, &queue)?;
    tx.webhook_log().take_back(webhook.id, "msg_1")
}

/// Calls every method that reads.
pub(crate) fn read_webhooks(tx: &mut TenantTx<'_, '_>) -> Result<(), StoreError> {
    let page = Page { sort: Sort::Created, seek: None, limit: 5 };
    let parties = Some(BTreeSet::from([PartyId::fresh()]));
    tx.webhooks().list(&WebhookFilter { parties, state: Some(WebhookState::Active) }, &page)?;
    let one = tx.webhooks().list(&WebhookFilter::default(), &page)?.remove(0).id;
    tx.webhooks().count(&WebhookFilter::default())?;
    tx.webhooks().lasting()?;
    tx.webhooks().active()?;
    tx.webhooks().get(one)?;
    let since = WebhookLog::since(writer().now);
    for seek in [None, Some((Direction::Forward, 5)), Some((Direction::Backward, 0))] {
        tx.webhook_log().deliveries(one, since, LogPage { seek, limit: 5 })?;
        tx.webhook_log().dead_letters(one, since, LogPage { seek, limit: 5 })?;
    }
    tx.webhook_log().count_deliveries(one, since)?;
    tx.webhook_log().count_dead_letters(one, since)?;
    match tx.webhook_log().dead_letter(one, "msg_none", since) {
        Err(StoreError::NotFound) => Ok(()),
        other => panic!("a letter that is not there: {other:?}"),
    }
}

#[test]
fn every_field_of_a_webhook_reads_back() {
    on_both(async |world: World| {
        let own = party("Alver");
        let bare = webhook(None);
        let whole = Webhook {
            party: Some(own.id),
            types: BTreeSet::from([FeedType(SubjectType::Case), FeedType(SubjectType::Meeting)]),
            description: domain::Line::parse("Oppdikta mottak").ok(),
            state: WebhookState::Disabled,
            reason: Some(DisabledReason::Gone),
            signing: Signing::Ed25519,
            keys: vec![WebhookKey {
                sealed: vec![0, 255, 7],
                public: Some("whpk_x".to_owned()),
                retires: Some(writer().now),
            }],
            maker: WebhookMaker { organization: OrgNumber::parse("920290922"), ..bare.maker.clone() },
            ..webhook(None)
        };
        let (first, second) = (bare.clone(), whole.clone());
        let enter = move |tx: &mut TenantTx<'_, '_>| {
            tx.parties().insert(&own)?;
            tx.webhooks().insert(&first, "p1")?;
            tx.webhooks().insert(&second, "p2")
        };
        world.write(enter).await.expect("both are written");
        for wanted in [&bare, &whole] {
            let id = wanted.id;
            assert_eq!(&world.read(move |tx| tx.webhooks().get(id)).await.expect("there").value, wanted);
        }
        let active = world.read(|tx| tx.webhooks().active()).await.expect("read");
        assert_eq!(active, [(bare.id, 1, None)]);
        let (of, id) = (whole.party.into_iter().collect(), whole.id);
        let filter = WebhookFilter { parties: Some(of), state: None };
        let page = Page { sort: Sort::Created, seek: None, limit: 5 };
        let found = world.read(move |tx| tx.webhooks().list(&filter, &page)).await.expect("read");
        assert_eq!(found.iter().map(|each| each.id).collect::<Vec<_>>(), [id]);
        let nobodys = WebhookFilter { parties: Some(BTreeSet::new()), state: None };
        assert_eq!(world.read(move |tx| tx.webhooks().count(&nobodys)).await.expect("read"), 0);
    });
}

#[test]
fn a_queue_reads_back_and_stays_with_its_webhook() {
    on_both(async |world: World| {
        let (one, other) = (webhook(None), webhook(None));
        let (id, beside) = (one.id, other.id);
        let enter = move |tx: &mut TenantTx<'_, '_>| {
            tx.webhooks().insert(&one, "p1")?;
            tx.webhooks().insert(&other, "p2")
        };
        world.write(enter).await.expect("written");
        let begun = Queue { place: "p1".to_owned(), number: 0, tries: 0, first_at: None, due_at: None };
        assert_eq!(world.read(move |tx| tx.webhook_log().queue(id)).await.expect("there"), begun);
        let now = writer().now;
        let waiting = Queue { number: 3, tries: 2, first_at: Some(now), due_at: Some(now.plus_seconds(30)), ..begun };
        let noted = waiting.clone();
        let before = world.read(|tx| Ok(tx.head())).await.expect("read");
        world.write(move |tx| tx.webhook_log().go_on(id, &noted)).await.expect("noted");
        assert_eq!(world.read(move |tx| tx.webhook_log().queue(id)).await.expect("there"), waiting);
        assert_eq!(world.read(move |tx| tx.webhook_log().queue(beside)).await.expect("there").place, "p2");
        assert_eq!(world.read(|tx| Ok(tx.head())).await.expect("read"), before, "nothing is journalled");
        let in_a_read = world.read(move |tx| tx.webhook_log().go_on(id, &waiting)).await;
        assert!(in_a_read.is_err(), "a read writes nothing");
    });
}

#[test]
fn what_is_too_old_or_too_much_is_let_go() {
    on_both(async |world: World| {
        let one = webhook(None);
        let id = one.id;
        let now = writer().now;
        let many = LOG_MAX + 5;
        let fill = move |tx: &mut TenantTx<'_, '_>| {
            tx.webhooks().insert(&one, "p1")?;
            for number in 1..=many {
                let last = delivery(number, now);
                tx.webhook_log().add(id, &last)?;
                tx.webhook_log().give_up(id, &DeadLetter { last, place: format!("p{number}") })?;
            }
            Ok(())
        };
        world.write(fill).await.expect("written");
        let since = WebhookLog::since(now);
        let count = move |tx: &mut TenantTx<'_, '_>| {
            Ok((tx.webhook_log().count_deliveries(id, since)?, tx.webhook_log().count_dead_letters(id, since)?))
        };
        assert_eq!(world.read(count).await.expect("read"), (LOG_MAX, LOG_MAX));
        let page = |seek| LogPage { seek, limit: 2 };
        let numbers = async |seek| {
            let found = world.read(move |tx| tx.webhook_log().deliveries(id, since, page(seek))).await.expect("read");
            found.iter().map(|each| each.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(None).await, [many, many - 1]);
        assert_eq!(numbers(Some((Direction::Forward, many - 1))).await, [many - 2, many - 3]);
        assert_eq!(numbers(Some((Direction::Backward, many - 2))).await, [many - 1, many]);
        assert_eq!(numbers(Some((Direction::Forward, 6))).await, [] as [i64; 0], "the oldest are gone");
        let read = move |tx: &mut TenantTx<'_, '_>| tx.webhook_log().dead_letter(id, "msg_7", since);
        assert_eq!(world.read(read).await.expect("there").place, "p7");
        let later = writer_at("2027-01-22T08:00:00Z");
        let (at, number) = (later.now, many + 1);
        assert!(at > now.plus_seconds(LOG_KEPT));
        let add = move |tx: &mut TenantTx<'_, '_>| tx.webhook_log().add(id, &delivery(number, at));
        world.scope().write::<_, StoreError>(soon(), later, add).await.expect("written");
        assert_eq!(world.read(count).await.expect("read"), (1, 0));
    });
}
