//! Minutes (referat) as a page.
use domain::{
    Ballot, Elected, Language, Minutes, MinutesItem, MinutesState, Named, PersonId, Point, Treatment, Voice,
    Words as _, oslo_date,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use pictures::words::{Words, office, said, side, written};

use super::prose::prose;
use super::{Register, STYLE, name, words};

/// The whole page. Whoever is not named by the register is shown as erased.
pub fn minutes(minutes: &Minutes, register: &Register) -> String {
    let page = Page { register, language: minutes.language };
    let title = minutes.title.as_str();
    let markup = html! {
        (DOCTYPE)
        html lang=(minutes.language.word()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (written(minutes.held_on, minutes.language)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    (page.head(minutes))
                    (page.people(words::PRESENT, &minutes.present))
                    (page.people(words::EXCUSED, &minutes.excused))
                    @if let Some(text) = &minutes.introduction {
                        section { h2 { (page.say(words::INTRODUCTION)) } (prose(text)) }
                    }
                    @if !minutes.items.is_empty() {
                        section {
                            h2 { (page.say(words::CASES)) }
                            @for item in &minutes.items { (page.item(item)) }
                        }
                    }
                }
            }
        }
    };
    markup.into_string()
}

/// What a page is written with.
struct Page<'r> {
    register: &'r Register,
    language: Language,
}

impl Page<'_> {
    fn say(&self, words: Words) -> &'static str {
        said(words, self.language)
    }

    fn person(&self, id: PersonId) -> &str {
        let known = self.register.persons.get(&id).and_then(|(name, _)| name.as_ref());
        known.map_or(self.say(words::ERASED), |name| name.as_str())
    }

    fn head(&self, minutes: &Minutes) -> Markup {
        let day = minutes.held_on;
        let approved = minutes.approved_at.filter(|_| !minutes.state.is_open());
        let dated = match minutes.state {
            MinutesState::Published => minutes.published_at,
            _ => approved,
        };
        let state = self.say(words::state(minutes.state));
        let corrected = minutes.correction.as_ref();
        let facts = [
            (words::BODY, Some(name(&self.register.body, self.language).to_owned())),
            (words::DATE, Some(format!("{} {}", words::weekday(day, self.language), written(day, self.language)))),
            (words::TIME, words::hours(minutes.starts_at, minutes.ends_at, self.language)),
            (words::PLACE, minutes.place.as_ref().map(|place| place.as_str().to_owned())),
            // Of what was only once written nothing need be said.
            (words::VERSION, (minutes.number > 1).then(|| minutes.number.to_string())),
            (words::CORRECTION, corrected.map(|reason| reason.as_str().to_owned())),
        ];
        html! {
            header {
                p.over { (name(&self.register.community, self.language)) }
                h1 { (minutes.title.as_str()) }
                p.state {
                    (state)
                    @if let Some(at) = dated { " " (written(oslo_date(at), self.language)) }
                }
                dl.facts {
                    @for (word, fact) in &facts {
                        @if let Some(fact) = fact { dt { (self.say(*word)) } dd { (fact) } }
                    }
                }
            }
        }
    }

    fn people(&self, heading: Words, people: &[Named]) -> Markup {
        if people.is_empty() {
            return html! {};
        }
        let columns = [words::NAME, words::POSITION, words::ORGANISATION, words::REMARK];
        html! {
            section {
                h2 { (self.say(heading)) }
                table {
                    thead { tr { @for column in columns { th scope="col" { (self.say(column)) } } } }
                    tbody {
                        @for named in people {
                            tr {
                                td { (self.person(named.person)) }
                                td { (self.position(named.person)) }
                                td { (self.party(named)) }
                                td { (self.remark(named)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn position(&self, id: PersonId) -> &str {
        let known = self.register.persons.get(&id).and_then(|(_, position)| position.as_ref());
        known.map_or("", |position| position.as_str())
    }

    fn party(&self, named: &Named) -> &str {
        let party = named.party.and_then(|id| self.register.parties.get(&id));
        party.map_or("", |names| name(names, self.language))
    }

    /// What somebody was there as, and in whose place.
    fn remark(&self, named: &Named) -> String {
        let role = words::attended_as(named.attended_as).map(|words| self.say(words));
        let place = named.in_place_of.map(|member| format!("{} {}", self.say(words::FOR), self.person(member)));
        match (role, place) {
            (Some(role), Some(place)) => format!("{role} {place}"),
            (Some(role), None) => role.to_owned(),
            (None, place) => place.unwrap_or_default(),
        }
    }

    fn item(&self, item: &MinutesItem) -> Markup {
        html! {
            article {
                h3 {
                    @if let Some(number) = &item.number {
                        span.number { (self.say(words::CASE)) " " (number.as_str()) } " "
                    }
                    (item.title.as_str())
                }
                p.kind { (self.say(words::kind(item.kind))) }
                @if let Some(text) = &item.background {
                    h4 { (self.say(words::BACKGROUND)) }
                    (prose(text))
                }
                @if !item.recommendation.is_empty() {
                    h4 { (self.say(words::RECOMMENDATION)) }
                    (self.points(&item.recommendation))
                }
                @if let Some(treatment) = &item.treatment { (self.treatment(treatment)) }
                @if let Some(text) = &item.remarks {
                    h4 { (self.say(words::REMARKS)) }
                    (prose(text))
                }
            }
        }
    }

    /// What came of it: first where the sides stand and how seats voted, then the decision.
    fn treatment(&self, treatment: &Treatment) -> Markup {
        let of = |ballot| treatment.votes.iter().filter(|vote| vote.ballot == ballot).count();
        let votes = [Ballot::For, Ballot::Against, Ballot::Abstains].map(of);
        html! {
            @if !treatment.voices.is_empty() {
                h4 { (self.say(words::VOICES)) }
                ul { @for voice in &treatment.voices { li { (self.voice(voice)) } } }
            }
            @if !treatment.votes.is_empty() {
                h4 { (self.say(words::VOTES)) }
                p { (words::votes(votes, self.language)) }
            }
            div.decision {
                h4 { (self.say(words::outcome(treatment.outcome))) }
                @if let Some(reason) = &treatment.reason {
                    p { span.dim { (self.say(words::REASON)) ": " } (reason.as_str()) }
                }
                (self.points(&treatment.points))
                @if !treatment.elected.is_empty() {
                    p { (self.say(words::ELECTED)) ":" }
                    ul { @for elected in &treatment.elected { li { (self.elected(elected)) } } }
                }
            }
        }
    }

    fn points(&self, points: &[Point]) -> Markup {
        html! {
            @if !points.is_empty() {
                ol {
                    @for point in points {
                        li {
                            @if let Some(verb) = point.verb { span.verb { (self.say(words::verb(verb))) ":" } " " }
                            (prose(&point.text))
                        }
                    }
                }
            }
        }
    }

    fn voice(&self, voice: &Voice) -> Markup {
        let bound = voice.bound.iter().filter_map(|id| self.register.parties.get(id));
        let bound: Vec<&str> = bound.map(|names| name(names, self.language)).collect();
        html! {
            (self.say(side(voice.side))) ": " (self.say(words::position(voice.position)))
            @if !bound.is_empty() { " (" (self.say(words::BINDS)) " " (bound.join(", ")) ")" }
            @if let Some(text) = &voice.text { (prose(text)) }
        }
    }

    fn elected(&self, elected: &Elected) -> String {
        let day = |word, day: Option<domain::Date>| {
            day.map(|day| format!(" {} {}", self.say(word), written(day, self.language))).unwrap_or_default()
        };
        let (from, to) = (day(words::FROM, elected.validity.from), day(words::TO, elected.validity.to));
        format!("{}: {}{from}{to}", self.say(office(elected.role)), self.person(elected.person))
    }
}
