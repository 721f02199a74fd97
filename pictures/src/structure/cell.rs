//! A body's box with its area below it, each as large as its text needs.
use std::collections::BTreeSet;

use domain::{Area, AreaId, AreaRole, Body, BodyId, SeatKind, Side, Structure, Words as _};

use crate::Frame;
use crate::shape::{Column, Label, Rect, lower};
use crate::text::Face;
use crate::words::{self, said};

/// From an edge to the text.
const PAD: i32 = 12;
/// The strip of the sides at a box's lower edge.
pub(super) const STRIP: i32 = 8;
/// The bar at a one-sided body's left edge.
pub(super) const BAR: i32 = 8;
/// How far an area is moved in under its body, so that a line passes beside it.
pub(super) const INSET: i32 = 18;

/// A body.
#[derive(Debug)]
pub(super) struct BodyBox {
    pub body: BodyId,
    pub rect: Rect,
    pub labels: Vec<Label>,
    /// The sides with member seats.
    pub sides: Vec<Side>,
    /// The side it belongs to.
    pub only: Option<Side>,
    pub area: Option<AreaBox>,
    /// In words.
    pub about: String,
}

/// An area.
#[derive(Debug)]
pub(super) struct AreaBox {
    pub rect: Rect,
    pub labels: Vec<Label>,
    /// The sides of its members, at their places.
    pub signs: Vec<(Side, Rect)>,
    pub about: String,
}

impl BodyBox {
    /// At the upper edge of the picture, for a place yet to be found.
    pub fn new(frame: Frame<'_>, structure: &Structure, body: &Body, x: i32, w: i32) -> Self {
        let say = |words| said(words, frame.language);
        let indent = if body.side.is_some() { BAR } else { 0 };
        let room = w - 2 * PAD - indent;
        let mut column = Column::at(x + PAD + indent, PAD - 4, room);
        let name = frame.name(&body.names);
        let short = body.abbreviation.as_ref().map(domain::Line::as_str);
        let only = body.side.map(|side| format!("{} {}", say(words::ONLY), say(words::side(side)).to_lowercase()));
        match short {
            Some(short) => {
                column.add(short, Face::bold(15).shrunk(short, room, 13), false, 3);
                if short != name {
                    column.add(name, Face::plain(12), false, 6);
                }
            }
            None => column.add(name, Face::bold(14).shrunk(name, room, 12), false, 9),
        }
        column.skip(3);
        if let Some(only) = &only {
            column.add(only, Face::bold(11), true, 2);
        }
        let mut manner = vec![say(words::decision(body.decision_rule))];
        manner.extend(words::openness(body.openness).map(say));
        let manner = manner.join(" · ");
        column.add(&manner, Face::plain(11), true, 3);
        let sides: BTreeSet<Side> = structure
            .seat_rules_on(frame.day)
            .filter(|(_, rule)| rule.body == body.id && rule.kind == SeatKind::Member)
            .map(|(_, rule)| rule.side)
            .collect();
        let sides: Vec<Side> = Side::ALL.iter().copied().filter(|side| sides.contains(side)).collect();
        let mut about = vec![name.to_owned(), say(words::body_type(body.body_type)).to_owned()];
        about.extend(only);
        about.push(manner);
        about.extend(sides.iter().map(|side| format!("{} {}", say(words::side(*side)), say(words::SITS))));
        let rect = Rect { x, y: 0, w, h: column.bottom + PAD - 2 + STRIP };
        Self { body: body.id, rect, labels: column.labels, sides, only: body.side, area: None, about: about.join(". ") }
    }

    /// The height of the box and its area.
    pub fn height(&self) -> i32 {
        self.rect.h + self.area.as_ref().map_or(0, |area| area.rect.h)
    }

    /// The place from which lines to those that report to it begin.
    pub fn foot(&self) -> (i32, i32) {
        let x = if self.area.is_some() { self.rect.x + INSET / 2 } else { self.rect.x + self.rect.w / 2 };
        (x, self.rect.bottom())
    }

    /// The place where the line from the body it reports to ends.
    pub fn head(&self) -> (i32, i32) {
        (self.rect.x + self.rect.w / 2, self.rect.y)
    }

    /// Made as tall as its neighbours, and moved down with its area.
    pub fn settle(&mut self, y: i32, h: i32) {
        self.rect.h = h;
        self.rect = self.rect.down(y);
        lower(&mut self.labels, y);
        if let Some(area) = &mut self.area {
            area.lower(y + h);
        }
    }
}

impl AreaBox {
    /// At the upper edge of the picture. With `whole`, those who belong to it stand in it; else its name alone.
    pub fn new(frame: Frame<'_>, structure: &Structure, area: &Area, x: i32, w: i32, whole: bool) -> Self {
        let say = |words| said(words, frame.language);
        let name = frame.name(&area.names);
        let mut column = Column::at(x + PAD, 5, w - 2 * PAD);
        column.add(&format!("{}: {name}", say(words::AREA)), Face::bold(11), false, 4);
        if !whole {
            column.add(say(words::TWICE), Face::plain(11), true, 2);
        }
        let mut members = Column::at(x + PAD + 18, column.bottom + 2, w - 2 * PAD - 18);
        let (mut signs, mut about) = (Vec::new(), Vec::new());
        let there = area.members.iter().filter(|member| whole && member.validity.holds(frame.day));
        let known = there.filter_map(|member| structure.party(member.party).map(|party| (member.role, party)));
        let mut known: Vec<_> = known.collect();
        known
            .sort_by_key(|(role, party)| (*role != AreaRole::Municipality, domain::sort_key(frame.name(&party.names))));
        for (_, party) in known {
            let name = frame.name(&party.names);
            signs.push((party.side, Rect { x: x + PAD, y: members.bottom + 2, w: 12, h: 12 }));
            members.add(name, Face::plain(12), false, 4);
            about.push(name);
        }
        let h = members.bottom + 7;
        let mut labels = column.labels;
        labels.extend(members.labels);
        let about = format!("{}: {name}. {}", say(words::AREA), about.join(", "));
        Self { rect: Rect { x, y: 0, w, h }, labels, signs, about }
    }

    /// Moved down.
    pub fn lower(&mut self, by: i32) {
        self.rect = self.rect.down(by);
        lower(&mut self.labels, by);
        for (_, sign) in &mut self.signs {
            *sign = sign.down(by);
        }
    }
}

/// The area a body serves, if it is there on the day.
pub(super) fn area_of(structure: &Structure, body: &Body, frame: Frame<'_>) -> Option<AreaId> {
    body.area.filter(|area| structure.area(*area).is_some_and(|area| area.validity.holds(frame.day)))
}
