//! An agenda as it is entered, and the items it becomes.
use std::collections::{HashMap, HashSet};

use deserr::Deserr;
use domain::meeting::check_agenda;
use domain::{
    BodyId, Case, CaseId, CaseKind, CaseState, FaultKind, Faults, Item, ItemId, Line, Meeting, PersonId, Stop, StopId,
    StopState,
};
use persistence::StoreError;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::super::matters::{is_seen, seen_cases};
use crate::guard::Writing;
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults, Within};
use crate::wire::schema::{CaseIdText, CaseKindWord, ItemIdText, LineText, PersonIdText};

type Minutes = Within<1, { Meeting::MINUTES_MAX as i64 }>;

/// An item of an agenda (*sak på saklista*): a case that the body has before it, or something with a title of its own.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgendaItemContent)]
struct ItemFields {
    /// The item, where it stands on the agenda already.
    #[deserr(default)]
    #[schema(value_type = Option<ItemIdText>)]
    id: Option<ItemId>,
    /// The case it takes up.
    #[deserr(default)]
    #[schema(value_type = Option<CaseIdText>)]
    case: Option<CaseId>,
    /// What it is called; required where it takes up no case, which has a title already.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    title: Option<Line>,
    /// What is asked for; what the case asks for where nothing is told, and otherwise to be informed.
    #[deserr(default)]
    #[schema(value_type = Option<CaseKindWord>)]
    kind: Option<CaseKind>,
    /// How long it may take, in minutes.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 600, example = 30)]
    minutes: Option<Minutes>,
    /// Who presents it.
    #[deserr(default)]
    #[schema(value_type = Option<PersonIdText>)]
    presenter: Option<PersonId>,
    /// Who is called for this item alone.
    #[deserr(default)]
    #[schema(value_type = Vec<PersonIdText>, max_items = 30, required = false)]
    attendees: AtMost<PersonId, { Meeting::ATTENDEES_MAX }>,
}

/// An agenda (*sakliste*), whole and in order.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = AgendaContent)]
pub(super) struct AgendaFields {
    #[schema(value_type = Vec<ItemFields>, max_items = 100)]
    items: AtMost<ItemFields, { Meeting::ITEMS_MAX }>,
}

impl Form for AgendaFields {
    fn stand_ins() -> Value {
        // Of nobody: only what stands in for it is ever called so.
        let nobody = PersonId::fresh();
        json!({"items": [{"title": "-", "attendees": [nobody]}]})
    }
}

/// The agenda as it was, as far as the caller sees it.
pub(super) struct Before<'m> {
    pub(super) meeting: &'m Meeting,
    pub(super) body: BodyId,
    pub(super) shown: &'m HashMap<CaseId, Case>,
}

impl Before<'_> {
    /// The item that is named, or that takes up the same case.
    fn item(&self, fields: &ItemFields) -> Option<&Item> {
        let seen = self.meeting.agenda.iter().filter(|item| is_seen(item, self.shown));
        let of_case = |item: &Item| item.stop.map(|(case, _)| case);
        let named = |item: &&Item| match fields.id {
            Some(id) => item.id == id,
            None => fields.case.is_some() && of_case(item) == fields.case,
        };
        seen.into_iter().find(named)
    }

    /// Where a case stands in the body, if it can come on this agenda.
    fn stop(&self, case: &Case) -> Option<StopId> {
        let free = |state| matches!(state, StopState::Accepted | StopState::Prepared);
        let under_way = matches!(case.state, CaseState::Accepted | CaseState::Prepared | CaseState::Scheduled);
        let mut here = case.present_stops().filter(|stop| stop.body == self.body && under_way);
        let stands = |stop: &Stop| stop.state == StopState::Scheduled && stop.meeting == Some(self.meeting.id);
        here.find(|stop| stands(stop) || free(stop.state)).map(|stop| stop.id)
    }

    /// The items with those among them that the caller does not see, each in its place.
    fn with_hidden(&self, mut items: Vec<Item>) -> Vec<Item> {
        for (place, item) in self.meeting.agenda.iter().enumerate() {
            if !is_seen(item, self.shown) {
                items.insert(place.min(items.len()), item.clone());
            }
        }
        items
    }
}

/// The persons that are named and known.
fn known_persons(writing: &mut Writing<'_, '_, '_>, items: &[ItemFields]) -> Result<HashSet<PersonId>, StoreError> {
    let named: HashSet<PersonId> =
        items.iter().flat_map(|item| item.presenter.iter().chain(&item.attendees.0)).copied().collect();
    let known = writing.tx.persons().names(&Vec::from_iter(named))?;
    Ok(known.into_iter().map(|(id, _, _)| id).collect())
}

impl AgendaFields {
    /// The items these fields describe, with those the caller does not see. Where something could not be read it is not
    /// `sure`, and nothing is told of what the items are to each other.
    pub(super) fn resolve(
        self,
        writing: &mut Writing<'_, '_, '_>,
        before: &Before<'_>,
        sure: bool,
    ) -> Result<Vec<Item>, ApiError> {
        let mut faults = Faults::default();
        let named = self.items.0.iter().filter_map(|item| item.case);
        let cases = seen_cases(writing.tx, writing.sight, writing.today, named)?;
        let persons = known_persons(writing, &self.items.0)?;
        let mut items = Vec::new();
        for (i, fields) in self.items.0.into_iter().enumerate() {
            let base = format!("/items/{i}");
            let old = before.item(&fields);
            if fields.id.is_some() && old.is_none() {
                faults.add(format!("{base}/id"), FaultKind::UnknownReference);
            }
            let case = fields.case.and_then(|id| cases.get(&id));
            let stop = case.and_then(|case| before.stop(case).map(|stop| (case.id, stop)));
            match (fields.case, case, stop) {
                (Some(_), None, _) => faults.add(format!("{base}/case"), FaultKind::UnknownReference),
                (Some(_), Some(_), None) => faults.add(format!("{base}/case"), FaultKind::NoOpenStop),
                _ => {}
            }
            let was_there = |person: &PersonId| {
                old.is_some_and(|old| old.presenter == Some(*person) || old.attendees.contains(person))
            };
            let is_known = |person: &PersonId| persons.contains(person) || was_there(person);
            if fields.presenter.as_ref().is_some_and(|person| !is_known(person)) {
                faults.add(format!("{base}/presenter"), FaultKind::UnknownReference);
            }
            for (j, person) in fields.attendees.0.iter().enumerate() {
                if !is_known(person) {
                    faults.add(format!("{base}/attendees/{j}"), FaultKind::UnknownReference);
                } else if fields.attendees.0[..j].contains(person) {
                    faults.add(format!("{base}/attendees/{j}"), FaultKind::Duplicate);
                }
            }
            // What stands for a case that is told of otherwise is no item without one.
            let of_case = stop.or(fields.case.map(|case| (case, StopId::fresh())));
            items.push(Item {
                id: old.map_or_else(ItemId::fresh, |old| old.id),
                stop: of_case,
                title: fields.title,
                kind: fields.kind.or(case.map(|case| case.kind)).unwrap_or(CaseKind::Information),
                minutes: fields.minutes.map(Minutes::narrow),
                presenter: fields.presenter,
                attendees: fields.attendees.0,
                paper: old.and_then(|old| old.paper),
                late: old.is_some_and(|old| old.late),
                treatment: old.and_then(|old| old.treatment.clone()),
            });
        }
        if sure {
            let told: HashSet<String> = faults.0.iter().map(|fault| fault.pointer.clone()).collect();
            let broken = check_agenda(&before.meeting.agenda, &items).0.into_iter();
            faults.0.extend(broken.filter(|fault| !told.contains(&fault.pointer)));
        }
        faults.into_result()?;
        Ok(before.with_hidden(items))
    }
}
