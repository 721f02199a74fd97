//! What a notice (innkalling) does: papers are frozen, what came late is marked, and what is public is published.
use super::Item;
use crate::{Case, Date, Instant, Paper, Visibility, oslo_date};

/// The agenda as it goes out with the notice, with the newest paper of each case: what was written after papers were due
/// is late, and so is what is not written yet.
pub fn freeze(agenda: &[Item], newest: &[Paper], papers_due: Date) -> Vec<Item> {
    agenda.iter().map(|item| frozen(item, newest, Some(papers_due))).collect()
}

/// An item that is added when the notice is out: with the paper there is, and late whenever that was written.
pub fn add_late(item: &Item, newest: &[Paper]) -> Item {
    frozen(item, newest, None)
}

fn frozen(item: &Item, newest: &[Paper], papers_due: Option<Date>) -> Item {
    let Some((_, stop)) = item.stop else { return Item { late: papers_due.is_none(), ..item.clone() } };
    let paper = newest.iter().find(|paper| paper.stop == stop);
    let in_time = paper.zip(papers_due).is_some_and(|(paper, due)| oslo_date(paper.created_at) <= due);
    Item { paper: paper.map(|paper| paper.number), late: !in_time, ..item.clone() }
}

/// The case as it is once a notice of a public meeting has gone out with it; none where that publishes nothing.
pub fn published(case: &Case, at: Instant) -> Option<Case> {
    let opens = case.published_at.is_none() && case.disclosure.visibility == Visibility::Public;
    opens.then(|| Case { published_at: Some(at), changed_at: at, version: case.version + 1, ..case.clone() })
}
