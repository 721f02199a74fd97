//! What minutes and decisions are told from: the cases the caller sees, the people by name, and all a draft is built of.
use std::collections::HashMap;

use domain::policy::Sight;
use domain::{
    Body, Case, CaseId, Date, Item, Language, Line, Meeting, Minutes, MinutesSources, Named, Paper, PersonId, Roster,
    StopId, Structure, Treatment,
};
use persistence::{Audience, StoreError, TenantTx};

use crate::guard::Writing;
use crate::html::Register;
use crate::tenants::meetings::matters::seen_cases;
use crate::tenants::treatments::PersonView;
use crate::wire::ApiError;

/// The cases of an agenda that the caller sees.
pub(in crate::tenants) struct Cases(HashMap<CaseId, Case>);

impl Cases {
    pub(in crate::tenants) fn of(
        tx: &mut TenantTx<'_, '_>,
        sight: &Sight,
        today: Date,
        meeting: &Meeting,
    ) -> Result<Self, StoreError> {
        let wanted = meeting.agenda.iter().filter_map(|item| item.stop).map(|(case, _)| case);
        seen_cases(tx, sight, today, wanted).map(Self)
    }

    /// The same for what minutes tell of, which may be more than is still on the agenda.
    pub(super) fn of_minutes(
        tx: &mut TenantTx<'_, '_>,
        sight: &Sight,
        today: Date,
        minutes: &Minutes,
    ) -> Result<Self, StoreError> {
        let wanted = minutes.items.iter().filter_map(|item| item.stop).map(|(case, _)| case);
        seen_cases(tx, sight, today, wanted).map(Self)
    }

    pub(super) fn sees(&self, case: CaseId) -> bool {
        self.0.contains_key(&case)
    }

    /// Whether the caller sees an item: one without a case, or with one that is seen.
    pub(in crate::tenants) fn shows(&self, item: &Item) -> bool {
        item.stop.is_none_or(|(case, _)| self.sees(case))
    }

    pub(in crate::tenants) fn number(&self, (case, stop): (CaseId, StopId)) -> Option<Line> {
        Some(self.0.get(&case)?.stop(stop)?.number.text.clone())
    }

    pub(in crate::tenants) fn title(&self, case: CaseId) -> Option<Line> {
        Some(self.0.get(&case)?.title.clone())
    }
}

/// People by name and position; whoever is erased is not among them.
#[derive(Default)]
pub(in crate::tenants) struct People(HashMap<PersonId, (Option<Line>, Option<Line>)>);

impl People {
    fn of(tx: &mut TenantTx<'_, '_>, ids: impl Iterator<Item = PersonId>) -> Result<Self, StoreError> {
        let mut ids: Vec<PersonId> = ids.collect();
        ids.sort_unstable_by_key(|id| id.0);
        ids.dedup();
        let known = if ids.is_empty() { Vec::new() } else { tx.persons().introduced(&ids)? };
        Ok(Self(known.into_iter().map(|(id, name, position)| (id, (Some(name), position))).collect()))
    }

    /// Those whom what was done with items names.
    pub(in crate::tenants) fn of_treatments<'i>(
        tx: &mut TenantTx<'_, '_>,
        items: impl IntoIterator<Item = &'i Item>,
    ) -> Result<Self, StoreError> {
        let treatments = items.into_iter().filter_map(|item| item.treatment.as_ref());
        Self::of(tx, treatments.flat_map(elected))
    }

    /// Those whom minutes name.
    pub(super) fn of_minutes(tx: &mut TenantTx<'_, '_>, minutes: &Minutes) -> Result<Self, StoreError> {
        let treatments = minutes.items.iter().filter_map(|item| item.treatment.as_ref());
        let named = |named: &Named| [Some(named.person), named.in_place_of].into_iter().flatten();
        let there = minutes.present.iter().chain(&minutes.excused).flat_map(named);
        Self::of(tx, there.chain(treatments.flat_map(elected)))
    }

    pub(in crate::tenants) fn named(&self, id: PersonId) -> PersonView {
        PersonView { id, name: self.0.get(&id).and_then(|(name, _)| name.clone()) }
    }

    pub(super) fn position(&self, id: PersonId) -> Option<Line> {
        self.0.get(&id).and_then(|(_, position)| position.clone())
    }

    /// What a document calls those it names.
    pub(super) fn register(self, community: &domain::Names, body: &Body, parties: &[domain::Party]) -> Register {
        Register {
            community: community.clone(),
            body: body.names.clone(),
            persons: self.0,
            parties: parties.iter().map(|party| (party.id, party.names.clone())).collect(),
        }
    }
}

fn elected(treatment: &Treatment) -> impl Iterator<Item = PersonId> {
    treatment.elected.iter().map(|elected| elected.person)
}

/// What a draft is built of.
pub(super) struct Ground {
    structure: Structure,
    roster: Roster,
    cases: Vec<Case>,
    papers: Vec<Paper>,
}

impl Ground {
    pub(super) fn of(tx: &mut TenantTx<'_, '_>, meeting: &Meeting) -> Result<Self, StoreError> {
        let stops: Vec<(CaseId, StopId)> = meeting.agenda.iter().filter_map(|item| item.stop).collect();
        let cases: Vec<CaseId> = stops.iter().map(|(case, _)| *case).collect();
        let stops: Vec<StopId> = stops.into_iter().map(|(_, stop)| stop).collect();
        let cases = tx.cases().many(&cases)?.into_iter().map(|kept| kept.value).collect();
        let mut papers = tx.papers().newest_of(&stops)?;
        // What lay before the meeting is the version that went out with the notice.
        for paper in &mut papers {
            let item = meeting.agenda.iter().find(|item| item.stop.is_some_and(|(_, stop)| stop == paper.stop));
            if let Some(number) = item.and_then(|item| item.paper).filter(|number| *number != paper.number) {
                *paper = tx.papers().version(paper.stop, number)?;
            }
        }
        Ok(Self { structure: tx.structure().now()?, roster: tx.structure().roster()?, cases, papers })
    }

    pub(super) fn sources<'g>(&'g self, meeting: &'g Meeting, language: Language) -> MinutesSources<'g> {
        let Self { structure, roster, cases, papers } = self;
        MinutesSources { meeting, structure, roster, cases, papers, language }
    }
}

/// Lets minutes that may still be changed tell what the meeting now says.
pub(in crate::tenants) fn refresh(
    writing: &mut Writing<'_, '_, '_>,
    meeting: &Meeting,
    body: &Body,
    language: Language,
) -> Result<(), ApiError> {
    let Some(old) = writing.tx.minutes().newest(meeting.id)? else { return Ok(()) };
    if !old.value.state.is_open() || old.value.correction.is_some() {
        return Ok(());
    }
    let ground = Ground::of(writing.tx, meeting)?;
    let new = old.value.refreshed(&ground.sources(meeting, language), writing.now);
    writing.tx.minutes().change(&old, &new, audience(meeting, body, &new))?;
    Ok(())
}

/// Who is told of minutes.
pub(super) fn audience(meeting: &Meeting, body: &Body, minutes: &Minutes) -> Audience {
    minutes.told_to(meeting, body)
}
