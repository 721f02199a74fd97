//! The structure picture: levels as bands, bodies as boxes in them, lines from those that are reported to, and areas with
//! their municipalities under the bodies that serve them.
mod cell;
mod draw;
mod order;
mod place;
mod route;
#[cfg(test)]
pub(crate) mod tests;

use domain::Structure;

use crate::Frame;
use crate::legend::Entry;
use crate::shape::{Label, Rect};
use cell::{AreaBox, BodyBox};

/// Draws the structure in force on a day. What the reader may not see is left out of it beforehand.
pub fn structure(frame: Frame<'_>, structure: &Structure) -> String {
    draw::draw(frame, &place::placed(frame, structure))
}

/// Everything at its place.
#[derive(Debug)]
struct Plan {
    heading: Vec<Label>,
    bands: Vec<Band>,
    bodies: Vec<BodyBox>,
    /// Areas that no body seen serves.
    areas: Vec<AreaBox>,
    lines: Vec<Line>,
    legend: Vec<Entry<Sign>>,
    height: i32,
}

/// A level, or what stands below all of them.
#[derive(Debug)]
struct Band {
    rect: Rect,
    labels: Vec<Label>,
}

/// From a body down, or up where levels say otherwise, to one that reports to it.
#[derive(Debug)]
struct Line {
    points: Vec<(i32, i32)>,
}

/// What the legend explains.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Side(domain::Side),
    Line,
    Area,
    OneSided,
}
