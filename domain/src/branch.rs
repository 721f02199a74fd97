//! Bodies as a tree: each with those that report to it.
use std::collections::{BTreeMap, BTreeSet};

use crate::{Body, BodyId};

/// A body with those that report to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The body.
    pub body: Body,
    /// Those that report to it.
    pub children: Vec<Self>,
}

impl Branch {
    /// The most levels of a tree, so that a reader need not expect any depth.
    pub const DEPTH_MAX: usize = 16;

    /// The bodies as trees, in their order on every level. None is left out: whatever reports to a body that is not
    /// among them stands at the root, and so does what lies too deep.
    pub fn forest(bodies: Vec<Body>) -> Vec<Self> {
        let there: BTreeSet<BodyId> = bodies.iter().map(|body| body.id).collect();
        let mut below: BTreeMap<Option<BodyId>, Vec<Body>> = BTreeMap::new();
        for body in bodies {
            below.entry(body.parent.filter(|parent| there.contains(parent))).or_default().push(body);
        }
        let mut forest = Vec::new();
        // The roots come first; what remains after them lies too deep, or in a circle that should not be.
        while let Some((_, bodies)) = below.pop_first() {
            forest.extend(bodies.into_iter().map(|body| Self::grow(body, &mut below, 1)));
        }
        forest
    }

    fn grow(body: Body, below: &mut BTreeMap<Option<BodyId>, Vec<Body>>, depth: usize) -> Self {
        let own = if depth < Self::DEPTH_MAX { below.remove(&Some(body.id)) } else { None };
        let children = own.unwrap_or_default().into_iter().map(|child| Self::grow(child, below, depth + 1));
        Self { children: children.collect(), body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::tests::body;
    use crate::{BodyType, Visibility};

    /// Bodies of which each reports to the one at its number, if there is one.
    fn bodies<const N: usize>(parents: [Option<usize>; N]) -> Vec<Body> {
        let ids = [(); N].map(|()| BodyId::fresh());
        let parents = parents.map(|parent| parent.map(|at| ids.get(at).copied().unwrap_or_else(BodyId::fresh)));
        let made = ids.into_iter().zip(parents);
        made.map(|(id, parent)| Body { id, parent, ..body(BodyType::Network, Visibility::Public, None) }).collect()
    }

    /// The tree in brackets, each body by its number.
    fn drawn(bodies: Vec<Body>) -> String {
        fn draw(branches: &[Branch], ids: &[BodyId]) -> String {
            let one = |branch: &Branch| {
                let number = ids.iter().position(|id| *id == branch.body.id).expect("one of ours");
                format!("{number}{}", draw(&branch.children, ids))
            };
            let all: Vec<_> = branches.iter().map(one).collect();
            if all.is_empty() { String::new() } else { format!("({})", all.join(" ")) }
        }
        let ids: Vec<_> = bodies.iter().map(|body| body.id).collect();
        draw(&Branch::forest(bodies), &ids)
    }

    #[test]
    fn every_body_stands_once_under_what_it_reports_to() {
        const ABSENT: Option<usize> = Some(99);
        for (parents, wanted) in [
            ([None, None, None, None], "(0 1 2 3)"),
            ([None, Some(0), Some(1), Some(1)], "(0(1(2 3)))"),
            ([Some(3), Some(3), None, None], "(2 3(0 1))"),
            ([None, ABSENT, Some(1), Some(0)], "(0(3) 1(2))"),
            ([None, Some(2), Some(1), Some(2)], "(0 2(1 3))"),
        ] {
            assert_eq!(drawn(bodies(parents)), wanted, "{parents:?}");
        }
    }

    #[test]
    fn a_tree_has_a_greatest_depth_and_loses_nobody_to_it() {
        const N: usize = 3 * Branch::DEPTH_MAX;
        let chain = Branch::forest(bodies::<N>(std::array::from_fn(|i| i.checked_sub(1))));
        let depth = |root: &Branch| std::iter::successors(Some(root), |branch| branch.children.first()).count();
        assert_eq!(chain.iter().map(depth).collect::<Vec<_>>(), [Branch::DEPTH_MAX; 3]);
    }
}
