//! Where everything stands.
use std::collections::{BTreeMap, BTreeSet};

use domain::{Area, AreaId, BodyId, Side, Structure, Words as _};

use super::cell::INSET;
use super::cell::{AreaBox, BodyBox, area_of};
use super::order::{Row, rows};
use super::route::{APPROACH, TRACK, Tracks, Way, ways};
use super::{Band, Line, Plan, Sign};
use crate::shape::{Column, Rect};
use crate::svg::WIDTH;
use crate::text::Face;
use crate::words::{self, said};
use crate::{Frame, legend};

/// The picture's margin.
const MARGIN: i32 = 24;
/// Where bodies begin; levels are named before.
const LEFT: i32 = 104;
/// Between two boxes.
const GAP: i32 = 28;
/// The most boxes of a row.
const MOST: usize = 6;
/// The widest a box is.
const BOX_MAX: i32 = 250;
/// Below the boxes of a row.
const BELOW: i32 = 14;

const RIGHT: i32 = WIDTH - MARGIN - 12;

pub(super) fn placed(frame: Frame<'_>, structure: &Structure) -> Plan {
    let say = |words| said(words, frame.language);
    let mut heading = Column::at(MARGIN, 18, WIDTH - 2 * MARGIN);
    heading.add(frame.name(&frame.community.names), Face::bold(24), false, 3);
    let day = words::written(frame.day, frame.language);
    heading.add(&format!("{} {} {day}", say(words::STRUCTURE), say(words::ON)), Face::plain(15), true, 2);
    heading.skip(14);

    let rows = rows(frame, structure, MOST);
    if rows.is_empty() {
        heading.add(say(words::NOTHING), Face::plain(14), false, 3);
        heading.skip(14);
    }
    let longest = rows.iter().map(|row| row.bodies.len()).max().unwrap_or(1);
    let width = (RIGHT - LEFT + GAP) / i32::try_from(longest).unwrap_or(1) - GAP;
    let width = width.min(BOX_MAX);
    let (mut bodies, row_of) = boxes(frame, structure, &rows, width);
    let links = links(structure, &bodies);
    let (ways, tracks) = ways(&bodies, &row_of, &links, (GAP / 2, GAP / 2));
    let mut stack = Stack { top: heading.bottom, gutters: Vec::new(), bands: Vec::new() };
    stack.settle(frame, &rows, &mut bodies, &row_of, &tracks);
    let lines = ways.iter().map(|way| line(way, &bodies, &tracks, &stack.gutters)).collect();
    let areas = loose_areas(frame, structure, &bodies, width, &mut stack);
    let legend = signs(frame, &bodies, &areas);
    let (legend, bottom) = legend::placed(legend, MARGIN, stack.top + 10, WIDTH - MARGIN);
    Plan { heading: heading.labels, bands: stack.bands, bodies, areas, lines, legend, height: bottom + 16 }
}

/// The boxes, each in its row at its place from left to right, and with its area.
fn boxes(frame: Frame<'_>, structure: &Structure, rows: &[Row<'_>], width: i32) -> (Vec<BodyBox>, Vec<usize>) {
    let (mut boxes, mut row_of) = (Vec::new(), Vec::new());
    let mut shown: BTreeSet<AreaId> = BTreeSet::new();
    for (number, row) in rows.iter().enumerate() {
        let count = i32::try_from(row.bodies.len()).unwrap_or(i32::MAX);
        let wide = count * (width + GAP) - GAP;
        let mut x = LEFT + (RIGHT - LEFT - wide) / 2;
        for body in &row.bodies {
            let mut cell = BodyBox::new(frame, structure, body, x, width);
            let area = area_of(structure, body, frame).and_then(|id| structure.area(id));
            cell.area = area.map(|area| {
                let first = shown.insert(area.id);
                AreaBox::new(frame, structure, area, x + INSET, width - INSET, first)
            });
            boxes.push(cell);
            row_of.push(number);
            x += width + GAP;
        }
    }
    (boxes, row_of)
}

/// Who reports to whom, by their places among the boxes.
fn links(structure: &Structure, boxes: &[BodyBox]) -> Vec<(usize, usize)> {
    let places: BTreeMap<BodyId, usize> = (0..).zip(boxes).map(|(i, each)| (each.body, i)).collect();
    let parent = |each: &BodyBox| structure.body(each.body).and_then(|body| body.parent);
    let link = |(child, each)| parent(each).and_then(|parent| places.get(&parent)).map(|parent| (*parent, child));
    (0..).zip(boxes).filter_map(link).collect()
}

/// Rows being stacked from the heading down.
struct Stack {
    top: i32,
    /// The upper edge of each row's gutter, and of the one below the last row.
    gutters: Vec<i32>,
    bands: Vec<Band>,
}

impl Stack {
    fn settle(&mut self, frame: Frame<'_>, rows: &[Row<'_>], boxes: &mut [BodyBox], row_of: &[usize], tracks: &Tracks) {
        let tall = |gutter: usize| i32::try_from(tracks[gutter].len()).unwrap_or(0) * TRACK;
        for (number, row) in rows.iter().enumerate() {
            let begins = number == 0 || rows[number - 1].level != row.level;
            let ends = rows.get(number + 1).is_none_or(|next| next.level != row.level);
            let band_top = self.top;
            self.gutters.push(self.top);
            self.top += 8 + tall(number) + APPROACH;
            let mut cells: Vec<_> =
                boxes.iter_mut().zip(row_of).filter(|(_, at)| **at == number).map(|(each, _)| each).collect();
            let box_height = cells.iter().map(|cell| cell.rect.h).max().unwrap_or(0);
            for cell in &mut cells {
                cell.settle(self.top, box_height);
            }
            self.top += cells.iter().map(|cell| cell.height()).max().unwrap_or(0) + BELOW;
            if number + 1 == rows.len() {
                self.gutters.push(self.top - BELOW);
                self.top += tall(number + 1);
            }
            if begins {
                let label = format!("{} {}", said(words::LEVEL, frame.language), row.level);
                self.band(band_top, &label);
            } else if let Some(band) = self.bands.last_mut() {
                band.rect.h = self.top - band.rect.y;
            }
            if ends {
                self.top += 10;
            }
        }
    }

    /// A band from `y` to where the stack has come.
    fn band(&mut self, y: i32, label: &str) {
        let rect = Rect { x: MARGIN, y, w: WIDTH - 2 * MARGIN, h: self.top - y };
        let mut column = Column::at(MARGIN + 10, y + 10, LEFT - MARGIN - 20);
        column.add(label, Face::bold(13), true, 9);
        self.top = self.top.max(column.bottom + 10);
        self.bands.push(Band { rect: Rect { h: self.top - y, ..rect }, labels: column.labels });
    }
}

/// A way in pixels.
fn line(way: &Way, boxes: &[BodyBox], tracks: &Tracks, gutters: &[i32]) -> Line {
    let (parent, child) = (&boxes[way.parent], &boxes[way.child]);
    let mut points = vec![parent.foot()];
    let mut x = parent.foot().0;
    for (gutter, leaves) in &way.hops {
        let y = gutters[*gutter] + 8 + tracks[*gutter][&way.parent] * TRACK;
        points.extend([(x, y), (*leaves, y)]);
        x = *leaves;
    }
    points.push(child.head());
    points.dedup();
    Line { points }
}

/// The areas that no body shown serves, in a band of their own.
fn loose_areas(
    frame: Frame<'_>,
    structure: &Structure,
    boxes: &[BodyBox],
    width: i32,
    stack: &mut Stack,
) -> Vec<AreaBox> {
    let served: BTreeSet<AreaId> =
        boxes.iter().filter_map(|each| structure.body(each.body)).filter_map(|body| body.area).collect();
    let loose = |area: &&Area| area.validity.holds(frame.day) && !served.contains(&area.id);
    let mut loose: Vec<&Area> = structure.areas.iter().filter(loose).collect();
    loose.sort_by_cached_key(|area| (domain::sort_key(frame.name(&area.names)), area.key.clone()));
    if loose.is_empty() {
        return Vec::new();
    }
    let width = width.min(200);
    let each_row = usize::try_from((RIGHT - LEFT + GAP) / (width + GAP)).unwrap_or(1).max(1);
    let band_top = stack.top;
    stack.top += 14;
    let mut placed = Vec::new();
    for row in loose.chunks(each_row) {
        let mut x = LEFT;
        let mut tallest = 0;
        for area in row {
            let mut cell = AreaBox::new(frame, structure, area, x, width, true);
            cell.lower(stack.top);
            tallest = tallest.max(cell.rect.h);
            placed.push(cell);
            x += width + GAP;
        }
        stack.top += tallest + 14;
    }
    stack.band(band_top, said(words::LOOSE_AREAS, frame.language));
    stack.top += 10;
    placed
}

/// What the legend must explain: nothing that is not there.
fn signs(frame: Frame<'_>, boxes: &[BodyBox], loose: &[AreaBox]) -> Vec<(Option<Sign>, String)> {
    let say = |words| said(words, frame.language).to_owned();
    let areas = || boxes.iter().filter_map(|each| each.area.as_ref()).chain(loose);
    let mut sides: BTreeSet<Side> = boxes.iter().flat_map(|each| each.sides.iter().copied().chain(each.only)).collect();
    sides.extend(areas().flat_map(|area| area.signs.iter().map(|(side, _)| *side)));
    let sides = Side::ALL.iter().filter(|side| sides.contains(side));
    let mut signs: Vec<_> = sides.map(|side| (Some(Sign::Side(*side)), say(words::side(*side)))).collect();
    if !signs.is_empty() {
        signs.insert(0, (None, say(words::WHO_SITS)));
    }
    if boxes.iter().any(|each| each.only.is_some()) {
        signs.push((Some(Sign::OneSided), say(words::ONE_SIDED)));
    }
    signs.push((Some(Sign::Line), say(words::REPORTS)));
    if areas().next().is_some() {
        signs.push((Some(Sign::Area), say(words::AREA_ABOUT)));
    }
    signs
}
