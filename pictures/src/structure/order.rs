//! Which body stands in which row, and in which order.
use std::collections::HashMap;

use domain::{Body, BodyId, Structure, sort_key};

use crate::Frame;

/// A row of bodies of one level.
pub(super) struct Row<'a> {
    pub level: u8,
    pub bodies: Vec<&'a Body>,
}

/// The bodies in force in rows of at most so many: level by level, and within a level in the order of the bodies they
/// report to, so that lines cross as little as can be.
pub(super) fn rows<'a>(frame: Frame<'_>, structure: &'a Structure, most: usize) -> Vec<Row<'a>> {
    let mut levels: Vec<(u8, Vec<&Body>)> = Vec::new();
    let mut bodies: Vec<&Body> = structure.bodies_on(frame.day).collect();
    bodies.sort_by_cached_key(|body| (body.level, sort_key(frame.name(&body.names)), body.key.clone()));
    for body in bodies {
        match levels.last_mut() {
            Some((level, list)) if *level == body.level => list.push(body),
            _ => levels.push((body.level, vec![body])),
        }
    }
    let mut places: HashMap<BodyId, usize> = HashMap::new();
    let mut rows = Vec::new();
    for (level, mut list) in levels {
        // What reports to nobody of those above stands last.
        list.sort_by_key(|body| body.parent.and_then(|parent| places.get(&parent)).copied().unwrap_or(usize::MAX));
        for body in &list {
            places.insert(body.id, places.len());
        }
        // Rows of about equal length: seven in four and three rather than six and one.
        let count = list.len().div_ceil(most);
        let each = list.len().div_ceil(count);
        rows.extend(list.chunks(each).map(|bodies| Row { level, bodies: bodies.to_vec() }));
    }
    rows
}

/// The largest number of bodies on one level.
pub(super) fn widest(frame: Frame<'_>, structure: &Structure) -> usize {
    let mut counts: HashMap<u8, usize> = HashMap::new();
    for body in structure.bodies_on(frame.day) {
        *counts.entry(body.level).or_default() += 1;
    }
    counts.values().copied().max().unwrap_or(0)
}
