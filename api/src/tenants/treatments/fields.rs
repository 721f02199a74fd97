//! What a meeting did with an item, as it is entered.
use deserr::Deserr;
use domain::{
    Ballot, Date, Deliberation, Elected, FaultKind, Faults, Handle, Line, MembershipId, OfficeRole, Outcome, PartyId,
    PersonId, Point, Position, Prose, Side, Treatment, Validity, Verb, Voice, Vote, check_treatment,
};
use persistence::TenantTx;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::tenants::references::Found;
use crate::tenants::seating::told_anew;
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::{
    BallotWord, DateText, LineText, MembershipIdText, OfficeRoleWord, PersonIdText, PositionWord, ProseText,
    ReferenceText, SideWord, TreatmentOutcomeWord, VerbWord,
};

/// What is entered of a treatment (*behandling*).
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = TreatmentContent, rename_all = "camelCase")]
pub(super) struct TreatmentFields {
    #[schema(value_type = TreatmentOutcomeWord)]
    outcome: Outcome,
    /// What was decided (*vedtak*), in points that are numbered by their place.
    #[deserr(default)]
    #[schema(value_type = Vec<PointFields>, max_items = 50, required = false)]
    points: AtMost<PointFields, { Treatment::POINTS_MAX }>,
    /// Where the sides stand.
    #[deserr(default)]
    #[schema(value_type = Vec<VoiceFields>, max_items = 4, required = false)]
    voices: AtMost<VoiceFields, 4>,
    /// How seats voted, where the body votes.
    #[deserr(default)]
    #[schema(value_type = Vec<VoteFields>, max_items = 200, required = false)]
    votes: AtMost<VoteFields, { Treatment::VOTES_MAX }>,
    /// Whom an election put in which office.
    #[deserr(default)]
    #[schema(value_type = Vec<ElectedFields>, max_items = 10, required = false)]
    elected: AtMost<ElectedFields, { Treatment::ELECTED_MAX }>,
    /// What else the minutes tell of it.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    remarks: Option<Prose>,
    /// Why it was postponed, sent back or escalated.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    reason: Option<Line>,
}

/// A point of a decision (*vedtakspunkt*).
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = DecisionPointContent)]
struct PointFields {
    /// What it does.
    #[deserr(default)]
    #[schema(value_type = Option<VerbWord>)]
    verb: Option<Verb>,
    #[schema(value_type = ProseText)]
    text: Prose,
}

/// Where one side stands.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = VoiceContent)]
struct VoiceFields {
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = PositionWord)]
    position: Position,
    /// Its words; required of a dissent.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    text: Option<Prose>,
    /// The parties of the side that bound themselves, by id or key.
    #[deserr(default)]
    #[schema(value_type = Vec<ReferenceText>, max_items = 200, required = false)]
    bound: AtMost<Handle<PartyId>, 200>,
}

/// How one seat voted.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = VoteContent)]
struct VoteFields {
    /// Whose time in a seat, as member or as the deputy who stood in.
    #[schema(value_type = MembershipIdText)]
    membership: MembershipId,
    #[schema(value_type = BallotWord)]
    ballot: Ballot,
}

/// Whom an election put in an office.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = ElectedContent, rename_all = "camelCase")]
struct ElectedFields {
    #[schema(value_type = OfficeRoleWord)]
    role: OfficeRole,
    #[schema(value_type = PersonIdText)]
    person: PersonId,
    /// The first day of the office.
    #[deserr(default)]
    #[schema(value_type = DateText)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

impl Form for TreatmentFields {
    fn stand_ins() -> Value {
        json!({
            "outcome": Outcome::Noted,
            "points": [{"text": "-"}],
            "voices": [{"side": Side::Other, "position": Position::Agrees, "bound": ["nobody"]}],
            "votes": [{"membership": MembershipId::fresh().to_string(), "ballot": Ballot::Abstains}],
            "elected": [{"role": OfficeRole::SecretariatLead, "person": PersonId::fresh().to_string(),
                "validFrom": "2000-01-01"}],
        })
    }
}

impl TreatmentFields {
    /// The treatment these fields describe, if those it names are there and the body may do that. Where something could
    /// not be read it is not `sure`, and what follows from all of it together is not told.
    pub(super) fn resolve(
        self,
        tx: &mut TenantTx<'_, '_>,
        on: &Deliberation<'_>,
        sure: bool,
    ) -> Result<Treatment, ApiError> {
        let mut faults = Faults::default();
        let bound = self.voices.0.iter().flat_map(|voice| &voice.bound.0);
        let parties = Found::look_up(bound, |wanted| tx.parties().find(wanted))?;
        let mut voices = Vec::new();
        for (i, voice) in self.voices.0.into_iter().enumerate() {
            let mut bound = Vec::new();
            for (j, party) in voice.bound.0.iter().enumerate() {
                // Who is nobody stays in the list, so that the others keep their places.
                let found = parties.id(party, &format!("/voices/{i}/bound/{j}"), &mut faults);
                bound.push(found.unwrap_or_else(PartyId::fresh));
            }
            voices.push(Voice { side: voice.side, position: voice.position, text: voice.text, bound });
        }
        let before: &[Elected] = on.item.treatment.as_ref().map_or(&[], |old| &old.elected);
        let persons: Vec<PersonId> = self.elected.0.iter().map(|elected| elected.person).collect();
        let known = if persons.is_empty() { Vec::new() } else { tx.persons().names(&persons)? };
        for (i, person) in persons.iter().enumerate() {
            let there = known.iter().any(|(id, ..)| id == person) || before.iter().any(|old| old.person == *person);
            if !there {
                faults.add(format!("/elected/{i}/person"), FaultKind::UnknownReference);
            }
        }
        let elected = |elected: ElectedFields| Elected {
            role: elected.role,
            person: elected.person,
            validity: Validity { from: elected.valid_from, to: elected.valid_to },
        };
        let new = Treatment {
            outcome: self.outcome,
            points: self.points.0.into_iter().map(|point| Point { verb: point.verb, text: point.text }).collect(),
            voices,
            votes: self.votes.0.iter().map(|vote| Vote { membership: vote.membership, ballot: vote.ballot }).collect(),
            elected: self.elected.0.into_iter().map(elected).collect(),
            remarks: self.remarks,
            reason: self.reason,
        };
        let mut broken = check_treatment(on, &new);
        if !sure {
            broken.0.retain(|fault| !follows_from_the_whole(&fault.kind));
        }
        let anew: Vec<_> = told_anew(broken, &faults).collect();
        faults.0.extend(anew);
        faults.into_result()?;
        Ok(new)
    }
}

/// Whether such a fault may be there only because something else could not be read.
const fn follows_from_the_whole(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::NotAllowed { .. }
            | FaultKind::Excludes { .. }
            | FaultKind::Unheard { .. }
            | FaultKind::TooShort { .. }
            | FaultKind::Immutable
            | FaultKind::Taken
            | FaultKind::NoSeat
            | FaultKind::OutsideValidity
    )
}
