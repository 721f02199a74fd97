//! Target groups (målgrupper): whom a community works for first, and where.
use actix_web::HttpResponse;
use domain::emphasis::{Cell, emphasis_matrix};
use domain::{
    Date, Line, Names, Prose, Provision, ProvisionId, Structure, TargetGroup, TargetGroupOrigin, Verification,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::named::{Book, NamedArea, NamedBody, NamedProvision};
use super::structure;
use crate::guard::{InTenant, ReadStructure};
use crate::resource;
use crate::wire::schema::{
    DateText, KeyText, LineText, NamesSchema, ProseText, ProvisionIdText, TargetGroupOriginWord, VerificationWord,
};
use crate::wire::{ApiError, Query};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_target_groups)).service(resource!(get_target_group_matrix));
}

/// The target groups (*målgrupper*) in force on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TargetGroups)]
struct TargetGroupsView {
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    /// The groups, by key.
    #[schema(max_items = 10_000)]
    items: Vec<TargetGroupView>,
}

/// A target group (*målgruppe*) and who gives it weight.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WeightedTargetGroup)]
struct TargetGroupView {
    #[schema(value_type = ProvisionIdText)]
    id: ProvisionId,
    #[schema(value_type = KeyText)]
    key: domain::Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    #[schema(value_type = TargetGroupOriginWord)]
    origin: TargetGroupOrigin,
    /// The first day it is in force.
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day it is in force.
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[schema(value_type = VerificationWord)]
    verification: Verification,
    /// The public source or the reason for doubt.
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
    /// The bodies that give it weight.
    #[schema(max_items = 10_000)]
    emphases: Vec<WeightView>,
}

/// How much weight a body gives a target group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Weight)]
struct WeightView {
    body: NamedBody,
    /// From 1, some, to 5, above all else.
    #[schema(minimum = 1, maximum = 5, example = 3)]
    weight: u8,
    /// Why.
    #[schema(value_type = Option<ProseText>)]
    reason: Option<Prose>,
}

/// Areas × target groups: how much weight the bodies that serve an area give each group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TargetGroupMatrix)]
struct MatrixView {
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    /// The target groups, in the order of each row's cells.
    #[schema(max_items = 10_000)]
    target_groups: Vec<NamedProvision>,
    /// The areas, by name.
    #[schema(max_items = 10_000)]
    rows: Vec<RowView>,
}

/// One area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TargetGroupRow)]
struct RowView {
    area: NamedArea,
    /// One cell for each target group.
    #[schema(max_items = 10_000)]
    cells: Vec<CellView>,
}

/// One area and one target group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TargetGroupCell)]
struct CellView {
    /// The greatest weight; none where no body of the area gives the group any.
    #[schema(minimum = 1, maximum = 5, example = 3)]
    weight: Option<u8>,
    /// Who gives it weight, the greatest first.
    #[schema(max_items = 10_000)]
    by: Vec<WeightView>,
}

impl WeightView {
    fn new(structure: &Structure, emphasis: ProvisionId) -> Option<Self> {
        let domain::Rule::Emphasis(emphasis) = &structure.provision(emphasis)?.rule else { return None };
        let body = Book(structure).body(emphasis.body)?;
        Some(Self { body, weight: emphasis.weight, reason: emphasis.reason.clone() })
    }
}

impl TargetGroupView {
    fn new(structure: &Structure, provision: &Provision, group: &TargetGroup, at: Date) -> Self {
        let theirs = structure.emphases_on(at).filter(|(_, emphasis)| emphasis.target_group == provision.id);
        Self {
            id: provision.id,
            key: provision.key.clone(),
            names: group.names.clone(),
            origin: group.origin,
            valid_from: provision.validity.from,
            valid_to: provision.validity.to,
            verification: provision.provenance.verification,
            note: provision.provenance.note.clone(),
            emphases: theirs.filter_map(|(emphasis, _)| WeightView::new(structure, emphasis.id)).collect(),
        }
    }
}

impl MatrixView {
    fn new(structure: &Structure, at: Date) -> Self {
        let book = Book(structure);
        let mut rows: Vec<(domain::AreaId, Vec<CellView>)> = Vec::new();
        for Cell { area, weight, by, .. } in emphasis_matrix(structure, at) {
            let by = by.into_iter().filter_map(|weighing| WeightView::new(structure, weighing.emphasis)).collect();
            let cell = CellView { weight, by };
            match rows.last_mut() {
                Some((last, cells)) if *last == area => cells.push(cell),
                _ => rows.push((area, vec![cell])),
            }
        }
        let rows = rows.into_iter().filter_map(|(area, cells)| Some(RowView { area: book.area(area)?, cells }));
        let groups = structure.target_groups_on(at).filter_map(|(provision, _)| book.provision(provision.id));
        Self { at, target_groups: groups.collect(), rows: rows.collect() }
    }
}

/// List the target groups
///
/// The groups of patients and fields of work that are given priority on a day (*målgrupper*, *innsatsområde*), each with the
/// bodies that give it weight (*vekting*).
#[utoipa::path(get, path = "/v1/tenants/{tenant}/target-groups", operation_id = "list_target_groups", tag = "structure",
    params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "The target groups", body = TargetGroupsView)))]
async fn list_target_groups(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let day = query.date("at");
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let at = day.unwrap_or(reading.today);
            let structure = structure(reading.tx, reading.sight, at, reading.today)?;
            let groups = structure.target_groups_on(at);
            let items = groups.map(|(provision, group)| TargetGroupView::new(&structure, provision, group, at));
            Ok(TargetGroupsView { at, items: items.collect() })
        })
        .await
}

/// Get areas × target groups
///
/// How much weight (*vekting*) the bodies that serve each area (*område*) give each target group (*målgruppe*) on a day. A
/// body that serves the whole community speaks for no area.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/target-groups/matrix", operation_id = "get_target_group_matrix",
    tag = "structure", params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "Areas × target groups", body = MatrixView)))]
async fn get_target_group_matrix(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let day = query.date("at");
    let asked = query.finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let at = day.unwrap_or(reading.today);
            Ok(MatrixView::new(&structure(reading.tx, reading.sight, at, reading.today)?, at))
        })
        .await
}
