//! What pictures are laid out with: rectangles, and texts at their places.
use crate::text::Face;

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rect {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

impl Rect {
    pub const fn right(self) -> i32 {
        self.x + self.w
    }

    pub const fn bottom(self) -> i32 {
        self.y + self.h
    }

    /// Moved down.
    #[must_use]
    pub const fn down(self, by: i32) -> Self {
        Self { y: self.y + by, ..self }
    }

    /// Whether two cover a common pixel.
    #[cfg(test)]
    pub const fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether another lies within.
    #[cfg(test)]
    pub const fn holds(self, other: Self) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
}

/// One line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub x: i32,
    /// The base line.
    pub y: i32,
    pub face: Face,
    /// Whether it stands back.
    pub dim: bool,
    pub text: String,
}

impl Label {
    /// The room it takes, by the estimate.
    #[cfg(test)]
    pub fn rect(&self) -> Rect {
        let size = self.face.size;
        Rect { x: self.x, y: self.y - size, w: self.face.width(&self.text), h: size * 5 / 4 }
    }
}

/// Lines of text one under the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    x: i32,
    room: i32,
    pub bottom: i32,
    pub labels: Vec<Label>,
}

impl Column {
    /// From a corner, so wide.
    pub fn at(x: i32, y: i32, room: i32) -> Self {
        Self { x, room, bottom: y, labels: Vec::new() }
    }

    /// Adds a text in at most so many lines.
    pub fn add(&mut self, text: &str, face: Face, dim: bool, most: usize) {
        for text in face.wrap(text, self.room, most) {
            self.bottom += face.line();
            let y = self.bottom - face.line() / 4;
            self.labels.push(Label { x: self.x, y, face, dim, text });
        }
    }

    /// Leaves room.
    pub fn skip(&mut self, by: i32) {
        self.bottom += by;
    }
}

/// Labels moved down.
pub(crate) fn lower(labels: &mut [Label], by: i32) {
    for label in labels {
        label.y += by;
    }
}
