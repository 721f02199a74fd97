//! Whether what a line tells is so already. A line claims what it tells and nothing else: what has been added since, and
//! what became of a thing afterwards, does not contradict it.
use super::plan::{NamedStop, Planner};
use super::{CaseFact, MeetingFact};
use crate::{Case, FaultKind, Faults, Link, Meeting, MeetingState, Minutes, PartyId, PlannedDate, oslo_date};

struct Differences<'f> {
    base: &'f str,
    faults: Faults,
}

impl Differences<'_> {
    /// Notes a member whose value is another one.
    fn unless(&mut self, same: bool, member: &str) {
        if !same {
            self.faults.add(format!("{}/{member}", self.base), FaultKind::Differs);
        }
    }
}

fn is_told<T: PartialEq>(told: Option<&T>, is: Option<&T>) -> bool {
    told.is_none_or(|told| is == Some(told))
}

/// Whether a meeting has been in a state; every one of them was a date to keep free, or a plan, at first.
fn has_been(meeting: &Meeting, state: MeetingState) -> bool {
    meeting.state == state
        || meeting.history.iter().any(|passage| passage.state == state)
        || state == MeetingState::Tentative
        || (state == MeetingState::Planned && meeting.state != MeetingState::Tentative)
}

/// What a line tells of a meeting that is not so.
pub(super) fn meeting(
    base: &str,
    fact: &MeetingFact,
    when: PlannedDate,
    host: Option<PartyId>,
    is: &Meeting,
    minutes: Option<&Minutes>,
) -> Faults {
    let mut differs = Differences { base, faults: Faults::default() };
    let day = if fact.when.date.is_some() { "date" } else { "from" };
    differs.unless(is.when == when || is.moves.iter().any(|moved| moved.from == when), day);
    differs.unless(has_been(is, fact.state), "state");
    differs.unless(is_told(fact.title.as_ref(), is.title.as_ref()), "title");
    differs.unless(is_told(fact.starts_at.as_ref(), is.starts_at.as_ref()), "startsAt");
    differs.unless(is_told(fact.ends_at.as_ref(), is.ends_at.as_ref()), "endsAt");
    differs.unless(is_told(fact.form.as_ref(), is.form.as_ref()), "form");
    differs.unless(is_told(fact.place.as_ref(), is.place.as_ref()), "place");
    differs.unless(is_told(host.as_ref(), is.host.as_ref()), "host");
    differs.unless(fact.visibility.is_none_or(|visibility| visibility == is.visibility), "visibility");
    if let Some(told) = &fact.minutes {
        let published = minutes.and_then(|minutes| minutes.published_at).map(oslo_date);
        differs.unless(published == Some(told.published_on), "minutes/publishedOn");
        let introduction = minutes.and_then(|minutes| minutes.introduction.as_ref());
        differs.unless(is_told(told.introduction.as_ref(), introduction), "minutes/introduction");
    }
    differs.unless(fact.provenance.verification == is.provenance.verification, "verification");
    differs.unless(is_told(fact.provenance.note.as_ref(), is.provenance.note.as_ref()), "note");
    differs.faults
}

impl Planner<'_> {
    /// What a line tells of a case that is not so.
    pub(super) fn differences(
        &self,
        base: &str,
        fact: &CaseFact,
        stops: &[NamedStop<'_>],
        links: &[Link],
        is: &Case,
    ) -> Faults {
        let mut differs = Differences { base, faults: Faults::default() };
        let party = fact.party.as_ref().and_then(|key| self.structure.party_of_key(key));
        differs.unless(fact.title == is.title, "title");
        differs.unless(fact.kind == is.kind, "kind");
        differs.unless(is_told(party.as_ref(), is.reported_by.as_ref()), "party");
        differs.unless(is_told(fact.summary.as_ref(), is.summary.as_ref()), "summary");
        differs.unless(is_told(fact.archive_reference.as_ref(), is.archive_reference.as_ref()), "archiveReference");
        differs.unless(fact.disclosure.as_ref().is_none_or(|told| *told == is.disclosure), "disclosure");
        let reached = |state| is.state == state || is.history.iter().any(|passage| passage.state == state);
        differs.unless(fact.state.is_none_or(reached), "state");
        for (i, link) in links.iter().enumerate() {
            differs.unless(is.links.contains(link), &format!("links/{i}"));
        }
        differs.unless(fact.provenance.verification == is.provenance.verification, "verification");
        differs.unless(is_told(fact.provenance.note.as_ref(), is.provenance.note.as_ref()), "note");
        for (i, told) in stops.iter().enumerate() {
            let member = |name: &str| format!("stops/{i}/{name}");
            let is_stop = |stop: &&crate::Stop| stop.body == told.body && stop.number == told.number;
            let Some(stop) = is.stops.iter().find(is_stop) else {
                differs.unless(false, &member("number"));
                continue;
            };
            let meeting = stop.meeting.and_then(|id| self.existing.meeting_by_id(id));
            let met = told.meeting.as_ref().map(|meeting| meeting.id);
            differs.unless(is_told(met.as_ref(), meeting.map(|meeting| &meeting.id)), &member("meeting"));
            let treatment = self.existing.treatment(stop.meeting, stop.id);
            differs.unless(is_told(told.fact.treatment.as_ref(), treatment), &member("treatment"));
            if let Some(fact) = &told.fact.paper {
                let same = self.existing.paper(stop.id).is_some_and(|paper| {
                    let mut assessments = fact.assessments.clone();
                    assessments.sort_by_key(|assessment| assessment.side);
                    (paper.document_date, &paper.background, &paper.assessments, &paper.recommendation)
                        == (fact.document_date, &fact.background, &assessments, &fact.recommendation)
                });
                differs.unless(same, &member("paper"));
            }
        }
        differs.faults
    }
}
