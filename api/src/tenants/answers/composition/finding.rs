//! What became of one rule, and what that is said on.
use domain::composition::{Account, Concern, Evidence, Finding, InAllFinding, Outcome, UnitFinding};
use domain::seating::{SeatRange, range_of};
use domain::{Date, Force, ProvisionKind, Rule, SeatKind, Side};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::named::{Book, NamedBody, NamedParty, NamedProvision, RangeView, UnitView};
use crate::wire::schema::{DateText, ForceWord, OutcomeWord, ProvisionKindWord, SeatKindWord, SideWord};

/// Whether one rule holds, and why that is said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RuleFinding)]
pub(super) struct FindingView {
    rule: NamedProvision,
    #[schema(value_type = ProvisionKindWord)]
    kind: ProvisionKind,
    /// The body it speaks of; none where it speaks of the community.
    body: Option<NamedBody>,
    #[schema(value_type = ForceWord)]
    force: Force,
    /// Whether it holds: the worst of its parts.
    #[schema(value_type = OutcomeWord)]
    outcome: Outcome,
    /// Of a seat rule: its seats in all.
    seats: Option<SeatsFindingView>,
    /// Of a seat rule: each area or party it counts seats for; one without a name where it counts for none.
    #[schema(max_items = 10_000)]
    units: Vec<UnitFindingView>,
    /// Of a seat rule that limits all seats together.
    in_all: Option<InAllView>,
    /// Of a requirement: everyone and everything it concerns.
    #[schema(max_items = 10_000)]
    concerns: Vec<ConcernView>,
}

/// The seats of a rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeatsFinding)]
struct SeatsFindingView {
    #[schema(value_type = SideWord)]
    side: Side,
    /// Whether they are seats of members or of observers.
    #[schema(value_type = SeatKindWord)]
    kind: SeatKind,
    /// How many the rule gives.
    seats: RangeView,
    /// How many are held.
    #[schema(minimum = 0, maximum = 1_000_000, example = 4)]
    held: u32,
}

/// What became of one unit of a seat rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnitFinding)]
struct UnitFindingView {
    /// The area or party.
    unit: Option<UnitView>,
    #[schema(value_type = OutcomeWord)]
    outcome: Outcome,
    /// How many seats it has.
    seats: RangeView,
    /// How many are held.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    held: u32,
    /// How many are known to be empty.
    #[schema(minimum = 0, maximum = 1_000_000, example = 0)]
    vacant: u32,
    /// For how many somebody is being found (*under avklaring*).
    #[schema(minimum = 0, maximum = 1_000_000, example = 0)]
    clarifying: u32,
    /// The next day on which somebody takes a seat.
    #[schema(value_type = Option<DateText>)]
    starting_later: Option<Date>,
}

/// What became of all seats of a rule together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InAllFinding)]
struct InAllView {
    #[schema(value_type = OutcomeWord)]
    outcome: Outcome,
    /// How many there should be.
    seats: RangeView,
    /// How many are held.
    #[schema(minimum = 0, maximum = 1_000_000, example = 5)]
    held: u32,
}

/// What became of a requirement for one it concerns: a party, a body, a level, or a side of a body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Concern)]
struct ConcernView {
    party: Option<NamedParty>,
    body: Option<NamedBody>,
    #[schema(minimum = 1, maximum = 255, example = 2)]
    level: Option<u8>,
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    #[schema(value_type = OutcomeWord)]
    outcome: Outcome,
    /// How many seats the rules give.
    seats: RangeView,
    /// How many sit.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1)]
    held: u32,
}

impl FindingView {
    pub(super) fn new(book: Book, finding: Finding, day: Date) -> Option<Self> {
        let provision = book.0.provision(finding.provision)?;
        let (force, seat_rule) = match &provision.rule {
            Rule::SeatRule(rule) => (rule.force, Some(rule)),
            Rule::Requirement(requirement) => (requirement.force, None),
            // Nothing is found of these.
            Rule::LeadershipRule(_) | Rule::TargetGroup(_) | Rule::Emphasis(_) | Rule::PaperSection(_) => return None,
        };
        let (units, in_all, accounts) = match finding.evidence {
            Evidence::Seats { units, in_all } => (units, in_all, Vec::new()),
            Evidence::Requirement(accounts) => (Vec::new(), None, accounts),
        };
        let seats = seat_rule.map(|rule| SeatsFindingView {
            side: rule.side,
            kind: rule.kind,
            seats: range_of(book.0, provision, day).into(),
            held: units.iter().map(|unit| unit.held).sum(),
        });
        Some(Self {
            rule: book.provision(finding.provision)?,
            kind: provision.rule.kind(),
            body: finding.body.and_then(|body| book.body(body)),
            force,
            outcome: finding.outcome,
            seats,
            units: units.into_iter().map(|unit| UnitFindingView::new(book, unit)).collect(),
            in_all: in_all.map(Into::into),
            concerns: accounts.into_iter().map(|account| ConcernView::new(book, account)).collect(),
        })
    }
}

impl UnitFindingView {
    fn new(book: Book, found: UnitFinding) -> Self {
        let UnitFinding { unit, outcome, count, held, vacant, clarifying, starting_later } = found;
        let seats = SeatRange::from(count).into();
        Self { unit: book.unit(unit), outcome, seats, held, vacant, clarifying, starting_later }
    }
}

impl From<InAllFinding> for InAllView {
    fn from(InAllFinding { outcome, count, held }: InAllFinding) -> Self {
        Self { outcome, seats: SeatRange::from(count).into(), held }
    }
}

impl ConcernView {
    fn new(book: Book, account: Account) -> Self {
        let Account { of, outcome, seats, held } = account;
        let concern = Self { party: None, body: None, level: None, side: None, outcome, seats: seats.into(), held };
        match of {
            Concern::Party(party) => Self { party: book.party(party), ..concern },
            Concern::Body(body) => Self { body: book.body(body), ..concern },
            Concern::Level(level) => Self { level: Some(level), ..concern },
            Concern::Side(body, side) => Self { body: book.body(body), side: Some(side), ..concern },
        }
    }
}
