//! Minutes read back as they were written, version by version.
use domain::{
    AttendedAs, Ballot, CaseId, CaseKind, Elected, ItemId, Language, MeetingId, MembershipId, Minutes, MinutesItem,
    MinutesState, Named, OfficeRole, Outcome, PartyId, PersonId, Point, Position, Prose, Side, StopId, Time, Treatment,
    Verb, Visibility, Voice, Vote,
};
use persistence::{JournalFilter, StoreError};

use crate::fixtures::{NEW, OLD, at, body, date, line, validity};
use crate::seats::PUBLIC;
use crate::sessions::meeting;
use crate::world::{World, on_both};

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("prose")
}

/// With every optional field unset.
pub(crate) fn minutes(meeting: MeetingId, number: i32) -> Minutes {
    Minutes {
        meeting,
        number,
        state: MinutesState::Draft,
        language: Language::Nynorsk,
        title: line("Referat – SSU"),
        held_on: date("2026-03-18"),
        starts_at: None,
        ends_at: None,
        place: None,
        present: Vec::new(),
        excused: Vec::new(),
        introduction: None,
        items: Vec::new(),
        correction: None,
        circulated_at: None,
        approved_at: None,
        published_at: None,
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

fn whole_treatment() -> Treatment {
    let voice = |side, position| Voice {
        side,
        position,
        text: Some(prose("Vi er ikkje samde.\nEnno.")),
        bound: vec![PartyId::fresh()],
    };
    Treatment {
        outcome: Outcome::Decided,
        points: vec![
            Point { verb: Some(Verb::Adopts), text: prose("Planen.") },
            Point { verb: None, text: prose("Æ") },
        ],
        voices: vec![voice(Side::Municipal, Position::Agrees), voice(Side::Specialist, Position::Dissents)],
        votes: vec![Vote { membership: MembershipId::fresh(), ballot: Ballot::Abstains }],
        elected: vec![Elected { role: OfficeRole::Chair, person: PersonId::fresh(), validity: validity() }],
        remarks: Some(prose("Merknad")),
        reason: Some(line("Manglar tal")),
    }
}

fn whole_minutes(meeting: MeetingId, number: i32) -> Minutes {
    let named = |in_place_of| Named {
        person: PersonId::fresh(),
        attended_as: AttendedAs::Deputy,
        side: Some(Side::User),
        party: Some(PartyId::fresh()),
        in_place_of,
    };
    let item = MinutesItem {
        item: ItemId::fresh(),
        stop: Some((CaseId::fresh(), StopId::fresh())),
        number: Some(line("24-2023")),
        title: line("Oppfølging"),
        kind: CaseKind::Decision,
        background: Some(prose("Bakgrunn\n\n- éin\t- to")),
        recommendation: whole_treatment().points,
        treatment: Some(whole_treatment()),
        remarks: Some(prose("Merknad i referatet")),
    };
    Minutes {
        state: MinutesState::Published,
        language: Language::Bokmaal,
        starts_at: Some(Time::constant(9, 30, 0, 0)),
        ends_at: Some(Time::constant(12, 0, 0, 0)),
        place: Some(line("Bodø")),
        present: vec![named(Some(PersonId::fresh())), named(None)],
        excused: vec![named(None)],
        introduction: Some(prose("Leiaren ynskte velkomen.")),
        items: vec![item],
        correction: Some(line("Feil i punkt 2")),
        circulated_at: Some(at(OLD)),
        approved_at: Some(at(NEW)),
        published_at: Some(at(NEW)),
        ..minutes(meeting, number)
    }
}

/// Two meetings of one body.
async fn meetings(world: &World) -> [MeetingId; 2] {
    let organ = body("SSU");
    let held = [meeting(organ.id, "2026-03-18"), meeting(organ.id, "2026-06-10")];
    let ids = held.each_ref().map(|meeting| meeting.id);
    world
        .write(move |tx| {
            tx.bodies().insert(&organ)?;
            held.iter().try_for_each(|meeting| tx.meetings().insert(meeting))
        })
        .await
        .expect("written");
    ids
}

#[test]
fn every_field_of_minutes_reads_back() {
    on_both(async |world: World| {
        let [meeting, other] = meetings(&world).await;
        let versions = [whole_minutes(meeting, 1), minutes(meeting, 2)];
        let (first, second, only) = (versions[0].clone(), versions[1].clone(), whole_minutes(other, 1));
        let of_other = only.clone();
        world
            .write(move |tx| {
                tx.minutes().insert(&first, PUBLIC)?;
                tx.minutes().insert(&second, PUBLIC)?;
                tx.minutes().insert(&of_other, PUBLIC)
            })
            .await
            .expect("written");
        let filled = Minutes { version: 2, state: MinutesState::Circulated, ..whole_minutes(meeting, 2) };
        let wanted = [versions[0].clone(), filled.clone()];
        world
            .write(move |tx| {
                let old = tx.minutes().get(meeting, 2)?;
                assert_eq!(old.value, versions[1]);
                tx.minutes().change(&old, &filled, PUBLIC)
            })
            .await
            .expect("changed");
        world
            .read(move |tx| {
                let values = |kept: Vec<persistence::Kept<Minutes>>| kept.into_iter().map(|kept| kept.value);
                assert_eq!(values(tx.minutes().all_of(meeting)?).collect::<Vec<_>>(), wanted);
                assert_eq!(tx.minutes().newest(meeting)?.map(|kept| kept.value).as_ref(), wanted.last());
                assert!(tx.minutes().newest(MeetingId::fresh())?.is_none());
                assert!(matches!(tx.minutes().get(meeting, 3), Err(StoreError::NotFound)));
                let meetings = [other, meeting, MeetingId::fresh()];
                let mut newest: Vec<_> = values(tx.minutes().newest_of(&meetings)?).collect();
                newest.sort_by_key(|minutes| minutes.number);
                assert_eq!(newest, [only.clone(), wanted[1].clone()]);
                let mut published: Vec<_> = values(tx.minutes().published_of(&meetings)?).collect();
                published.sort_by_key(|minutes| minutes.meeting != meeting);
                assert_eq!(published, [wanted[0].clone(), only], "the newest that is published");
                assert!(tx.minutes().newest_of(&[])?.is_empty());
                Ok(())
            })
            .await
            .expect("read");
    });
}

#[test]
fn whoever_is_slower_changes_nothing() {
    on_both(async |world: World| {
        let [meeting, _] = meetings(&world).await;
        world.write(move |tx| tx.minutes().insert(&minutes(meeting, 1), PUBLIC)).await.expect("written");
        let twice = world.write(move |tx| tx.minutes().insert(&whole_minutes(meeting, 1), PUBLIC)).await;
        assert!(matches!(twice, Err(StoreError::Stale)), "{twice:?}");
        let nobodys = world.write(move |tx| tx.minutes().insert(&minutes(MeetingId::fresh(), 1), PUBLIC)).await;
        assert!(matches!(nobodys, Err(StoreError::Reference(_))), "{nobodys:?}");
        let stale = world
            .write(move |tx| {
                let old = tx.minutes().get(meeting, 1)?;
                let new = Minutes { version: 2, ..old.value.clone() };
                tx.minutes().change(&old, &new, PUBLIC)?;
                tx.minutes().change(&old, &new, PUBLIC)
            })
            .await;
        assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    });
}

#[test]
fn minutes_are_journalled_by_their_number_for_those_who_see_the_meeting() {
    on_both(async |world: World| {
        let [meeting, _] = meetings(&world).await;
        let audience = (Visibility::Side, Some(Side::Municipal));
        world.write(move |tx| tx.minutes().insert(&minutes(meeting, 2), audience)).await.expect("written");
        let filter = JournalFilter { subject: Some(format!("{meeting}/2")), limit: 2, ..JournalFilter::default() };
        let entries = world.read(move |tx| tx.journal().list(&filter)).await.expect("read");
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].act.subject.visibility, entries[0].act.subject.side), audience);
    });
}

#[test]
fn minutes_changed_behind_the_journals_back_are_found() {
    on_both(async |world: World| {
        let [meeting, _] = meetings(&world).await;
        world
            .write(move |tx| {
                tx.minutes().insert(&whole_minutes(meeting, 1), PUBLIC)?;
                tx.minutes().insert(&minutes(meeting, 2), PUBLIC)
            })
            .await
            .expect("written");
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
        let cast = if world.is_postgres() { "::json" } else { "" };
        let told = format!("replace(CAST(content AS text), 'Planen', 'Plana'){cast}");
        let sql = [format!("UPDATE minutes SET content = {told}"), "DELETE FROM minutes WHERE number = 2".to_owned()];
        for (i, sql) in sql.iter().enumerate() {
            world.tamper(sql);
            let found = world.read(|tx| tx.verify(&[])).await.expect("verified").len();
            assert_eq!(found, i + 1, "{sql}");
        }
    });
}
