//! What a meeting did with an item, as it is told.
use domain::{
    Ballot, Date, Elected, Line, MembershipId, OfficeRole, Outcome, PartyId, PersonId, Point, Position, Prose, Side,
    Treatment, Verb, Voice,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::tenants::minutes::People;
use crate::wire::schema::{
    BallotWord, DateText, LineText, MembershipIdText, OfficeRoleWord, PartyIdText, PersonIdText, PositionWord,
    ProseText, SideWord, TreatmentOutcomeWord, VerbWord,
};

/// A numbered point (*punkt*) of a recommendation or a decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NumberedPoint)]
pub(in crate::tenants) struct PointView {
    /// Its number, counted from 1.
    #[schema(value_type = u16, minimum = 1, maximum = 50, example = 2)]
    number: usize,
    #[schema(value_type = Option<VerbWord>)]
    verb: Option<Verb>,
    #[schema(value_type = ProseText)]
    text: Prose,
}

/// Points by their numbers.
pub(in crate::tenants) fn numbered(points: &[Point]) -> Vec<PointView> {
    let point = |(number, point): (usize, &Point)| PointView { number, verb: point.verb, text: point.text.clone() };
    (1..).zip(points).map(point).collect()
}

/// A person by name; whoever is erased has none.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NamedPerson)]
pub(in crate::tenants) struct PersonView {
    #[schema(value_type = PersonIdText)]
    pub(in crate::tenants) id: PersonId,
    #[schema(value_type = Option<LineText>)]
    pub(in crate::tenants) name: Option<Line>,
}

/// Where one side stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Voice)]
struct VoiceView {
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = PositionWord)]
    position: Position,
    #[schema(value_type = Option<ProseText>)]
    text: Option<Prose>,
    /// The parties that bound themselves.
    #[schema(value_type = Vec<PartyIdText>, max_items = 200)]
    bound: Vec<PartyId>,
}

/// How many seats voted how.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tally)]
struct TallyView {
    #[schema(value_type = u16, minimum = 0, maximum = 200, example = 7)]
    r#for: usize,
    #[schema(value_type = u16, minimum = 0, maximum = 200, example = 2)]
    against: usize,
    #[schema(value_type = u16, minimum = 0, maximum = 200, example = 1)]
    abstains: usize,
}

/// How one seat voted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Vote)]
struct VoteView {
    #[schema(value_type = MembershipIdText)]
    membership: MembershipId,
    #[schema(value_type = BallotWord)]
    ballot: Ballot,
}

/// Whom an election put in an office.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Elected)]
struct ElectedView {
    #[schema(value_type = OfficeRoleWord)]
    role: OfficeRole,
    person: PersonView,
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// What a meeting did with an item (*behandling*).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Treatment)]
pub(in crate::tenants) struct TreatmentView {
    #[schema(value_type = TreatmentOutcomeWord)]
    outcome: Outcome,
    /// What was decided (*vedtak*).
    #[schema(max_items = 50)]
    points: Vec<PointView>,
    /// Where the sides stand.
    #[schema(max_items = 4)]
    voices: Vec<VoiceView>,
    /// How many voted how; none where nobody did.
    tally: Option<TallyView>,
    /// How each seat voted; told to the community alone.
    #[schema(max_items = 200)]
    votes: Vec<VoteView>,
    /// Whom it put in which office.
    #[schema(max_items = 10)]
    elected: Vec<ElectedView>,
    /// What else is told of it.
    #[schema(value_type = Option<ProseText>)]
    remarks: Option<Prose>,
    /// Why it was postponed, sent back or escalated.
    #[schema(value_type = Option<LineText>)]
    reason: Option<Line>,
}

impl TreatmentView {
    /// As the community sees it, or as everyone does.
    pub(in crate::tenants) fn of(treatment: &Treatment, people: &People, community: bool) -> Self {
        let of = |ballot| treatment.votes.iter().filter(|vote| vote.ballot == ballot).count();
        let tally = TallyView { r#for: of(Ballot::For), against: of(Ballot::Against), abstains: of(Ballot::Abstains) };
        let votes = treatment.votes.iter().filter(|_| community);
        Self {
            outcome: treatment.outcome,
            points: numbered(&treatment.points),
            voices: treatment.voices.iter().map(VoiceView::from).collect(),
            tally: (!treatment.votes.is_empty()).then_some(tally),
            votes: votes.map(|vote| VoteView { membership: vote.membership, ballot: vote.ballot }).collect(),
            elected: treatment.elected.iter().map(|elected| ElectedView::of(elected, people)).collect(),
            remarks: treatment.remarks.clone(),
            reason: treatment.reason.clone(),
        }
    }
}

impl From<&Voice> for VoiceView {
    fn from(voice: &Voice) -> Self {
        Self { side: voice.side, position: voice.position, text: voice.text.clone(), bound: voice.bound.clone() }
    }
}

impl ElectedView {
    fn of(elected: &Elected, people: &People) -> Self {
        Self {
            role: elected.role,
            person: people.named(elected.person),
            valid_from: elected.validity.from,
            valid_to: elected.validity.to,
        }
    }
}
