//! Legends: what the signs of a picture mean, in rows as wide as the picture.
use crate::shape::{Label, Rect};
use crate::text::Face;

/// The height of a row.
const ROW: i32 = 24;
/// The room of a sign before its text.
pub(crate) const SIGN: i32 = 30;

/// A sign's place and its text.
#[derive(Debug, Clone)]
pub(crate) struct Entry<S> {
    /// None before a mere text.
    pub sign: Option<S>,
    pub place: Rect,
    pub label: Label,
}

/// Places signs and their texts between two margins; answers with the lower edge too.
pub(crate) fn placed<S>(entries: Vec<(Option<S>, String)>, x: i32, y: i32, right: i32) -> (Vec<Entry<S>>, i32) {
    let face = Face::plain(12);
    let (mut at, mut top) = (x, y);
    let mut placed = Vec::new();
    for (sign, text) in entries {
        let indent = if sign.is_some() { SIGN } else { 0 };
        let width = indent + face.width(&text);
        if at > x && at + width > right {
            (at, top) = (x, top + ROW);
        }
        let place = Rect { x: at, y: top + 5, w: (indent - 6).max(0), h: 12 };
        let label = Label { x: at + indent, y: top + 15, face, dim: false, text };
        placed.push(Entry { sign, place, label });
        at += width + if indent > 0 { 24 } else { 14 };
    }
    (placed, top + ROW)
}
