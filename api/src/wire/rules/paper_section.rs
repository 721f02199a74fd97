//! Sections of papers on the wire.
use deserr::Deserr;
use domain::{BodyId, ByHandle, Handle, Names, PaperPart, PaperSection, Preparer, Prose};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{ReadFaults, Within};
use crate::wire::schema::{NamesSchema, PaperPartWord, PreparerWord, ProseText, ReferenceText};

type Place = Within<1, { PaperSection::<ByHandle>::PLACE_MAX as i64 }>;

/// A section of a body's papers (*saksframlegg*). Its key is its name in every paper.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperSectionRule)]
pub struct PaperSectionFields {
    /// The body whose papers have it. Id or key.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
    #[schema(value_type = PaperPartWord)]
    part: PaperPart,
    /// Its heading.
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Whether no paper is complete without it.
    #[deserr(default = true)]
    #[schema(required = false)]
    required: bool,
    /// A side for an assessment: whose it is.
    #[schema(value_type = PreparerWord)]
    prepared_by: Preparer,
    /// What belongs in it.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    guidance: Option<Prose>,
    /// Its place among the body's sections, the least first.
    #[schema(value_type = u8, minimum = 1, maximum = 50, example = 3)]
    place: Place,
}

impl From<PaperSectionFields> for PaperSection<ByHandle> {
    fn from(fields: PaperSectionFields) -> Self {
        Self {
            body: fields.body,
            part: fields.part,
            names: fields.names,
            required: fields.required,
            prepared_by: fields.prepared_by,
            guidance: fields.guidance,
            place: fields.place.narrow(),
        }
    }
}

impl From<PaperSection<ByHandle>> for PaperSectionFields {
    fn from(section: PaperSection<ByHandle>) -> Self {
        Self {
            body: section.body,
            part: section.part,
            names: section.names,
            required: section.required,
            prepared_by: section.prepared_by,
            guidance: section.guidance,
            place: Within(section.place.into()),
        }
    }
}
