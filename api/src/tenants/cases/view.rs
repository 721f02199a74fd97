//! A case as it is shown, cut to what its reader sees.
use domain::{
    BodyId, Case, CaseId, CaseState, Instant, MeetingId, Outcome, Passage, PersonId, Prose, Stop, StopId, StopState,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::around::Around;
use super::fields::CaseFields;
use crate::tenants::stamps::Stamps;
use crate::wire::schema::{
    BodyIdText, CaseIdText, CaseNumberText, CaseOutcomeWord, CaseStateWord, InstantText, MeetingIdText, PersonIdText,
    ProseText, StopIdText, StopStateWord,
};

/// A case (*sak*): what was reported, how far it has come, and in which bodies.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Case)]
pub(super) struct CaseView {
    #[schema(value_type = CaseIdText)]
    pub(super) id: CaseId,
    #[serde(flatten)]
    fields: CaseFields,
    #[schema(value_type = CaseStateWord)]
    state: CaseState,
    /// What it may become by the caller's word; nothing for whoever may not say.
    #[schema(value_type = Vec<CaseStateWord>, max_items = 10)]
    allowed: Vec<CaseState>,
    /// The person who reported it, where a person did.
    #[schema(value_type = Option<PersonIdText>)]
    reporter: Option<PersonId>,
    /// The case it goes on in.
    #[schema(value_type = Option<CaseIdText>)]
    merged_into: Option<CaseId>,
    /// The bodies that treat it, in the order they took it up.
    #[schema(max_items = 1000)]
    stops: Vec<StopView>,
    /// When it was published.
    #[schema(value_type = Option<InstantText>)]
    published_at: Option<Instant>,
    /// Its way so far.
    #[schema(max_items = 10_000)]
    history: Vec<PassageView>,
    ageing: AgeView,
    #[serde(flatten)]
    stamps: Stamps,
}

/// A case in one body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseStop)]
pub(super) struct StopView {
    #[schema(value_type = StopIdText)]
    id: StopId,
    /// The stage of the treatment, counted from 1; the bodies of one stage work side by side.
    #[schema(minimum = 1, maximum = 65_535, example = 1)]
    stage: u16,
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    /// The number the body knows it by.
    #[schema(value_type = CaseNumberText)]
    number: String,
    /// The year of the number.
    #[schema(minimum = -9999, maximum = 9999, example = 2026)]
    year: i16,
    #[schema(value_type = StopStateWord)]
    state: StopState,
    /// What the body did last.
    #[schema(value_type = Option<CaseOutcomeWord>)]
    outcome: Option<Outcome>,
    /// The meeting on whose agenda it stands, or last stood.
    #[schema(value_type = Option<MeetingIdText>)]
    meeting: Option<MeetingId>,
}

/// One step of a case on its way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CasePassage)]
struct PassageView {
    /// What it became.
    #[schema(value_type = CaseStateWord)]
    state: CaseState,
    #[schema(value_type = InstantText)]
    at: Instant,
    /// The body it concerns, where it concerns one.
    #[schema(value_type = Option<BodyIdText>)]
    body: Option<BodyId>,
    /// What that body did, where it treated the case.
    #[schema(value_type = Option<CaseOutcomeWord>)]
    outcome: Option<Outcome>,
    /// Why.
    #[schema(value_type = Option<ProseText>)]
    reason: Option<Prose>,
}

/// How long a case has been under way (*liggetid*), in whole days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CaseAge)]
struct AgeView {
    /// In the state it is in.
    #[schema(minimum = 0, maximum = 10_000_000, example = 12)]
    days_in_state: u32,
    /// Since it was reported.
    #[schema(minimum = 0, maximum = 10_000_000, example = 40)]
    days_since_reported: u32,
}

impl From<Stop> for StopView {
    fn from(stop: Stop) -> Self {
        Self {
            id: stop.id,
            stage: stop.stage,
            body: stop.body,
            number: stop.number.text.as_str().to_owned(),
            year: stop.number.year,
            state: stop.state,
            outcome: stop.outcome,
            meeting: stop.meeting,
        }
    }
}

impl From<Passage> for PassageView {
    fn from(Passage { state, at, body, outcome, reason }: Passage) -> Self {
        Self { state, at, body, outcome, reason }
    }
}

impl Around<'_> {
    /// One of these cases as the caller gets it.
    pub(super) fn view(&self, case: Case) -> CaseView {
        let allowed = if self.may_write(&case) { case.allowed() } else { Vec::new() };
        let mut case = self.cut(case);
        let age = case.age(self.today());
        let take = |stops: &mut Vec<Stop>| std::mem::take(stops).into_iter().map(Into::into).collect();
        CaseView {
            id: case.id,
            state: case.state,
            allowed,
            reporter: case.reporter,
            merged_into: case.merged_into,
            stops: take(&mut case.stops),
            published_at: case.published_at,
            history: std::mem::take(&mut case.history).into_iter().map(Into::into).collect(),
            ageing: AgeView { days_in_state: age.in_state, days_since_reported: age.in_all },
            stamps: Stamps::new(case.created_at, case.changed_at, case.version),
            fields: case.into(),
        }
    }
}
