//! What a case is told with: its reporter's name for it, links, officers, and who may see it.
use deserr::Deserr;
use domain::{CaseId, Date, Disclosure, ExternalReference, Line, Link, LinkKind, Officer, PersonId, Side, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{ReadFaults, Within};
use crate::wire::schema::{CaseIdText, DateText, LineText, LinkKindWord, PersonIdText, SideWord, VisibilityWord};

type Point = Within<1, 200>;

/// The reporter's own name for a case: a party uses each once.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = ExternalReference)]
pub(super) struct ExternalFields {
    /// The system that reports.
    #[schema(value_type = LineText)]
    system: Line,
    /// The case's key in that system.
    #[schema(value_type = LineText)]
    key: Line,
}

/// A link to an earlier case, or to a numbered point of what was decided there.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = CaseLink)]
pub(super) struct LinkFields {
    /// The earlier case.
    #[schema(value_type = CaseIdText)]
    case: CaseId,
    #[deserr(default = LinkKind::FollowUp)]
    #[schema(value_type = LinkKindWord, required = false)]
    kind: LinkKind,
    /// The number of a point of what was decided there.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 200, example = 2)]
    point: Option<Point>,
}

/// Who prepares a case (*saksbehandlar*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = CaseOfficer)]
pub(super) struct OfficerFields {
    #[schema(value_type = PersonIdText)]
    person: PersonId,
    /// The side they prepare it for.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
}

/// Who may see a matter (*offentlegheit*). It is public unless it is withheld, and whoever withholds it says why.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Disclosure)]
pub(super) struct DisclosureFields {
    #[deserr(default = Visibility::Public)]
    #[schema(value_type = VisibilityWord, required = false)]
    visibility: Visibility,
    /// The side it belongs to, where one side sees it.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    /// The rule of law it is withheld under; required of what is not public.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    legal_basis: Option<Line>,
    /// The first day on which it may be public; until then it is the body's.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    embargo_until: Option<Date>,
    /// The last day on which it is withheld.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    withheld_until: Option<Date>,
}

impl Default for DisclosureFields {
    fn default() -> Self {
        Disclosure::PUBLIC.into()
    }
}

impl From<Disclosure> for DisclosureFields {
    fn from(disclosure: Disclosure) -> Self {
        let Disclosure { visibility, side, legal_basis, embargo_until, withheld_until } = disclosure;
        Self { visibility, side, legal_basis, embargo_until, withheld_until }
    }
}

impl From<DisclosureFields> for Disclosure {
    fn from(fields: DisclosureFields) -> Self {
        let DisclosureFields { visibility, side, legal_basis, embargo_until, withheld_until } = fields;
        Self { visibility, side, legal_basis, embargo_until, withheld_until }
    }
}

impl From<ExternalReference> for ExternalFields {
    fn from(ExternalReference { system, key }: ExternalReference) -> Self {
        Self { system, key }
    }
}

impl From<ExternalFields> for ExternalReference {
    fn from(ExternalFields { system, key }: ExternalFields) -> Self {
        Self { system, key }
    }
}

impl From<Link> for LinkFields {
    fn from(Link { case, kind, point }: Link) -> Self {
        Self { case, kind, point: point.map(|point| Within(point.into())) }
    }
}

impl From<LinkFields> for Link {
    fn from(LinkFields { case, kind, point }: LinkFields) -> Self {
        Self { case, kind, point: point.map(Point::narrow) }
    }
}

impl From<Officer> for OfficerFields {
    fn from(Officer { person, side }: Officer) -> Self {
        Self { person, side }
    }
}

impl From<OfficerFields> for Officer {
    fn from(OfficerFields { person, side }: OfficerFields) -> Self {
        Self { person, side }
    }
}
