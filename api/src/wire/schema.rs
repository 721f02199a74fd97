//! What the contract says of the value types: one named schema each, with its bounds and an example.
use std::borrow::Cow;

use domain::webhook::ReceiverUrl;
use domain::{CaseNumberFormat, Key, Words};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Declares the schema of a text.
macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident { min: $min:expr, max: $max:expr, $(pattern: $pattern:expr,)? $(format: $format:expr,)? example: $example:expr })+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some([$($doc),+].concat().trim()))
                    .min_length(Some($min))
                    .max_length(Some($max))
                    $(.pattern(Some($pattern)))?
                    $(.format(Some($format)))?
                    .examples([$example])
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

const DATE: SchemaFormat = SchemaFormat::KnownFormat(KnownFormat::Date);
const DATE_TIME: SchemaFormat = SchemaFormat::KnownFormat(KnownFormat::DateTime);

/// A line of history.
const HISTORY: &str = "{\"type\": \"meeting\", \"body\": \"ssu\", \"date\": \"2024-03-18\", \"state\": \"held\", \"verification\": \"verified\"}\n";

const SNAPSHOT: &str =
    "{\"kind\": \"snapshot\"}\n{\"cursor\": \"AQAAx3k0d9v8h7m2q5t4n1c6rg\", \"kind\": \"end\", \"records\": 0}\n";

texts! {
    /// A short human name; it never changes and is never used again.
    KeyText { min: 2, max: 63, pattern: Key::PATTERN, example: "eksempel" }
    /// A single line, trimmed, without control characters and without a national identity number.
    LineText { min: 1, max: 300, pattern: "\\S", example: "Strategisk samarbeidsutval" }
    /// Several paragraphs, trimmed, without a national identity number.
    ProseText { min: 1, max: 20_000, pattern: "\\S", example: "Utvalet drøftar prinsipielle saker for heile området." }
    /// A day.
    DateText { min: 10, max: 10, format: DATE, example: "2026-08-01" }
    /// A time of day in Europe/Oslo, to the minute.
    TimeText { min: 5, max: 5, pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", example: "09:00" }
    /// A point in time in UTC, to the microsecond (RFC 3339).
    InstantText { min: 27, max: 27, format: DATE_TIME, example: "2026-11-22T09:30:00.000000Z" }
    /// Nine digits with a true check digit (Enhetsregisteret).
    OrgNumberText { min: 9, max: 9, pattern: "^[2389][0-9]{8}$", example: "920290922" }
    /// Four digits, the first two the county's.
    MunicipalityNumberText { min: 4, max: 4, pattern: "^[0-9]{4}$", example: "4631" }
    /// How case numbers are written: a running number `{n}` to `{nnnn}` and a year `{yy}` or `{yyyy}`.
    CaseNumberFormatText { min: 8, max: 13, pattern: CaseNumberFormat::PATTERN, example: "{n}-{yyyy}" }
    /// An id or a key; links and answers always use ids.
    ReferenceText { min: 2, max: 63, pattern: "^[a-z][a-z0-9_-]{1,62}$", example: "ssu" }
    /// A community's id.
    TenantIdText { min: 33, max: 33, pattern: "^tenant_[0-9a-hjkmnp-tv-z]{26}$", example: "tenant_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// Lines of JSON, each one meeting or one case.
    HistoryText { min: 2, max: 1_048_576, pattern: "\\{", example: HISTORY }
    /// A party's id.
    PartyIdText { min: 32, max: 32, pattern: "^party_[0-9a-hjkmnp-tv-z]{26}$", example: "party_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// An area's id.
    AreaIdText { min: 31, max: 31, pattern: "^area_[0-9a-hjkmnp-tv-z]{26}$", example: "area_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A body's id.
    BodyIdText { min: 31, max: 31, pattern: "^body_[0-9a-hjkmnp-tv-z]{26}$", example: "body_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A provision's id.
    ProvisionIdText { min: 36, max: 36, pattern: "^provision_[0-9a-hjkmnp-tv-z]{26}$", example: "provision_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A case's id.
    CaseIdText { min: 31, max: 31, pattern: "^case_[0-9a-hjkmnp-tv-z]{26}$", example: "case_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// The id of a case in one body.
    StopIdText { min: 31, max: 31, pattern: "^stop_[0-9a-hjkmnp-tv-z]{26}$", example: "stop_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// The number a body knows a case by (saksnummer).
    CaseNumberText { min: 1, max: 300, pattern: "\\S", example: "24-2023" }
    /// A meeting's id.
    MeetingIdText { min: 34, max: 34, pattern: "^meeting_[0-9a-hjkmnp-tv-z]{26}$", example: "meeting_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// The id of one version of a mandate.
    MandateIdText { min: 34, max: 34, pattern: "^mandate_[0-9a-hjkmnp-tv-z]{26}$", example: "mandate_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// An e-mail address.
    EmailText { min: 3, max: 300, pattern: "^[^@\\s]+@[^@\\s]+$", example: "post@alver.kommune.no" }
    /// A telephone number: digits with `+` and spaces.
    PhoneText { min: 3, max: 300, pattern: "^[+0-9 ]+$", example: "+47 55 55 55 55" }
    /// The address of a web site.
    WebsiteText { min: 8, max: 300, pattern: "^https?://[^/\\s]\\S*$", example: "https://saman.no" }
    /// Who did it: a person's id, or the digest of a caller nobody has entered as a person.
    ActorText { min: 1, max: 300, pattern: "^[a-z-]+(_[0-9a-z]+)?$", example: "person_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// What an act concerns, by its id, and its number where it is one of many versions; the settings have no id but their
    /// name.
    SubjectText { min: 1, max: 63, pattern: "^[a-z]+(_[0-9a-z]+(/[0-9]+)?)?$", example: "body_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A place that an earlier answer gave.
    CursorText { min: 1, max: 4096, pattern: "^[A-Za-z0-9_-]+$", example: "AQAAx3k0d9v8h7m2q5t4n1c6rg" }
    /// Kinds of things, by their words, with commas between them.
    KindsText { min: 4, max: 200, pattern: "^[a-z]+(,[a-z]+)*$", example: "case,meeting" }
    /// The type of an event: what kind of thing, and what became of it.
    EventTypeText { min: 20, max: 60, pattern: "^no\\.helsefellesskap\\.[a-z]+\\.(created|changed|ended|erased|removed)$", example: "no.helsefellesskap.case.changed" }
    /// A snapshot: one JSON object a line.
    SnapshotText { min: 2, max: 1_073_741_824, pattern: "\\{", example: SNAPSHOT }
    /// A picture as SVG, in light or dark colours as its reader prefers, without scripts and without links.
    SvgText { min: 100, max: 50_000_000, pattern: "^<svg ", example: "<svg xmlns=\"http://www.w3.org/2000/svg\" …</svg>" }
    /// The trace a request belongs to.
    TraceText { min: 32, max: 32, pattern: "^[0-9a-f]{32}$", example: "4bf92f3577b34da6a3ce929d0e0e4736" }
    /// A person's id.
    PersonIdText { min: 33, max: 33, pattern: "^person_[0-9a-hjkmnp-tv-z]{26}$", example: "person_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A membership's id.
    MembershipIdText { min: 37, max: 37, pattern: "^membership_[0-9a-hjkmnp-tv-z]{26}$", example: "membership_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// An office's id.
    OfficeIdText { min: 33, max: 33, pattern: "^office_[0-9a-hjkmnp-tv-z]{26}$", example: "office_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A webhook's id.
    WebhookIdText { min: 34, max: 34, pattern: "^webhook_[0-9a-hjkmnp-tv-z]{26}$", example: "webhook_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// Where messages are sent: `https`, without user and fragment.
    ReceiverUrlText { min: 9, max: ReceiverUrl::MAX, pattern: ReceiverUrl::PATTERN, example: "https://mottak.example/varsel" }
    /// A secret as Standard Webhooks has it, told once.
    WebhookSecretText { min: 50, max: 50, pattern: "^whsec_[A-Za-z0-9+/]{43}=$", example: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" }
    /// A public key as Standard Webhooks has it.
    WebhookPublicKeyText { min: 49, max: 49, pattern: "^whpk_[A-Za-z0-9+/]{43}=$", example: "whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" }
    /// A message's id, the same however often it is tried: `webhook-id`.
    MessageIdText { min: 36, max: 36, pattern: "^msg_[0-9a-f]{32}$", example: "msg_9f86d081884c7d659a2feaa0c55ad015" }
    /// The type of a message's event.
    MessageTypeText { min: 20, max: 100, pattern: "^no\\.helsefellesskap\\.[a-z.-]+$", example: "no.helsefellesskap.case.changed" }
    /// A scope of a token.
    ScopeText { min: 1, max: 100, pattern: "^[!-~]+$", example: "helsefellesskap:cases.read" }
    /// The id of an item of an agenda.
    ItemIdText { min: 31, max: 31, pattern: "^item_[0-9a-hjkmnp-tv-z]{26}$", example: "item_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A notice's id.
    NoticeIdText { min: 33, max: 33, pattern: "^notice_[0-9a-hjkmnp-tv-z]{26}$", example: "notice_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A grant's id.
    GrantIdText { min: 32, max: 32, pattern: "^grant_[0-9a-hjkmnp-tv-z]{26}$", example: "grant_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A document as HTML that needs nothing else: readable on a screen, a phone and paper, without scripts and links.
    HtmlText { min: 100, max: 50_000_000, pattern: "^<!DOCTYPE html>", example: "<!DOCTYPE html><html lang=\"nn\">…</html>" }
    /// A calendar (iCalendar, RFC 5545).
    CalendarText { min: 100, max: 50_000_000, pattern: "^BEGIN:VCALENDAR\r\n", example: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…END:VCALENDAR\r\n" }
    /// The id of a private address of a calendar.
    CalendarIdText { min: 35, max: 35, pattern: "^calendar_[0-9a-hjkmnp-tv-z]{26}$", example: "calendar_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A private address: whoever knows it reads the calendar.
    PrivateAddressText { min: 60, max: 400, pattern: "^https?://\\S+\\.ics$", example: "https://vest.example.no/v1/tenants/bergen/calendars/uS9r4kTz0cJ1oXkqYl3m5n7p9r1t3v5x7z9A1C3E5G0.ics" }
    /// A feed (Atom, RFC 4287).
    AtomText { min: 100, max: 50_000_000, pattern: "^<\\?xml ", example: "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">…</feed>" }
    /// A journal's epoch.
    EpochText { min: 32, max: 32, pattern: "^epoch_[0-9a-hjkmnp-tv-z]{26}$", example: "epoch_06bxy3k0d9v8h7m2q5t4n1c6rg" }
    /// A SHA-256 in hexadecimal digits.
    DigestText { min: 64, max: 64, pattern: "^[0-9a-f]{64}$", example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
}

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

/// A name in both written forms of Norwegian.
#[derive(Debug, ToSchema)]
#[schema(as = Names)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct NamesSchema {
    /// Bokmål.
    #[schema(value_type = LineText)]
    nb: (),
    /// Nynorsk.
    #[schema(value_type = LineText)]
    nn: (),
}
