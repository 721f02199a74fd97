//! The ways of the lines: down from a body into the space between two rows, along it on a track that is this body's own,
//! and through gaps between boxes past the rows on the way. So no line ever runs through a box.
use std::collections::BTreeMap;

use super::cell::BodyBox;
use crate::shape::Rect;

/// Between two tracks.
pub(super) const TRACK: i32 = 7;
/// From a row's gutter to its boxes, so that there is room for an arrow.
pub(super) const APPROACH: i32 = 14;

/// Lines of several bodies in one gap run beside each other as far as there is room.
const LANES: [i32; 7] = [0, 4, -4, 8, -8, 12, -12];

/// A way by rows and columns, before it is known how high the rows are.
#[derive(Debug)]
pub(super) struct Way {
    pub parent: usize,
    pub child: usize,
    /// The gutters it runs along, each numbered by the row below it, with the `x` at which it leaves.
    pub hops: Vec<(usize, i32)>,
}

/// Which track each parent has in each gutter.
pub(super) type Tracks = Vec<BTreeMap<usize, i32>>;

/// The ways from bodies to those that report to them. `rows` says in which row each box stands, `links` who reports to
/// whom, both by the place of the box in the list.
pub(super) fn ways(
    boxes: &[BodyBox],
    rows: &[usize],
    links: &[(usize, usize)],
    edges: (i32, i32),
) -> (Vec<Way>, Tracks) {
    let count = rows.iter().max().map_or(0, |last| last + 1);
    let mut tracks: Tracks = vec![BTreeMap::new(); count + 1];
    let mut lanes: BTreeMap<(usize, i32), [Option<usize>; LANES.len()]> = BTreeMap::new();
    let mut ways = Vec::new();
    for &(parent, child) in links {
        let (from, to) = (rows[parent] + 1, rows[child]);
        let goal = boxes[child].head().0;
        let mut x = boxes[parent].foot().0;
        let mut kept = 0;
        let mut hops = Vec::new();
        let passed: Vec<(usize, usize)> = if from <= to {
            (from..to).map(|row| (row, row)).collect()
        } else {
            (to..from).rev().map(|row| (row + 1, row)).collect()
        };
        for (gutter, row) in passed {
            // The nearest to where it is, so that those who report to one body share most of the way.
            let gap = nearest_gap(boxes, rows, row, x, edges);
            let users = lanes.entry((row, gap)).or_default();
            let own = users.iter().position(|user| *user == Some(parent));
            let straight = users[kept].is_none().then_some(kept);
            let free = || users.iter().position(Option::is_none);
            kept = own.or(straight).or_else(free).unwrap_or(kept);
            users[kept] = Some(parent);
            x = gap + LANES[kept];
            hops.push((gutter, x));
        }
        hops.push((to, goal));
        for (gutter, _) in &hops {
            let next = i32::try_from(tracks[*gutter].len()).unwrap_or(i32::MAX);
            tracks[*gutter].entry(parent).or_insert(next);
        }
        ways.push(Way { parent, child, hops });
    }
    (ways, tracks)
}

/// The space between or beside the boxes of a row that is nearest.
fn nearest_gap(boxes: &[BodyBox], rows: &[usize], row: usize, x: i32, (left, right): (i32, i32)) -> i32 {
    let mut rects: Vec<Rect> =
        boxes.iter().zip(rows).filter(|(_, at)| **at == row).map(|(each, _)| each.rect).collect();
    rects.sort_by_key(|rect| rect.x);
    let between = rects.windows(2).map(|pair| i32::midpoint(pair[0].right(), pair[1].x));
    let outer =
        rects.first().map(|first| first.x - left).into_iter().chain(rects.last().map(|last| last.right() + right));
    between.chain(outer).min_by_key(|gap| (gap - x).abs()).unwrap_or(x)
}
