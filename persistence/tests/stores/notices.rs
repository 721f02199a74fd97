//! The outbox of notices: each reads back as it became, in the order it is due, and of those meetings alone that are asked for.
use domain::policy::Sight;
use domain::{Dispatch, NoticeState};
use persistence::{NoticeFilter, Page, Sort, StoreError};

use crate::fixtures::{NEW, at, body, dispatch, person};
use crate::sessions::whole_meeting;
use crate::world::{World, on_both};

#[test]
fn a_notice_reads_back_and_is_due_when_it_says() {
    on_both(async |world: World| {
        let (committee, kari) = (body("SSU"), person("Kari"));
        let (held, other) = (whole_meeting(committee.id), whole_meeting(committee.id));
        let first = dispatch(held.id, kari.id);
        let second = Dispatch { due_at: Some(at(NEW).plus_seconds(-60)), ..dispatch(other.id, kari.id) };
        let (body, all) = (committee.id, [first.clone(), second.clone()]);
        let enter = move |tx: &mut persistence::TenantTx<'_, '_>| {
            tx.bodies().insert(&committee)?;
            tx.persons().insert(&kari)?;
            tx.meetings().insert(&held)?;
            tx.meetings().insert(&other)?;
            tx.notices().insert(&all)
        };
        world.write(enter).await.expect("entered");
        let due = |now, most| world.read(move |tx| tx.notices().due(now, most));
        assert_eq!(due(at(NEW), 10).await.expect("read"), [second.clone(), first.clone()]);
        assert_eq!(due(at(NEW), 1).await.expect("read"), [second.clone()]);
        assert_eq!(due(at(NEW).plus_seconds(-1), 10).await.expect("read"), [second.clone()]);
        assert_eq!(due(at(NEW).plus_seconds(-61), 10).await.expect("read"), []);

        let sent = first.tried(at(NEW)).settled(NoticeState::Sent, at(NEW).plus_seconds(5));
        let (old, new) = (first.clone(), sent.clone());
        let before = world.read(|tx| tx.notices().generation()).await.expect("read");
        world.write(move |tx| tx.notices().change(&old, &new)).await.expect("changed");
        let after = world.read(|tx| tx.notices().generation()).await.expect("read");
        assert!(after > before, "{before} {after}");
        let stale = world.write(move |tx| tx.notices().change(&first, &first.tried(at(NEW)))).await;
        assert!(matches!(stale, Err(StoreError::Stale | StoreError::NotFound)), "{stale:?}");
        let id = sent.id;
        assert_eq!(world.read(move |tx| tx.notices().get(id)).await.expect("read"), sent);

        let list = |filter: NoticeFilter| {
            let page = Page { sort: Sort::Created, seek: None, limit: 10 };
            world.read(move |tx| {
                assert_eq!(
                    tx.notices().count(&filter)?,
                    i64::try_from(tx.notices().list(&filter, &page)?.len()).unwrap()
                );
                tx.notices().list(&filter, &page)
            })
        };
        let everything = NoticeFilter { bodies: vec![body], sight: Sight::everything(), ..NoticeFilter::default() };
        assert_eq!(list(everything.clone()).await.expect("read").len(), 2);
        let of_one = NoticeFilter { meeting: Some(sent.meeting), ..everything.clone() };
        assert_eq!(list(of_one).await.expect("read"), [sent.clone()]);
        let of_state = NoticeFilter { state: Some(NoticeState::Sent), ..everything.clone() };
        assert_eq!(list(of_state).await.expect("read"), [sent]);
        assert_eq!(list(NoticeFilter { bodies: Vec::new(), ..everything }).await.expect("read"), []);
    });
}
