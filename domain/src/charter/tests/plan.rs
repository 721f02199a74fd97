//! What applying a charter does, and what it refuses, as tables of changes to what stands.
use jiff::civil::date;

use super::provisions::{provisions, seats};
use super::{charter, key, member, names};
use crate::{
    AreaRole, ChangeKind, Charter, Date, Instant, Key, Per, Plan, Prose, Roster, Rule, Structure, Tenant, Validity,
};

pub(super) const TODAY: Date = date(2026, 6, 1);

pub(super) fn now() -> Instant {
    Instant::parse("2026-06-01T08:00:00Z").expect("an instant")
}

pub(super) fn founded(change: impl FnOnce(&mut Charter)) -> (Charter, Tenant, Structure) {
    let mut charter = charter();
    charter.provisions = provisions();
    change(&mut charter);
    let made = charter.entities(now());
    let structure = Structure {
        settings: made.settings,
        parties: made.parties,
        areas: made.areas,
        bodies: made.bodies,
        provisions: made.provisions,
    };
    (charter, made.tenant, structure)
}

type Told = Vec<(String, String)>;

fn told(planned: Result<Plan, crate::Faults>) -> Result<Told, Told> {
    planned
        .map(|plan| {
            let changes = plan.changes().iter().map(|change| {
                let key = change.key.as_ref().map_or("settings", Key::as_str);
                (change.act.to_string(), format!("{key} {}", change.members.join(" ")).trim().to_owned())
            });
            changes.collect()
        })
        .map_err(|faults| faults.0.into_iter().map(|fault| (fault.pointer, fault.kind.code().to_owned())).collect())
}

fn owned(rows: &[(&str, &str)]) -> Told {
    rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn days(from: Option<Date>, to: Option<Date>) -> Validity {
    Validity { from, to }
}

const PAST: Option<Date> = Some(date(2022, 1, 1));
const YESTERDAY: Option<Date> = Some(date(2026, 5, 31));
const LATER: Option<Date> = Some(date(2027, 1, 1));

#[test]
fn each_difference_is_one_change() {
    type Change = fn(&mut Charter);
    let table: [(Change, &[(&str, &str)]); 12] = [
        (|_| {}, &[]),
        (|c| c.parties.reverse(), &[]),
        (|c| c.settings.paper_deadline_days = 7, &[("changed", "settings paperDeadlineDays")]),
        (|c| c.bodies[3].names = names("Nytt namn"), &[("changed", "pm names")]),
        (|c| c.bodies[1].body_type = crate::BodyType::Network, &[("changed", "ou type")]),
        (|c| c.bodies[4].validity.to = LATER, &[("ended", "gammal validTo")]),
        (|c| drop(c.parties.pop()), &[("ended", "bygda validTo")]),
        (|c| c.parties.push(super::party("ny", crate::PartyKind::Ks, None)), &[("created", "ny")]),
        (|c| drop(c.provisions.remove(0)), &[("ended", "leiar validTo")]),
        (|c| c.areas[0].members.push(member("bygda", AreaRole::Municipality)), &[("changed", "nord members")]),
        (|c| drop(c.areas[0].members.pop()), &[("changed", "nord members")]),
        (
            |c| match &mut c.provisions[1].rule {
                Rule::SeatRule(rule) => rule.quotas.clear(),
                other => panic!("{other:?}"),
            },
            &[("changed", "pm-omrade quotas")],
        ),
    ];
    for (row, (change, expected)) in table.into_iter().enumerate() {
        let (mut charter, tenant, structure) = founded(|_| {});
        change(&mut charter);
        let planned = charter.plan(&tenant, &structure, &Roster::default(), TODAY, TODAY, now());
        assert_eq!(told(planned), Ok(owned(expected)), "row {row}");
    }
}

#[test]
fn what_is_missing_ends_the_day_before() {
    for (old, from, wanted) in [
        (Validity::ALWAYS, TODAY, Some(days(None, YESTERDAY))),
        (days(PAST, LATER), TODAY, Some(days(PAST, YESTERDAY))),
        (days(PAST, None), date(2026, 9, 1), Some(days(PAST, Some(date(2026, 8, 31))))),
        (days(PAST, YESTERDAY), TODAY, None),
        (days(PAST, Some(date(2026, 8, 1))), date(2026, 9, 1), None),
        (days(LATER, None), TODAY, Some(days(LATER, Some(date(2026, 12, 31))))),
        (days(Some(TODAY), None), TODAY, Some(days(Some(TODAY), YESTERDAY))),
    ] {
        let (mut charter, tenant, structure) = founded(|c| c.parties[3].validity = old);
        charter.parties.pop();
        let plan = charter.plan(&tenant, &structure, &Roster::default(), from, TODAY, now()).expect("no fault");
        let ended = plan.parties.first().map(|step| step.new.validity);
        assert_eq!(ended, wanted, "{old:?} from {from}");
        assert!(plan.parties.iter().all(|step| step.pointer == "/parties" && step.new.version == 2));
    }
}

#[test]
fn no_day_that_has_been_is_taken_away() {
    let first = Some(date(2020, 1, 1));
    for (old, new, wanted) in [
        (days(PAST, None), days(LATER, None), &[("/bodies/4/validFrom", "history-rewritten")][..]),
        (days(None, None), days(PAST, None), &[("/bodies/4/validFrom", "history-rewritten")]),
        (days(PAST, None), days(first, None), &[]),
        (days(PAST, None), days(None, None), &[]),
        (days(Some(TODAY), None), days(LATER, None), &[("/bodies/4/validFrom", "history-rewritten")]),
        (days(LATER, None), days(PAST, None), &[]),
        (days(PAST, None), days(PAST, YESTERDAY), &[]),
        (days(PAST, None), days(PAST, Some(date(2026, 5, 30))), &[("/bodies/4/validTo", "history-rewritten")]),
        (days(first, PAST), days(first, None), &[]),
        (days(first, PAST), days(first, LATER), &[]),
        (days(first, PAST), days(Some(TODAY), None), &[]),
        (days(first, PAST), days(Some(date(2021, 1, 1)), None), &[("/bodies/4/validFrom", "history-rewritten")]),
        (days(first, PAST), days(first, Some(date(2021, 1, 1))), &[("/bodies/4/validTo", "history-rewritten")]),
    ] {
        let (mut charter, tenant, structure) = founded(|c| c.bodies[4].validity = old);
        charter.bodies[4].validity = new;
        let planned = charter.plan(&tenant, &structure, &Roster::default(), TODAY, TODAY, now());
        let faults = told(planned).err().unwrap_or_default();
        assert_eq!(faults, owned(wanted), "{old:?} to {new:?}");
    }
}

#[test]
fn what_never_changes_is_a_fault_at_its_place() {
    type Change = fn(&mut Charter);
    let table: [(Change, &[(&str, &str)]); 11] = [
        (|c| c.community.slug = key("anna"), &[("/community/slug", "immutable")]),
        (|c| c.community.names = names("Anna"), &[("/community/names", "immutable")]),
        (|c| c.community.language = crate::Language::Bokmaal, &[("/community/language", "immutable")]),
        (|c| c.community.listing = crate::Listing::Members, &[("/community/listing", "immutable")]),
        (|c| c.bodies[3].mandate = None, &[("/bodies/3/mandate", "history-rewritten")]),
        (
            |c| c.provisions[5].rule = super::provisions::seat_rule("xx", seats("pm", Per::Body)).rule,
            &[("/seatRules/2/key", "key-taken")],
        ),
        (
            |c| c.provisions[1].rule = super::provisions::seat_rule("xx", seats("ou", Per::Area)).rule,
            &[("/seatRules/0/body", "immutable")],
        ),
        (
            |c| {
                let number = c.parties[2].org_number.take();
                c.parties[3].org_number = number;
            },
            &[("/parties/3/orgNumber", "taken")],
        ),
        (|c| c.bodies[3].validity.to = LATER, &[("/bodies/2/parent", "outside-validity")]),
        (
            |c| {
                c.areas[0].validity.to = LATER;
                c.bodies[4].area = Some(key("nord"));
                c.bodies[2].area = Some(key("nord"));
                c.bodies[2].validity.to = LATER;
            },
            &[
                ("/bodies/4/area", "outside-validity"),
                ("/bodies/1/parent", "outside-validity"),
                ("/bodies/1/area", "outside-validity"),
            ],
        ),
        (|c| c.ends = vec![key("finst-ikkje"), key("pm")], &[("/ends/0", "unknown-reference"), ("/ends/1", "needs")]),
    ];
    for (row, (change, expected)) in table.into_iter().enumerate() {
        let (mut charter, tenant, structure) =
            founded(|c| c.bodies[3].mandate = Some(Prose::parse("Drøfting.").expect("prose")));
        change(&mut charter);
        let planned = charter.plan(&tenant, &structure, &Roster::default(), TODAY, TODAY, now());
        assert_eq!(told(planned), Err(owned(expected)), "row {row}");
    }
}

#[test]
fn what_is_in_force_changes_from_today_only() {
    type Change = fn(&mut Charter);
    let future = || Validity { from: LATER, to: None };
    let from = date(2026, 9, 1);
    let table: [(Change, &[(&str, &str)]); 6] = [
        (|c| c.settings.paper_deadline_days = 7, &[("/settings/paperDeadlineDays", "only-from-today")]),
        (|c| c.bodies[3].names = names("Nytt"), &[("/bodies/3/names", "only-from-today")]),
        (|c| c.bodies[4].validity.to = LATER, &[]),
        (|c| c.parties[3].names = names("Nytt"), &[]),
        (|c| drop(c.areas[0].members.pop()), &[]),
        (|c| c.bodies.push(super::body("ny", None)), &[]),
    ];
    for (row, (change, expected)) in table.into_iter().enumerate() {
        let (mut charter, tenant, structure) = founded(|c| c.parties[3].validity = future());
        change(&mut charter);
        let planned = charter.plan(&tenant, &structure, &Roster::default(), from, TODAY, now());
        assert_eq!(told(planned).err().unwrap_or_default(), owned(expected), "row {row}");
    }
    let (charter, tenant, structure) = founded(|_| {});
    let past = charter.plan(&tenant, &structure, &Roster::default(), date(2026, 5, 31), TODAY, now());
    assert_eq!(told(past), Err(owned(&[("?from", "history-rewritten")])));
}

#[test]
fn what_had_ended_is_reopened_as_the_charter_says() {
    let ended = days(None, PAST);
    let never = days(LATER, Some(date(2026, 12, 31)));
    for (old, new) in [(ended, Validity::ALWAYS), (ended, days(Some(TODAY), None)), (never, days(LATER, None))] {
        let (mut charter, tenant, mut structure) = founded(|_| {});
        let kept = structure.parties.iter_mut().find(|party| party.key == key("bygda")).expect("a party");
        kept.validity = old;
        let id = kept.id;
        charter.parties[3].validity = new;
        let plan = charter.plan(&tenant, &structure, &Roster::default(), TODAY, TODAY, now()).expect("no fault");
        assert_eq!(plan.changes()[0].act, ChangeKind::Reopened, "{old:?}");
        assert_eq!((plan.parties[0].new.id, plan.parties[0].new.validity), (id, new));
    }
}

#[test]
fn an_areas_member_ends_with_the_charter_or_never_begins() {
    let first = Some(date(2020, 1, 1));
    for (old, new, wanted) in [
        (days(None, None), None, Ok(vec![days(None, YESTERDAY)])),
        (days(LATER, None), None, Ok(vec![])),
        (days(first, PAST), None, Ok(vec![days(first, PAST)])),
        (days(first, PAST), Some(days(Some(TODAY), None)), Ok(vec![days(first, PAST), days(Some(TODAY), None)])),
        (days(first, None), Some(days(first, LATER)), Ok(vec![days(first, LATER)])),
        (days(first, None), Some(days(Some(TODAY), None)), Ok(vec![days(first, YESTERDAY), days(Some(TODAY), None)])),
        (days(first, None), Some(days(PAST, None)), Err("/areas/0/members/0/validFrom")),
        (days(first, None), Some(days(first, PAST)), Err("/areas/0/members/0/validTo")),
        (days(PAST, None), Some(days(first, None)), Ok(vec![days(first, None)])),
    ] {
        let (mut charter, tenant, structure) = founded(|c| c.areas[0].members[0].validity = old);
        match new {
            None => drop(charter.areas[0].members.remove(0)),
            Some(new) => charter.areas[0].members[0].validity = new,
        }
        let planned = charter.plan(&tenant, &structure, &Roster::default(), TODAY, TODAY, now());
        let town = structure.parties.iter().find(|party| party.key == key("byen")).expect("a party").id;
        let stands = planned.map(|plan| {
            let area = plan.applied(&structure).areas.remove(0);
            area.members.iter().filter(|member| member.party == town).map(|member| member.validity).collect::<Vec<_>>()
        });
        let stands = stands.map_err(|faults| faults.0[0].pointer.clone());
        assert_eq!(stands, wanted.map_err(str::to_owned), "{old:?} to {new:?}");
    }
}
