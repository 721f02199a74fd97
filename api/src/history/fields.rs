//! The members of a line, and what stands for those left out.
use deserr::Deserr;
use domain::history::{CaseFact, DateFact, LinkFact, MeetingFact, MinutesFact, PaperFact, StopFact};
use domain::{
    Assessment, CaseKind, CaseState, Date, DatePrecision, Disclosure, Key, Line, LinkKind, MeetingForm, MeetingState,
    Outcome, Point, Position, Prose, Provenance, Side, Treatment, Verb, Verification, Visibility, Voice,
};

use crate::wire::read::{AtMost, ReadFaults, TimeOfDay, Within};

/// The stops a case can have: enough for every body of a community.
const STOPS_MAX: usize = 100;

type Year = Within<1900, 9999>;
type Counted = Within<1, 1_000>;

/// A meeting.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
pub(super) struct MeetingFields {
    body: Key,
    #[deserr(default)]
    date: Option<Date>,
    #[deserr(default)]
    from: Option<Date>,
    #[deserr(default)]
    to: Option<Date>,
    #[deserr(default)]
    precision: Option<DatePrecision>,
    state: MeetingState,
    #[deserr(default)]
    title: Option<Line>,
    #[deserr(default)]
    starts_at: Option<TimeOfDay>,
    #[deserr(default)]
    ends_at: Option<TimeOfDay>,
    #[deserr(default)]
    form: Option<MeetingForm>,
    #[deserr(default)]
    place: Option<Line>,
    #[deserr(default)]
    host: Option<Key>,
    #[deserr(default)]
    visibility: Option<Visibility>,
    #[deserr(default)]
    minutes: Option<MinutesFields>,
    #[deserr(default = Verification::Unverified)]
    verification: Verification,
    #[deserr(default)]
    note: Option<Line>,
}

/// What is told of minutes.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct MinutesFields {
    published_on: Date,
    #[deserr(default)]
    introduction: Option<Prose>,
}

/// A case.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
pub(super) struct CaseFields {
    title: Line,
    kind: CaseKind,
    #[deserr(default)]
    party: Option<Key>,
    #[deserr(default)]
    summary: Option<Prose>,
    #[deserr(default)]
    archive_reference: Option<Line>,
    #[deserr(default)]
    disclosure: Option<DisclosureFields>,
    #[deserr(default)]
    state: Option<CaseState>,
    stops: AtMost<StopFields, STOPS_MAX>,
    #[deserr(default)]
    links: Vec<LinkFields>,
    #[deserr(default = Verification::Unverified)]
    verification: Verification,
    #[deserr(default)]
    note: Option<Line>,
}

/// Who may see a case.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct DisclosureFields {
    visibility: Visibility,
    #[deserr(default)]
    side: Option<Side>,
    #[deserr(default)]
    legal_basis: Option<Line>,
    #[deserr(default)]
    embargo_until: Option<Date>,
    #[deserr(default)]
    withheld_until: Option<Date>,
}

/// A case in one body.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct StopFields {
    body: Key,
    number: Line,
    year: Year,
    #[deserr(default)]
    stage: Option<Counted>,
    #[deserr(default)]
    meeting: Option<Date>,
    #[deserr(default)]
    paper: Option<PaperFields>,
    #[deserr(default)]
    treatment: Option<TreatmentFields>,
}

/// What was put before a body.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct PaperFields {
    #[deserr(default)]
    document_date: Option<Date>,
    #[deserr(default)]
    background: Option<Prose>,
    #[deserr(default)]
    assessments: Vec<AssessmentFields>,
    #[deserr(default)]
    recommendation: Vec<PointFields>,
}

/// What one side thought.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct AssessmentFields {
    side: Side,
    text: Prose,
}

/// One numbered point.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct PointFields {
    #[deserr(default)]
    verb: Option<Verb>,
    text: Prose,
}

/// What a meeting did.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct TreatmentFields {
    outcome: Outcome,
    #[deserr(default)]
    points: Vec<PointFields>,
    #[deserr(default)]
    voices: Vec<VoiceFields>,
    #[deserr(default)]
    remarks: Option<Prose>,
    #[deserr(default)]
    reason: Option<Line>,
}

/// Where one side stood.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct VoiceFields {
    side: Side,
    position: Position,
    #[deserr(default)]
    text: Option<Prose>,
}

/// An earlier case.
#[derive(Debug, Deserr)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct LinkFields {
    body: Key,
    number: Line,
    #[deserr(default)]
    point: Option<Counted>,
    kind: LinkKind,
}

fn all<T, F: Into<T>>(fields: Vec<F>) -> Vec<T> {
    fields.into_iter().map(Into::into).collect()
}

impl From<MeetingFields> for MeetingFact {
    fn from(fields: MeetingFields) -> Self {
        let MeetingFields { date, from, to, precision, verification, note, .. } = fields;
        Self {
            body: fields.body,
            when: DateFact { date, from, to, precision },
            state: fields.state,
            title: fields.title,
            starts_at: fields.starts_at.map(|time| time.0),
            ends_at: fields.ends_at.map(|time| time.0),
            form: fields.form,
            place: fields.place,
            host: fields.host,
            visibility: fields.visibility,
            minutes: fields
                .minutes
                .map(|MinutesFields { published_on, introduction }| MinutesFact { published_on, introduction }),
            provenance: Provenance { verification, note },
        }
    }
}

impl From<CaseFields> for CaseFact {
    fn from(fields: CaseFields) -> Self {
        Self {
            title: fields.title,
            kind: fields.kind,
            party: fields.party,
            summary: fields.summary,
            archive_reference: fields.archive_reference,
            disclosure: fields.disclosure.map(Into::into),
            state: fields.state,
            stops: all(fields.stops.0),
            links: all(fields.links),
            provenance: Provenance { verification: fields.verification, note: fields.note },
        }
    }
}

impl From<DisclosureFields> for Disclosure {
    fn from(fields: DisclosureFields) -> Self {
        let DisclosureFields { visibility, side, legal_basis, embargo_until, withheld_until } = fields;
        Self { visibility, side, legal_basis, embargo_until, withheld_until }
    }
}

impl From<StopFields> for StopFact {
    fn from(fields: StopFields) -> Self {
        Self {
            body: fields.body,
            number: fields.number,
            year: fields.year.narrow(),
            stage: fields.stage.map(Within::narrow),
            meeting: fields.meeting,
            paper: fields.paper.map(Into::into),
            treatment: fields.treatment.map(Into::into),
        }
    }
}

impl From<PaperFields> for PaperFact {
    fn from(fields: PaperFields) -> Self {
        let assessment = |AssessmentFields { side, text }: AssessmentFields| Assessment { side, text };
        Self {
            document_date: fields.document_date,
            background: fields.background,
            assessments: fields.assessments.into_iter().map(assessment).collect(),
            recommendation: all(fields.recommendation),
        }
    }
}

impl From<PointFields> for Point {
    fn from(PointFields { verb, text }: PointFields) -> Self {
        Self { verb, text }
    }
}

impl From<TreatmentFields> for Treatment {
    fn from(fields: TreatmentFields) -> Self {
        let voice =
            |VoiceFields { side, position, text }: VoiceFields| Voice { side, position, text, bound: Vec::new() };
        Self {
            outcome: fields.outcome,
            points: all(fields.points),
            voices: fields.voices.into_iter().map(voice).collect(),
            votes: Vec::new(),
            elected: Vec::new(),
            remarks: fields.remarks,
            reason: fields.reason,
        }
    }
}

impl From<LinkFields> for LinkFact {
    fn from(LinkFields { body, number, point, kind }: LinkFields) -> Self {
        Self { body, number, point: point.map(Within::narrow), kind }
    }
}
