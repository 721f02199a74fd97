//! What the contract says of the closed vocabularies of `domain`.
use std::borrow::Cow;

use domain::Words;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Declares the schema of a closed vocabulary: its words, with what each means.
macro_rules! vocabularies {
    ($($(#[doc = $doc:literal])+ $name:ident($words:expr)),+ $(,)?) => { $(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = $words.iter().map(|word| word.word());
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some([$($doc),+].concat().trim()))
                    .examples(words.clone().take(1))
                    .enum_values(Some(words))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+ };
}

vocabularies! {
    /// What kind of organisation a party (part) is.
    PartyKindWord(domain::PartyKind::ALL),
    /// The side of the table (side) a party sits on.
    SideWord(domain::Side::ALL),
    /// How well a fact is known.
    VerificationWord(domain::Verification::ALL),
    /// Who may see a matter, from widest to narrowest.
    VisibilityWord(domain::Visibility::ALL),
    /// What a party is to an area.
    AreaRoleWord(domain::AreaRole::ALL),
    /// What kind of body (organ) it is.
    BodyTypeWord(domain::BodyType::ALL),
    /// Whether outsiders may follow the meetings.
    OpennessWord(domain::Openness::ALL),
    /// How a body comes to a decision.
    DecisionRuleWord(domain::DecisionRule::ALL),
    /// A written language.
    LanguageWord(domain::Language::ALL),
    /// Who may know that a community exists here.
    ListingWord(domain::Listing::ALL),
    /// Whether a community is open for work.
    TenantStatusWord(domain::TenantStatus::ALL),
    /// What other regions do with requests for a community.
    ForwardingWord(domain::Forwarding::ALL),
    /// A role that is given by a grant.
    RoleWord(domain::policy::Role::GRANTED),
    /// What kind of thing an act concerns.
    SubjectTypeWord(domain::SubjectType::ALL),
    /// What was done to a subject.
    ActKindWord(domain::ActKind::ALL),
    /// Whether requests are passed on to a region.
    BreakerStateWord(domain::BreakerState::ALL),
    /// How a journal contradicts what was signed of it before.
    HeadFaultWord(domain::HeadFault::ALL),
    /// How fresh what is told of a region is.
    FreshnessWord(domain::Freshness::ALL),
    /// What a thing is that was published: a case (sak), a decision (vedtak), a meeting (møte), a body (organ) or a community (helsefellesskap).
    SharedKindWord(domain::SharedKind::LISTED),
    /// What a provision lays down.
    ProvisionKindWord(domain::ProvisionKind::ALL),
    /// What the holder of a seat is there as.
    CategoryWord(domain::Category::ALL),
    /// Whether a seat makes its holder one of the body.
    SeatKindWord(domain::SeatKind::ALL),
    /// What the holder of a seat may do in a meeting.
    SeatRightWord(domain::SeatRight::ALL),
    /// When the holder of a seat takes part.
    PresenceWord(domain::Presence::ALL),
    /// What a rule counts its seats for.
    PerWord(domain::Per::ALL),
    /// How much a rule insists.
    ForceWord(domain::Force::ALL),
    /// How deputies (vara) are named.
    DeputyModeWord(domain::DeputyMode::ALL),
    /// Who names the holders of seats.
    AppointerKindWord(domain::AppointerKind::ALL),
    /// A trust within a body.
    OfficeRoleWord(domain::OfficeRole::ALL),
    /// How an office passes on.
    LeadershipKindWord(domain::LeadershipKind::ALL),
    /// What a turn is counted in.
    TurnUnitWord(domain::TurnUnit::ALL),
    /// What is required of a composition.
    RequirementKindWord(domain::RequirementKind::ALL),
    /// In what capacity someone is named to a seat.
    CapacityWord(domain::Capacity::ALL),
    /// Whether a seat is filled.
    StandingWord(domain::Standing::ALL),
    /// Whether a rule holds, from best to worst.
    OutcomeWord(domain::composition::Outcome::ALL),
    /// How it is known whose turn it is.
    BasisWord(domain::leadership::Basis::ALL),
    /// What keeps an office from being held as it should, or from being judged.
    ReasonWord(domain::leadership::Reason::ALL),
    /// How seats concern a party.
    ClaimWord(domain::seating::Claim::ALL),
    /// What a body is asked to do with a case (sak).
    CaseKindWord(domain::CaseKind::ALL),
    /// How far a case has come.
    CaseStateWord(domain::CaseState::ALL),
    /// How far a case has come in one body.
    StopStateWord(domain::StopState::ALL),
    /// What a body did with a case.
    CaseOutcomeWord(domain::Outcome::ALL),
    /// What stands in the way.
    ObstacleWord(domain::Obstacle::ALL),
    /// How far a case reaches.
    ReachWord(domain::Reach::ALL),
    /// How a case hangs together with an earlier one.
    LinkKindWord(domain::LinkKind::ALL),
    /// Where a target group comes from.
    TargetGroupOriginWord(domain::TargetGroupOrigin::ALL),
    /// Which part of a paper (saksframlegg) a section is.
    PaperPartWord(domain::PaperPart::ALL),
    /// What a point of a recommendation or a decision does.
    VerbWord(domain::Verb::ALL),
    /// Who prepares a section of a paper.
    PreparerWord(domain::Preparer::ALL),
    /// What came of an item in a meeting.
    TreatmentOutcomeWord(domain::Outcome::ALL),
    /// Where a side stands.
    PositionWord(domain::Position::ALL),
    /// How a seat voted.
    BallotWord(domain::Ballot::ALL),
    /// How far minutes (referat) have come.
    MinutesStateWord(domain::MinutesState::ALL),
    /// What somebody at a meeting is there as.
    AttendedAsWord(domain::AttendedAs::ALL),
    /// How it stands with a seat on a day.
    SeatStateWord(domain::seating::SeatState::ALL),
    /// How far a meeting (møte) has come.
    MeetingStateWord(domain::MeetingState::ALL),
    /// What a notice (innkalling) tells.
    NoticeKindWord(domain::NoticeKind::ALL),
    /// What became of a notice.
    NoticeStateWord(domain::NoticeState::ALL),
    /// How exactly a date is known.
    DatePrecisionWord(domain::DatePrecision::ALL),
    /// Whose meetings a calendar tells of.
    CalendarKindWord(domain::CalendarKind::ALL),
    /// How people meet.
    MeetingFormWord(domain::MeetingForm::ALL),
    /// Whether somebody was there.
    AttendedWord(domain::Attended::ALL),
    /// What becomes of an entry of a charter.
    ChangeKindWord(domain::ChangeKind::ALL),
    /// A kind of record that the feed tells of.
    FeedTypeWord(domain::webhook::FeedType::ALL),
    /// Whether a webhook is told anything.
    WebhookStateWord(domain::WebhookState::ALL),
    /// Why a webhook is told nothing for now.
    DisabledReasonWord(domain::webhook::DisabledReason::ALL),
    /// How messages are signed.
    SigningWord(domain::webhook::Signing::ALL),
    /// Why a message was not delivered.
    DeliveryFaultWord(domain::webhook::DeliveryFault::ALL),
    /// What kind of entry of a charter it is.
    ChangedTypeWord(domain::ChangedType::ALL),
}
