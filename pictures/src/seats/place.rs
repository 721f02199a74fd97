//! Where the table and the seats around it stand.
use std::collections::BTreeSet;

use domain::{Body, Side, Words as _};

use super::gather::{Group, Origin, State};
use crate::Frame;
use crate::legend::{self, Entry};
use crate::shape::{Column, Label, Rect, lower};
use crate::svg::WIDTH;
use crate::text::Face;
use crate::words::{self, said};

const MARGIN: i32 = 24;
/// Between what stands side by side.
const GAP: i32 = 24;
/// The table's width.
const TABLE: i32 = 184;
/// What is left for each side of the table.
const SIDE: i32 = (WIDTH - 2 * MARGIN - TABLE - 2 * GAP) / 2;
/// Between two seats.
const BETWEEN: i32 = 8;
/// Between a rule's seats and the title of the next.
const SHELF: i32 = 14;
/// A region's inner margin.
const PAD: i32 = 12;

/// Everything at its place.
#[derive(Debug)]
pub(super) struct Plan {
    pub heading: Vec<Label>,
    pub table: Rect,
    pub inscription: Vec<Label>,
    pub regions: Vec<Region>,
    pub legend: Vec<Entry<Sign>>,
    pub height: i32,
}

/// The seats of one side, or of the observers.
#[derive(Debug)]
pub(super) struct Region {
    pub rect: Rect,
    pub side: Option<(Side, Rect)>,
    pub labels: Vec<Label>,
    pub seats: Vec<SeatBox>,
}

/// A seat.
#[derive(Debug)]
pub(super) struct SeatBox {
    pub rect: Rect,
    pub labels: Vec<Label>,
    pub side: Side,
    pub state: State,
    pub origin: Origin,
    /// In words.
    pub about: String,
}

/// What the legend explains.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    Side(Side),
    State(State),
    Origin(Origin),
}

pub(super) fn placed(frame: Frame<'_>, body: &Body, groups: &[Group]) -> Plan {
    let say = |words| said(words, frame.language);
    let mut heading = Column::at(MARGIN, 18, WIDTH - 2 * MARGIN);
    heading.add(frame.name(&frame.community.names), Face::plain(15), true, 3);
    heading.add(frame.name(&body.names), Face::bold(24), false, 6);
    let day = words::written(frame.day, frame.language);
    heading.add(&format!("{} {} {day}", say(words::SEATS), say(words::ON)), Face::plain(15), true, 2);
    heading.skip(14);

    let of = |side: Side| groups.iter().filter(move |group| !group.observer && group.side == side);
    let wide = WIDTH - 2 * MARGIN;
    let mut regions = Vec::new();
    let mut top = heading.bottom;
    let mut across = |title, side, groups: Vec<&Group>, top: &mut i32| {
        if !groups.is_empty() {
            let region = Region::new(frame, title, side, &groups, Rect { x: MARGIN, y: *top, w: wide, h: 0 });
            *top = region.rect.bottom() + GAP;
            regions.push(region);
        }
    };
    across(words::side(Side::Other), Some(Side::Other), of(Side::Other).collect(), &mut top);
    let middle = top;
    let mut bottom = top + 40;
    let right = WIDTH - MARGIN - SIDE;
    let mut beside = Vec::new();
    for (side, x) in [(Side::Municipal, MARGIN), (Side::Specialist, right)] {
        let groups: Vec<&Group> = of(side).collect();
        if !groups.is_empty() {
            let corner = Rect { x, y: middle, w: SIDE, h: 0 };
            beside.push(Region::new(frame, words::side(side), Some(side), &groups, corner));
        }
    }
    bottom = beside.iter().map(|region| region.rect.bottom()).fold(bottom, i32::max);
    let mut table = Rect { x: MARGIN + SIDE + GAP, y: middle, w: TABLE, h: 0 };
    let mut inscription = inscription(frame, body, groups, table);
    table.h = (bottom - middle).max(inscription.bottom - middle + PAD);
    for region in &mut beside {
        region.rect.h = table.h;
    }
    let spare = table.h - (inscription.bottom - middle) - PAD;
    lower(&mut inscription.labels, spare / 2);
    top = table.bottom() + GAP;
    across(words::side(Side::User), Some(Side::User), of(Side::User).collect(), &mut top);
    let observers = groups.iter().filter(|group| group.observer).collect();
    across(words::OBSERVERS, None, observers, &mut top);
    regions.extend(beside);

    let signs = signs(frame, groups);
    let (legend, bottom) = legend::placed(signs, MARGIN, top, WIDTH - MARGIN);
    Plan { heading: heading.labels, table, inscription: inscription.labels, regions, legend, height: bottom + 16 }
}

/// What stands on the table: what the body is called, and how many seats are held.
fn inscription(frame: Frame<'_>, body: &Body, groups: &[Group], table: Rect) -> Column {
    let say = |words| said(words, frame.language);
    let room = table.w - 2 * PAD;
    let mut column = Column::at(table.x + PAD, table.y + PAD, room);
    let short = body.abbreviation.as_ref().map_or_else(|| frame.name(&body.names), domain::Line::as_str);
    column.add(short, Face::bold(18).shrunk(short, room, 13), false, 8);
    column.add(say(words::decision(body.decision_rule)), Face::plain(12), true, 3);
    column.skip(8);
    if groups.is_empty() {
        column.add(say(words::NO_SEATS), Face::plain(12), false, 8);
    }
    for state in State::ALL {
        let chairs = groups.iter().flat_map(|group| &group.chairs);
        let count = chairs.filter(|chair| chair.state == state).count();
        if count > 0 {
            column.add(&format!("{}: {count}", say(state.words())), Face::plain(13), false, 3);
        }
    }
    column
}

impl Region {
    fn new(frame: Frame<'_>, title: words::Words, side: Option<Side>, groups: &[&Group], corner: Rect) -> Self {
        let say = |words| said(words, frame.language);
        let indent = if side.is_some() { 24 } else { 0 };
        let sign = side.map(|side| (side, Rect { x: corner.x + PAD, y: corner.y + 11, w: 18, h: 12 }));
        let room = corner.w - 2 * PAD;
        let mut column = Column::at(corner.x + PAD + indent, corner.y + 6, room - indent);
        column.add(say(title), Face::bold(14), false, 2);
        let mut region = Self { rect: corner, side: sign, labels: column.labels, seats: Vec::new() };
        region.shelve(frame, groups, column.bottom + 4);
        region
    }

    /// Places groups side by side as far as there is room, one shelf under the other.
    fn shelve(&mut self, frame: Frame<'_>, groups: &[&Group], mut top: i32) {
        let room = self.rect.w - 2 * PAD;
        // Three seats beside the table, eight across the picture: about the same width.
        let columns = (room + BETWEEN) / 138;
        let step = (room + BETWEEN) / columns;
        let (mut at, mut lowest) = (0, top);
        for group in groups {
            let seats = i32::try_from(group.chairs.len()).unwrap_or(i32::MAX);
            let words = group.note.iter().chain([&group.title]);
            let long = words.map(|text| Face::bold(12).width(text)).max().is_some_and(|width| width > step - BETWEEN);
            let span = seats.max(if long { 2 } else { 1 }).min(columns);
            if at > 0 && at + span > columns {
                (at, top) = (0, lowest + SHELF);
            }
            let corner = Rect { x: self.rect.x + PAD + at * step, y: top, w: span * step - BETWEEN, h: 0 };
            lowest = lowest.max(self.place(frame, group, corner, step));
            at += span;
        }
        self.rect.h = lowest + PAD - self.rect.y;
    }

    /// Places a rule's title and its seats; answers with the lower edge.
    fn place(&mut self, frame: Frame<'_>, group: &Group, corner: Rect, step: i32) -> i32 {
        let say = |words| said(words, frame.language);
        let mut column = Column::at(corner.x, corner.y, corner.w);
        column.add(&group.title, Face::bold(12), false, 6);
        if let Some(note) = &group.note {
            column.add(note, Face::plain(11), true, 9);
        }
        self.labels.append(&mut column.labels);
        let (w, mut bottom) = (step - BETWEEN, column.bottom);
        let each_row = usize::try_from((corner.w + BETWEEN) / step).unwrap_or(1).max(1);
        for row in group.chairs.chunks(each_row) {
            let top = bottom + if bottom == column.bottom { 5 } else { BETWEEN };
            let mut x = corner.x;
            let begun = self.seats.len();
            for chair in row {
                let mut column = Column::at(x + 28, top + 4, w - 28 - 6);
                column.add(&chair.label, Face::plain(11), false, 5);
                let mut about = format!("{}: {}. {}", group.title, chair.label, say(chair.state.words()));
                if group.origin != Origin::Own {
                    about = format!("{about}. {}", say(origin(group.origin)));
                }
                let rect = Rect { x, y: top, w, h: column.bottom + 5 - top };
                let (side, state, origin) = (group.side, chair.state, group.origin);
                self.seats.push(SeatBox { rect, labels: column.labels, side, state, origin, about });
                bottom = bottom.max(rect.bottom());
                x += step;
            }
            for seat in &mut self.seats[begun..] {
                seat.rect.h = bottom - top;
            }
        }
        bottom
    }
}

const fn origin(origin: Origin) -> words::Words {
    match origin {
        Origin::Own => words::ORDINARY,
        Origin::Derived => words::DERIVED,
        Origin::PerCase => words::PER_CASE,
    }
}

/// What the legend must explain: nothing that is not there.
fn signs(frame: Frame<'_>, groups: &[Group]) -> Vec<(Option<Sign>, String)> {
    let say = |words| said(words, frame.language).to_owned();
    let mut signs = Vec::new();
    for side in Side::ALL.iter().filter(|side| groups.iter().any(|group| group.side == **side)) {
        signs.push((Some(Sign::Side(*side)), say(words::side(*side))));
    }
    let states: BTreeSet<State> = groups.iter().flat_map(|group| &group.chairs).map(|chair| chair.state).collect();
    signs.extend(states.into_iter().map(|state| (Some(Sign::State(state)), say(state.words()))));
    let origins: BTreeSet<Origin> =
        groups.iter().filter(|group| !group.chairs.is_empty()).map(|group| group.origin).collect();
    signs.extend(origins.into_iter().map(|each| (Some(Sign::Origin(each)), say(origin(each)))));
    signs
}
