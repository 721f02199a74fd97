//! What the contract says of the value types: one named schema each, with its bounds and an example.
mod vocabulary;

use std::borrow::Cow;

use domain::webhook::ReceiverUrl;
use domain::{CaseNumberFormat, Key};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

pub use vocabulary::*;

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
