//! The chain of a case (sakskjede): what it follows up, and what follows it up, as a graph.
use std::collections::{BTreeMap, HashSet};
use std::slice;

use actix_web::HttpResponse;
use domain::{Case, CaseId, CaseKind, CaseState, LinkKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::around::Around;
use super::view::StopView;
use crate::guard::{InTenant, ReadCases, Reading};
use crate::wire::schema::{CaseIdText, CaseKindWord, CaseStateWord, LineText};
use crate::wire::{ApiError, Code, Query};

/// The most cases of one chain.
const CASES_MAX: usize = 500;

/// Cases that follow one another up (*sakskjede*), as far as the caller sees them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseChain)]
struct ChainView {
    /// The cases, in the order they were reported.
    #[schema(max_items = 500)]
    cases: Vec<NodeView>,
    /// Which of them follows up which.
    #[schema(max_items = 25_000)]
    links: Vec<EdgeView>,
    /// Whether the whole chain is there; a longer one is cut where it is furthest from the case asked for.
    complete: bool,
}

/// A case of a chain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChainedCase)]
struct NodeView {
    #[schema(value_type = CaseIdText)]
    id: CaseId,
    #[schema(value_type = LineText)]
    title: String,
    #[schema(value_type = CaseKindWord)]
    kind: CaseKind,
    #[schema(value_type = CaseStateWord)]
    state: CaseState,
    /// The bodies that treat it, with their numbers.
    #[schema(max_items = 1000)]
    stops: Vec<StopView>,
}

/// That one case follows another up, or one point of what was decided there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChainLink)]
struct EdgeView {
    /// The later case.
    #[schema(value_type = CaseIdText)]
    from: CaseId,
    /// The earlier one.
    #[schema(value_type = CaseIdText)]
    to: CaseId,
    /// The number of a point of what was decided there.
    #[schema(minimum = 1, maximum = 200, example = 2)]
    point: Option<u16>,
}

/// The cases of a chain, layer by layer from where it is asked for.
#[derive(Default)]
struct Chain {
    cases: BTreeMap<CaseId, Case>,
    /// Those met so far, hidden ones included.
    met: HashSet<CaseId>,
    cut: bool,
}

impl Chain {
    /// Takes a layer in, and tells which cases lie beyond it. A layer costs the same few queries however many it holds.
    fn take(&mut self, reading: &mut Reading<'_, '_, '_>, layer: Vec<Case>) -> Result<Vec<CaseId>, ApiError> {
        let around = Around::reading(reading, &layer)?;
        let ids: Vec<CaseId> = layer.iter().map(|case| case.id).collect();
        self.met.extend(ids);
        let mut taken = Vec::new();
        let mut beyond = Vec::new();
        for case in layer {
            if !around.sees(&case) {
                continue;
            }
            if self.cases.len() == CASES_MAX {
                self.cut = true;
                break;
            }
            taken.push(case.id);
            beyond.extend(case.links.iter().filter(|link| link.kind == LinkKind::FollowUp).map(|link| link.case));
            self.cases.insert(case.id, around.cut(case));
        }
        let later = reading.tx.cases().linked_to(&taken)?.into_iter();
        beyond.extend(later.filter(|(_, link)| link.kind == LinkKind::FollowUp).map(|(from, _)| from));
        beyond.sort_unstable_by_key(|id| id.0);
        beyond.dedup();
        beyond.retain(|id| !self.met.contains(id));
        Ok(beyond)
    }

    fn view(self) -> ChainView {
        let mut links = Vec::new();
        for case in self.cases.values() {
            let follows = |link: &&domain::Link| link.kind == LinkKind::FollowUp && self.cases.contains_key(&link.case);
            let edge = |link: &domain::Link| EdgeView { from: case.id, to: link.case, point: link.point };
            links.extend(case.links.iter().filter(follows).map(edge));
        }
        let node = |case: Case| NodeView {
            id: case.id,
            title: case.title.as_str().to_owned(),
            kind: case.kind,
            state: case.state,
            stops: case.stops.into_iter().map(Into::into).collect(),
        };
        ChainView { cases: self.cases.into_values().map(node).collect(), links, complete: !self.cut }
    }
}

/// Get the chain of a case
///
/// The cases that a case follows up and those that follow it up, and so on in both directions (*sakskjede*), with the
/// numbered points they follow up. Of a long chain, the 500 cases nearest to the one asked for.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/cases/{case}/chain", operation_id = "get_case_chain", tag = "cases",
    responses((status = 200, description = "The chain", body = ChainView)))]
pub(super) async fn get_case_chain(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("case", CaseId::parse)?;
    let asked = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            asked?;
            let first = reading.tx.cases().get(id)?.value;
            if !Around::reading(reading, slice::from_ref(&first))?.sees(&first) {
                return Err(ApiError::new(Code::NotFound));
            }
            let mut chain = Chain::default();
            let mut layer = vec![first];
            while !layer.is_empty() && !chain.cut {
                let beyond = chain.take(reading, layer)?;
                let found = if beyond.is_empty() { Vec::new() } else { reading.tx.cases().many(&beyond)? };
                layer = found.into_iter().map(|kept| kept.value).collect();
            }
            Ok(chain.view())
        })
        .await
}
