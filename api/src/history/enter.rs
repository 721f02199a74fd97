//! Finding what a community has of what a file tells, and entering the rest.
use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeSet, HashMap};

use domain::history::{Existing, Fact, Plan, Record, plan};
use domain::policy::Sight;
use domain::{BodyId, Date, Faults, Handle, Instant, Key, Language, Line, Meeting, Structure, oslo_date};
use persistence::{CaseFilter, StoreError, TenantTx};

use super::Lines;
use crate::wire::ApiError;

/// The first and the last day anyone can write.
const EVER: (Date, Date) = (Date::constant(1, 1, 1), Date::constant(9999, 12, 31));

/// What entering the lines of a file takes, or everything that is wrong with them. Writes nothing.
pub fn planned(tx: &mut TenantTx<'_, '_>, lines: Lines, language: Language, now: Instant) -> Result<Plan, ApiError> {
    let structure = tx.structure().now()?;
    let existing = existing(tx, &lines.records, &structure, now)?;
    let partial = !lines.faults.0.is_empty();
    let found = plan(&lines.records, partial, &existing, &structure, language, now);
    let Faults(mut faults) = lines.faults;
    match found {
        Ok(plan) if faults.is_empty() => return Ok(plan),
        Ok(_) => {}
        Err(more) => faults.extend(more.0),
    }
    // Line by line, and within a line as they were found.
    faults.sort_by_key(|fault| fault.pointer.split('/').nth(1).and_then(|line| line.parse::<usize>().ok()));
    Err(Faults(faults).into())
}

/// Every body a file names.
fn bodies<'r>(records: &'r [Record]) -> BTreeSet<&'r Key> {
    let of_line = |record: &'r Record| -> Vec<&'r Key> {
        match &record.fact {
            Fact::Meeting(meeting) => vec![&meeting.body],
            Fact::Case(case) => {
                let stops = case.stops.iter().map(|stop| &stop.body);
                stops.chain(case.links.iter().map(|link| &link.body)).collect()
            }
        }
    };
    records.iter().flat_map(of_line).collect()
}

/// Every case number a file names.
fn numbers(records: &[Record]) -> BTreeSet<&Line> {
    let cases = records.iter().filter_map(|record| match &record.fact {
        Fact::Case(case) => Some(case),
        Fact::Meeting(_) => None,
    });
    cases
        .flat_map(|case| {
            let stops = case.stops.iter().map(|stop| &stop.number);
            stops.chain(case.links.iter().map(|link| &link.number))
        })
        .collect()
}

/// What is there of the bodies that are named.
fn existing(
    tx: &mut TenantTx<'_, '_>,
    records: &[Record],
    structure: &Structure,
    now: Instant,
) -> Result<Existing, StoreError> {
    let named = bodies(records);
    let ids: Vec<BodyId> =
        structure.bodies.iter().filter(|body| named.contains(&body.key)).map(|body| body.id).collect();
    let mut existing = Existing::default();
    for body in ids {
        existing.meetings.extend(tx.meetings().of_body_between(body, EVER.0, EVER.1)?);
        let filter =
            CaseFilter { body: Some(body), sight: Sight::everything(), day: oslo_date(now), ..CaseFilter::default() };
        for case in tx.cases().all(&filter)? {
            if existing.cases.iter().all(|known| known.id != case.id) {
                existing.cases.push(case);
            }
        }
    }
    let numbers = numbers(records);
    let stops = existing.cases.iter().flat_map(|case| &case.stops);
    let stops: Vec<_> = stops.filter(|stop| numbers.contains(&stop.number.text)).map(|stop| stop.id).collect();
    for paper in tx.papers().newest_of(&stops)? {
        let first = if paper.number == 1 { paper } else { tx.papers().version(paper.stop, 1)? };
        existing.papers.push(first);
    }
    let over = existing.meetings.iter().filter(|meeting| !meeting.state.is_ahead());
    let over: Vec<_> = over.map(|meeting| meeting.id).collect();
    for minutes in tx.minutes().newest_of(&over)? {
        let minutes = minutes.value;
        let first = if minutes.number == 1 { minutes } else { tx.minutes().get(minutes.meeting, 1)?.value };
        existing.minutes.push(first);
    }
    Ok(existing)
}

/// Enters what a plan tells, in its own order. `progress` is told of each thing entered.
pub fn enter(tx: &mut TenantTx<'_, '_>, plan: &Plan, mut progress: impl FnMut()) -> Result<(), StoreError> {
    for meeting in &plan.meetings {
        tx.meetings().insert(meeting)?;
        progress();
    }
    for case in &plan.cases {
        tx.cases().insert(case)?;
        progress();
    }
    let mut bodies = HashMap::new();
    let met = plan.meetings.iter().map(|meeting| meeting.body);
    for id in met.chain(plan.cases.iter().flat_map(|case| &case.stops).map(|stop| stop.body)) {
        if let Slot::Vacant(slot) = bodies.entry(id) {
            slot.insert(tx.bodies().get(&Handle::Id(id))?.value);
        }
    }
    for paper in &plan.papers {
        let of = plan.cases.iter().find_map(|case| case.stop(paper.stop).map(|stop| (case, &bodies[&stop.body])));
        let (case, body) = of.ok_or(StoreError::NotFound)?;
        tx.papers().add(paper, case.paper_told_on(oslo_date(case.changed_at), body))?;
    }
    for (meeting, items) in &plan.agendas {
        let old = tx.meetings().get(meeting.id)?;
        let now = plan.cases.first().map_or(old.value.changed_at, |case| case.changed_at);
        let mut new = Meeting { changed_at: now, version: old.value.version + 1, ..old.value.clone() };
        new.agenda.extend(items.iter().cloned());
        tx.meetings().change(&old, &new)?;
    }
    for minutes in &plan.minutes {
        let meeting = tx.meetings().get(minutes.meeting)?.value;
        tx.minutes().insert(minutes, minutes.told_to(&meeting, &bodies[&meeting.body]))?;
    }
    Ok(())
}
