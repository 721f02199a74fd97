//! A paper as it is written, and a side's assessment.
use deserr::Deserr;
use domain::{Date, Key, OwnSection, Paper, Point, Prose, Verb, check_sections};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::matter::Asked;
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::{DateText, KeyText, ProseText, VerbWord};

/// What is written of a paper (*saksframlegg*), the assessments apart.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperContent)]
pub(super) struct PaperFields {
    /// The date the document carries.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    document_date: Option<Date>,
    /// What led to the matter (*bakgrunn*).
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    background: Option<Prose>,
    /// What the body is advised to decide (*innstilling*): points, numbered by their places from 1.
    #[deserr(default)]
    #[schema(value_type = Vec<PointFields>, max_items = 50, required = false)]
    recommendation: AtMost<PointFields, { Paper::POINTS_MAX }>,
    /// The body's own sections, each once.
    #[deserr(default)]
    #[schema(value_type = Vec<SectionFields>, max_items = 50, required = false)]
    sections: AtMost<SectionFields, { Paper::SECTIONS_MAX }>,
}

/// A point of a recommendation (*innstilling*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = PaperPointContent)]
pub(super) struct PointFields {
    /// What it does.
    #[deserr(default)]
    #[schema(value_type = Option<VerbWord>)]
    verb: Option<Verb>,
    #[schema(value_type = ProseText)]
    text: Prose,
}

/// A section of the body's own in a paper.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = PaperOwnSection)]
pub(super) struct SectionFields {
    /// The key of the provision that asks for it.
    #[schema(value_type = KeyText)]
    provision: Key,
    #[schema(value_type = ProseText)]
    text: Prose,
}

/// What a side writes of a matter (*vurdering*).
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = AssessmentContent)]
pub(super) struct AssessmentFields {
    #[schema(value_type = ProseText)]
    pub(super) text: Prose,
}

impl Form for AssessmentFields {
    fn stand_ins() -> Value {
        json!({"text": "-"})
    }
}

impl Form for PaperFields {
    fn stand_ins() -> Value {
        json!({"recommendation": [{"text": "-"}], "sections": [{"provision": "nobody", "text": "-"}]})
    }
}

impl From<Paper> for PaperFields {
    fn from(paper: Paper) -> Self {
        Self {
            document_date: paper.document_date,
            background: paper.background,
            recommendation: AtMost(paper.recommendation.into_iter().map(PointFields::from).collect()),
            sections: AtMost(paper.sections.into_iter().map(SectionFields::from).collect()),
        }
    }
}

impl From<Point> for PointFields {
    fn from(point: Point) -> Self {
        Self { verb: point.verb, text: point.text }
    }
}

impl From<OwnSection> for SectionFields {
    fn from(section: OwnSection) -> Self {
        Self { provision: section.provision, text: section.text }
    }
}

impl PaperFields {
    /// The paper with this content in place of what it had, if it is one the body can have.
    pub(super) fn resolve(self, old: &Paper, asked: &Asked) -> Result<Paper, ApiError> {
        let own = |section: SectionFields| OwnSection { provision: section.provision, text: section.text };
        let sections: Vec<_> = self.sections.0.into_iter().map(own).collect();
        check_sections(&sections, &old.sections, &asked.rules()).into_result()?;
        let point = |point: PointFields| Point { verb: point.verb, text: point.text };
        Ok(Paper {
            document_date: self.document_date,
            background: self.background,
            recommendation: self.recommendation.0.into_iter().map(point).collect(),
            sections,
            ..old.clone()
        })
    }
}
