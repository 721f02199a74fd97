//! Minutes as they follow from a meeting: who was there, and item by item what led to the matter and what was decided.
use super::{Minutes, MinutesItem, MinutesState, Named};
use crate::{
    Attendance, Attended, AttendedAs, Case, Instant, Item, Language, Line, Meeting, MembershipId, Paper, PartyId,
    PersonId, Roster, Rule, Side, Structure, Unit,
};

/// What minutes are made from.
#[derive(Debug, Clone, Copy)]
pub struct MinutesSources<'a> {
    /// The meeting, with its agenda and who was there.
    pub meeting: &'a Meeting,
    /// The community.
    pub structure: &'a Structure,
    /// Who is named to what.
    pub roster: &'a Roster,
    /// The cases it took up.
    pub cases: &'a [Case],
    /// Of each, the version of the paper that lay before the meeting.
    pub papers: &'a [Paper],
    /// The language the community writes in.
    pub language: Language,
}

impl Minutes {
    /// The draft of a meeting's first minutes.
    pub fn build(of: &MinutesSources<'_>, at: Instant) -> Self {
        let meeting = of.meeting;
        let (there, away): (Vec<_>, Vec<_>) =
            meeting.attendance.iter().partition(|entry| entry.attended == Attended::Present);
        Self {
            meeting: meeting.id,
            number: 1,
            state: MinutesState::Draft,
            language: of.language,
            title: of.title(),
            held_on: meeting.when.from,
            starts_at: meeting.starts_at,
            ends_at: meeting.ends_at,
            place: meeting.place.clone(),
            present: of.named(&there),
            excused: of.named(&away),
            introduction: None,
            items: meeting.agenda.iter().map(|item| of.item(item)).collect(),
            correction: None,
            circulated_at: None,
            approved_at: None,
            published_at: None,
            created_at: at,
            changed_at: at,
            version: 1,
        }
    }

    /// The same with what the meeting now says of who was there and what was done; what was written in the minutes
    /// themselves stays.
    #[must_use]
    pub fn refreshed(&self, of: &MinutesSources<'_>, at: Instant) -> Self {
        let now = Self::build(of, at);
        let kept = |new: MinutesItem| {
            let old = self.items.iter().find(|item| item.item == new.item);
            let was = old.and_then(|old| old.treatment.as_ref()).and_then(|treatment| treatment.remarks.clone());
            match old {
                // Remarks nobody wrote in the minutes follow the treatment.
                Some(old) if old.remarks == was => MinutesItem { background: old.background.clone(), ..new },
                Some(old) => MinutesItem { background: old.background.clone(), remarks: old.remarks.clone(), ..new },
                None => new,
            }
        };
        Self {
            present: now.present,
            excused: now.excused,
            items: now.items.into_iter().map(kept).collect(),
            changed_at: at,
            version: self.version + 1,
            ..self.clone()
        }
    }
}

/// The seat somebody has: who, for whom and on which side.
struct Seated {
    person: Option<PersonId>,
    party: Option<PartyId>,
    side: Side,
}

impl MinutesSources<'_> {
    /// The meeting's own title, or what it is called after its body.
    fn title(&self) -> Line {
        let names = self.structure.body(self.meeting.body).map(|body| &body.names);
        let (word, name) = match self.language {
            Language::Bokmaal => ("Referat", names.map(|names| &names.nb)),
            Language::Nynorsk => ("Referat", names.map(|names| &names.nn)),
            Language::English => ("Minutes", names.map(|names| &names.nb)),
        };
        let title = self.meeting.title.as_ref().or(name);
        let title = title.map_or_else(|| word.to_owned(), |title| format!("{word} – {}", title.as_str()));
        // A name may be as long as a line; then the word before it is cut away.
        Line::parse(&title).unwrap_or_else(|_| name.cloned().unwrap_or_else(|| Line::from_stored(word.to_owned())))
    }

    /// Those of whom it is known who they are: the chair first, then the seats side by side, then the others.
    fn named(&self, entries: &[&Attendance]) -> Vec<Named> {
        let mut named: Vec<Named> = entries.iter().filter_map(|entry| self.one(entry)).collect();
        named.sort_by_key(|named| {
            let rank = match named.attended_as {
                AttendedAs::Chair => 0,
                AttendedAs::Member | AttendedAs::Deputy => 1,
                AttendedAs::Observer => 2,
                AttendedAs::Secretariat => 3,
                AttendedAs::Guest => 4,
            };
            (rank, named.side.is_none(), named.side)
        });
        named
    }

    fn one(&self, entry: &Attendance) -> Option<Named> {
        let seat = entry.membership.and_then(|id| self.seat(id));
        let member = entry.for_membership.and_then(|id| self.seat(id));
        // A deputy to all seats of a rule speaks for whom the member does.
        let spoken_for = entry.party.or(seat.as_ref().and_then(|seat| seat.party));
        let party = spoken_for.or(member.as_ref().and_then(|member| member.party));
        let side = seat.as_ref().map(|seat| seat.side).or_else(|| Some(self.structure.party(party?)?.side));
        Some(Named {
            person: entry.person.or(seat.and_then(|seat| seat.person))?,
            attended_as: entry.attended_as,
            side,
            party,
            in_place_of: member.and_then(|member| member.person),
        })
    }

    fn seat(&self, id: MembershipId) -> Option<Seated> {
        let membership = self.roster.memberships.iter().find(|membership| membership.id == id)?;
        let Rule::SeatRule(rule) = &self.structure.provision(membership.rule)?.rule else { return None };
        let unit = match membership.unit {
            Some(Unit::Party(party)) => Some(party),
            _ => None,
        };
        Some(Seated { person: membership.person, party: membership.party.or(unit), side: rule.side })
    }

    fn item(&self, item: &Item) -> MinutesItem {
        let found = item.stop.and_then(|(id, _)| self.cases.iter().find(|case| case.id == id));
        let stop = found.zip(item.stop).and_then(|(case, (_, stop))| case.stop(stop));
        let paper = stop.and_then(|stop| self.papers.iter().find(|paper| paper.stop == stop.id));
        let title = item.title.as_ref().or(found.map(|case| &case.title));
        MinutesItem {
            item: item.id,
            stop: item.stop,
            number: stop.map(|stop| stop.number.text.clone()),
            // What takes up no case has a title of its own.
            title: title.cloned().unwrap_or_else(|| Line::from_stored(item.kind.to_string())),
            kind: item.kind,
            background: paper.and_then(|paper| paper.background.clone()),
            recommendation: paper.map(|paper| paper.recommendation.clone()).unwrap_or_default(),
            treatment: item.treatment.clone(),
            remarks: item.treatment.as_ref().and_then(|treatment| treatment.remarks.clone()),
        }
    }
}
