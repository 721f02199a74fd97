//! Papers and their versions as they are shown.
use domain::policy::Sight;
use domain::{
    BodyId, CaseId, CaseKind, Date, Instant, Key, Line, Link, LinkKind, Meeting, MeetingId, MissingSection, Names,
    Paper, PaperPart, PaperSection, PersonId, Preparer, Prose, Side, StopId, Verb,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::SectionFields;
use super::matter::Matter;
use crate::wire::schema::{
    BodyIdText, CaseIdText, CaseKindWord, CaseNumberText, DateText, InstantText, KeyText, LineText, LinkKindWord,
    MeetingIdText, NamesSchema, PaperPartWord, PersonIdText, PreparerWord, ProseText, SideWord, StopIdText, VerbWord,
};

/// What is put before a body in a case (*saksframlegg*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Paper)]
pub(super) struct PaperView {
    #[schema(value_type = CaseIdText)]
    case: CaseId,
    #[schema(value_type = StopIdText)]
    stop: StopId,
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    /// The number the body knows the case by.
    #[schema(value_type = CaseNumberText)]
    number: Line,
    /// The case's title.
    #[schema(value_type = LineText)]
    title: Line,
    #[schema(value_type = CaseKindWord)]
    kind: CaseKind,
    /// Who prepares the case (*saksbehandlere*); none is named to callers without a role.
    #[schema(max_items = 10)]
    officers: Vec<OfficerView>,
    /// The earlier cases it hangs together with, as far as the caller sees them.
    #[schema(max_items = 50)]
    links: Vec<LinkView>,
    /// The archive's reference (*vår ref*).
    #[schema(value_type = Option<LineText>)]
    archive_reference: Option<Line>,
    /// The meeting on whose agenda it stands, or last stood.
    meeting: Option<PaperMeetingView>,
    #[serde(flatten)]
    content: PaperVersionView,
    /// What the body asks of its papers, in order; none where this one cannot be written any more.
    #[schema(max_items = 1000)]
    asked: Vec<AskedView>,
    /// What of that is required and not there yet.
    #[schema(max_items = 1000)]
    missing: Vec<MissingView>,
}

/// One version of a paper (*versjon av saksframlegg*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperVersion)]
pub(super) struct PaperVersionView {
    /// Counts the versions from 1, and is 0 where nothing is written yet; what `If-Match` names.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 3)]
    version: i32,
    /// The date the document carries.
    #[schema(value_type = Option<DateText>)]
    document_date: Option<Date>,
    /// What led to the matter (*bakgrunn*).
    #[schema(value_type = Option<ProseText>)]
    background: Option<Prose>,
    /// What each side thinks of it (*vurderinger*).
    #[schema(max_items = 4)]
    assessments: Vec<AssessmentView>,
    /// What the body is advised to decide (*innstilling*).
    #[schema(max_items = 50)]
    recommendation: Vec<PointView>,
    /// The body's own sections.
    #[schema(max_items = 50)]
    sections: Vec<SectionFields>,
    /// Who made this version, where a person did; nobody is named to callers without a role.
    #[schema(value_type = Option<PersonIdText>)]
    author: Option<PersonId>,
    /// Whether it was made after the notice had gone out with an earlier one.
    after_notice: bool,
    /// When it was made; none where nothing is written yet.
    #[schema(value_type = Option<InstantText>)]
    created_at: Option<Instant>,
}

/// The versions of a paper, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaperVersions)]
pub(super) struct PaperVersionsView {
    #[schema(max_items = 200)]
    items: Vec<PaperVersionSummary>,
}

/// What a list tells of a version of a paper.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PaperVersionSummary {
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 3)]
    version: i32,
    #[schema(value_type = Option<DateText>)]
    document_date: Option<Date>,
    #[schema(value_type = Option<PersonIdText>)]
    author: Option<PersonId>,
    /// Whether it was made after the notice had gone out with an earlier one.
    after_notice: bool,
    #[schema(value_type = InstantText)]
    created_at: Instant,
}

/// Who prepares a case (*saksbehandler*).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaperOfficer)]
struct OfficerView {
    #[schema(value_type = PersonIdText)]
    person: PersonId,
    /// The side they prepare it for.
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
}

/// An earlier case that a paper refers to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaperLink)]
struct LinkView {
    #[schema(value_type = CaseIdText)]
    case: CaseId,
    #[schema(value_type = LinkKindWord)]
    kind: LinkKind,
    /// The number of a point of its decision, counted from 1.
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 50, example = 2)]
    point: Option<u16>,
}

/// When a paper is taken up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaperMeeting)]
struct PaperMeetingView {
    #[schema(value_type = MeetingIdText)]
    id: MeetingId,
    /// The first day it may be.
    #[schema(value_type = DateText)]
    from: Date,
    /// The last day it may be; the same day where the day is known.
    #[schema(value_type = DateText)]
    to: Date,
}

/// What one side thinks of a matter (*vurdering*).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assessment)]
struct AssessmentView {
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = ProseText)]
    text: Prose,
}

/// A point of a recommendation (*innstilling*).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaperPoint)]
struct PointView {
    #[schema(value_type = i32, minimum = 1, maximum = 50, example = 1)]
    number: usize,
    /// What it does.
    #[schema(value_type = Option<VerbWord>)]
    verb: Option<Verb>,
    #[schema(value_type = ProseText)]
    text: Prose,
}

/// A section that the body asks of its papers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AskedPaperSection)]
struct AskedView {
    /// The key of the provision that asks for it.
    #[schema(value_type = KeyText)]
    provision: Key,
    #[schema(value_type = PaperPartWord)]
    part: PaperPart,
    /// Its heading.
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Whether no paper is complete without it.
    required: bool,
    #[schema(value_type = PreparerWord)]
    prepared_by: Preparer,
    /// What belongs in it.
    #[schema(value_type = Option<ProseText>)]
    guidance: Option<Prose>,
}

/// A required section that a paper does not have yet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MissingPaperSection)]
struct MissingView {
    /// The key of the provision that asks for it.
    #[schema(value_type = KeyText)]
    provision: Key,
    #[schema(value_type = PaperPartWord)]
    part: PaperPart,
    #[schema(value_type = PreparerWord)]
    prepared_by: Preparer,
}

impl PaperView {
    /// A version, with the case it belongs to.
    pub(super) fn new(matter: &Matter, paper: Paper, sight: &Sight) -> Self {
        let (case, stop) = (&matter.case, &matter.stop);
        let officers = case.officers.iter().filter(|_| sight.community);
        Self {
            case: case.id,
            stop: stop.id,
            body: stop.body,
            number: stop.number.text.clone(),
            title: case.title.clone(),
            kind: case.kind,
            officers: officers.map(|officer| OfficerView { person: officer.person, side: officer.side }).collect(),
            links: Vec::new(),
            archive_reference: case.archive_reference.clone(),
            meeting: None,
            content: PaperVersionView::new(paper, sight),
            asked: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The same with the links and the meeting that the caller sees.
    pub(super) fn with(self, links: Vec<Link>, meeting: Option<&Meeting>) -> Self {
        let link = |link: Link| LinkView { case: link.case, kind: link.kind, point: link.point };
        let date =
            |meeting: &Meeting| PaperMeetingView { id: meeting.id, from: meeting.when.from, to: meeting.when.to };
        Self { links: links.into_iter().map(link).collect(), meeting: meeting.map(date), ..self }
    }

    /// The same with what the body asks for, and what of that is missing.
    pub(super) fn asking(self, asked: Vec<(Key, PaperSection)>, missing: Vec<MissingSection>) -> Self {
        let asks = |(provision, section): (Key, PaperSection)| AskedView {
            provision,
            part: section.part,
            names: section.names,
            required: section.required,
            prepared_by: section.prepared_by,
            guidance: section.guidance,
        };
        let misses = |missing: MissingSection| MissingView {
            provision: missing.provision,
            part: missing.part,
            prepared_by: missing.prepared_by,
        };
        let asked = asked.into_iter().map(asks).collect();
        Self { asked, missing: missing.into_iter().map(misses).collect(), ..self }
    }
}

impl PaperVersionView {
    /// A version, without its author for callers without a role.
    pub(super) fn new(paper: Paper, sight: &Sight) -> Self {
        let point = |(place, point): (usize, domain::Point)| PointView {
            number: place + 1,
            verb: point.verb,
            text: point.text,
        };
        let assessments = paper.assessments.into_iter();
        Self {
            version: paper.number,
            document_date: paper.document_date,
            background: paper.background,
            assessments: assessments.map(|each| AssessmentView { side: each.side, text: each.text }).collect(),
            recommendation: paper.recommendation.into_iter().enumerate().map(point).collect(),
            sections: paper.sections.into_iter().map(SectionFields::from).collect(),
            author: paper.author.filter(|_| sight.community),
            after_notice: paper.after_notice,
            created_at: (paper.number > 0).then_some(paper.created_at),
        }
    }
}

impl PaperVersionsView {
    /// Versions in the order given, without their authors for callers without a role.
    pub(super) fn new(versions: Vec<Paper>, sight: &Sight) -> Self {
        let summary = |paper: Paper| PaperVersionSummary {
            version: paper.number,
            document_date: paper.document_date,
            author: paper.author.filter(|_| sight.community),
            after_notice: paper.after_notice,
            created_at: paper.created_at,
        };
        Self { items: versions.into_iter().map(summary).collect() }
    }
}
