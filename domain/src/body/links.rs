//! What bodies refer to. Bodies are entered one after the other, each after all it refers to: so none leads back to itself,
//! whatever the references on the way are.
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

/// What a body refers to, by whatever names bodies where they are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLinks<I> {
    /// The body it reports to.
    pub parent: Option<I>,
    /// The body it is the programme committee of.
    pub programme_committee_for: Option<I>,
    /// The bodies it took over from.
    pub succeeds: Vec<I>,
}

impl<I> Default for BodyLinks<I> {
    fn default() -> Self {
        Self { parent: None, programme_committee_for: None, succeeds: Vec::new() }
    }
}

impl<I: Copy + Eq + Hash> BodyLinks<I> {
    /// The pointers of those references of `body` that lead back to it, by whatever the bodies refer to on the way. What it
    /// referred to `before` is passed over, and a reference to itself is left to the body's own check.
    pub fn circles<S: BuildHasher>(&self, body: I, before: Option<&Self>, all: &HashMap<I, Self, S>) -> Vec<String> {
        let none = Self::default();
        let before = before.unwrap_or(&none);
        let closes = |to: I| to != body && leads_to(to, body, all);
        let member = |pointer: &str, to: Option<I>, before: Option<I>| {
            to.filter(|to| Some(*to) != before && closes(*to)).map(|_| pointer.to_owned())
        };
        let succession = (0..).zip(&self.succeeds).filter(|(_, to)| !before.succeeds.contains(to) && closes(**to));
        let succession = succession.map(|(i, _): (usize, _)| format!("/succeeds/{i}"));
        member("/parent", self.parent, before.parent)
            .into_iter()
            .chain(member("/programmeCommitteeFor", self.programme_committee_for, before.programme_committee_for))
            .chain(succession)
            .collect()
    }

    fn all(&self) -> impl Iterator<Item = I> {
        self.parent.into_iter().chain(self.programme_committee_for).chain(self.succeeds.iter().copied())
    }
}

fn leads_to<I: Copy + Eq + Hash, S: BuildHasher>(start: I, to: I, all: &HashMap<I, BodyLinks<I>, S>) -> bool {
    let (mut met, mut open) = (HashSet::new(), vec![start]);
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if met.insert(at) {
            open.extend(all.get(&at).into_iter().flat_map(BodyLinks::all));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body above, the one it is the programme committee of, and those it took over from, by number.
    type Refers = (Option<u8>, Option<u8>, &'static [u8]);

    fn links((parent, programme_committee_for, succeeds): Refers) -> BodyLinks<u8> {
        BodyLinks { parent, programme_committee_for, succeeds: succeeds.to_vec() }
    }

    #[test]
    fn no_body_leads_back_to_itself_by_whatever_it_refers_to() {
        // 2 below 1, 3 the programme committee of 2, 4 after 3, and 9 alone.
        let told: [(u8, Refers); 5] = [
            (1, (None, None, &[])),
            (2, (Some(1), None, &[])),
            (3, (None, Some(2), &[])),
            (4, (None, None, &[3])),
            (9, (None, None, &[])),
        ];
        let all: HashMap<_, _> = told.into_iter().map(|(body, refers)| (body, links(refers))).collect();
        let table: [(u8, Refers, &[&str]); 12] = [
            (1, (Some(9), Some(9), &[9]), &[]),
            (9, (Some(4), Some(2), &[3, 1]), &[]),
            (1, (Some(2), None, &[]), &["/parent"]),
            (1, (Some(3), None, &[]), &["/parent"]),
            (1, (Some(4), None, &[]), &["/parent"]),
            (2, (Some(1), Some(4), &[]), &["/programmeCommitteeFor"]),
            (2, (Some(1), None, &[9, 4, 3]), &["/succeeds/1", "/succeeds/2"]),
            (1, (Some(2), Some(3), &[4]), &["/parent", "/programmeCommitteeFor", "/succeeds/0"]),
            (4, (None, None, &[3, 9]), &[]),
            (3, (Some(1), Some(2), &[]), &[]),
            // To itself, and to nobody.
            (1, (Some(1), Some(1), &[1]), &[]),
            (1, (Some(7), Some(7), &[7]), &[]),
        ];
        for (row, (body, refers, wanted)) in table.into_iter().enumerate() {
            assert_eq!(links(refers).circles(body, None, &all), wanted, "row {row}");
        }
    }

    #[test]
    fn a_circle_that_was_there_before_is_not_told_again() {
        let all = HashMap::from([(1, links((Some(2), None, &[]))), (2, links((None, Some(1), &[1])))]);
        let before = &all[&2];
        for (refers, wanted) in [
            ((None, Some(1), &[1][..]), &[][..]),
            ((None, Some(1), &[7, 1]), &[]),
            ((Some(1), Some(1), &[1]), &["/parent"]),
        ] {
            assert_eq!(links(refers).circles(2, Some(before), &all), wanted, "{refers:?}");
        }
        assert_eq!(before.circles(2, None, &all), ["/programmeCommitteeFor", "/succeeds/0"]);
    }
}
