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
        rows.extend(packed(&list, most).into_iter().map(|bodies| Row { level, bodies }));
    }
    rows
}

/// Rows in which those that report to the same body stand together as far as they can.
fn packed<'a>(list: &[&'a Body], most: usize) -> Vec<Vec<&'a Body>> {
    let mut rows: Vec<Vec<&Body>> = Vec::new();
    for siblings in list.chunk_by(|one, next| one.parent == next.parent) {
        if let Some(row) = rows.last_mut().filter(|row| row.len() + siblings.len() <= most) {
            row.extend(siblings);
            continue;
        }
        // Rows of about equal length: seven in four and three rather than six and one.
        let each = siblings.len().div_ceil(siblings.len().div_ceil(most));
        rows.extend(siblings.chunks(each).map(<[_]>::to_vec));
    }
    rows
}
