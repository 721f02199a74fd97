//! A notice (innkalling) as a letter. Programs for e-mail know little of style sheets: what it looks like stands at each
//! part, and nothing is fetched.
use domain::{CaseKind, Date, Language, Line, Names, NoticeKind, Time, Words as _};
use maud::{DOCTYPE, Markup, html};
use pictures::words::{Words, said, written};

use super::{name, words};

/// What a notice tells its reader: only what they may see.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is for.
    pub kind: NoticeKind,
    /// Whether the meeting is held, but not for its reader any more.
    pub withdrawn: bool,
    /// The language the community writes in.
    pub language: Language,
    /// The community.
    pub community: Names,
    /// The body that meets.
    pub body: Names,
    /// A title of the meeting's own.
    pub title: Option<Line>,
    /// The first and the last day it may be on; the same where the day is settled.
    pub days: (Date, Date),
    /// When it begins and ends.
    pub hours: (Option<Time>, Option<Time>),
    /// Where it is.
    pub place: Option<Line>,
    /// Whether people meet on screen, or may do so.
    pub on_screen: bool,
    /// The day it was to have been on, where it has just been moved.
    pub moved_from: Option<Date>,
    /// Why it is not held, or on another day.
    pub reason: Option<Line>,
    /// What it takes up, in order.
    pub matters: Vec<Matter>,
    /// The address of the meeting.
    pub address: String,
    /// Where to write to.
    pub contact: Option<Line>,
}

/// One item of the agenda.
#[derive(Debug, Clone)]
pub struct Matter {
    /// The number the body knows the case by.
    pub number: Option<Line>,
    /// The title of the case, or the item's own.
    pub title: Option<Line>,
    /// What is asked for.
    pub kind: CaseKind,
    /// How long it may take, in minutes.
    pub minutes: Option<u16>,
    /// The address of its paper.
    pub paper: Option<String>,
}

pub(super) const AGENDA: Words = ["Saksliste", "Saksliste", "Agenda"];
pub(super) const PAPER: Words = ["Sakspapir", "Sakspapir", "Paper"];
pub(super) const MEETING: Words = ["Møtet på nett", "Møtet på nett", "The meeting online"];
const MOVED_FROM: Words = ["Flyttet fra", "Flytta frå", "Moved from"];
const WHY: Words = ["Grunn", "Grunn", "Reason"];
const ON_SCREEN: Words = ["Digitalt", "Digitalt", "On screen"];
const ALSO_ON_SCREEN: Words = ["også digitalt", "også digitalt", "also on screen"];

impl Letter {
    pub(super) fn say(&self, words: Words) -> &'static str {
        said(words, self.language)
    }

    pub(super) fn community(&self) -> &str {
        name(&self.community, self.language)
    }

    pub(super) fn body(&self) -> &str {
        name(&self.body, self.language)
    }

    fn date(&self) -> String {
        let (from, to) = self.days;
        if from == to { self.written(from) } else { format!("{} – {}", self.written(from), self.written(to)) }
    }

    fn written(&self, day: Date) -> String {
        format!("{} {}", words::weekday(day, self.language), written(day, self.language))
    }

    /// What it is, in a few words.
    pub(super) fn heading(&self) -> &'static str {
        self.say(match self.kind {
            NoticeKind::Notice => ["Innkalling til møte", "Innkalling til møte", "Notice of meeting"],
            NoticeKind::DeputyCall => ["Innkalling som vara", "Innkalling som vara", "Called as deputy"],
            NoticeKind::Reminder => ["Påminnelse om møte", "Påminning om møte", "Reminder of meeting"],
            NoticeKind::Update => ["Endret møte", "Endra møte", "Changed meeting"],
            NoticeKind::Cancellation if self.withdrawn => {
                ["Innkallingen gjelder ikke lenger", "Innkallinga gjeld ikkje lenger", "No longer called"]
            }
            NoticeKind::Cancellation => ["Møtet er avlyst", "Møtet er avlyst", "Meeting cancelled"],
        })
    }

    /// The subject: what it is, of which body, and when.
    pub fn subject(&self) -> String {
        let hour = words::hours(self.hours.0, None, self.language).map(|hour| format!(" {hour}"));
        let of = self
            .title
            .as_ref()
            .map_or_else(|| self.body().to_owned(), |title| format!("{}: {}", self.body(), title.as_str()));
        format!("{}: {of}, {}{}", self.heading(), self.date(), hour.unwrap_or_default())
    }

    /// What it says first.
    pub(super) fn opening(&self) -> String {
        let body = self.body();
        let words: [String; 3] = match self.kind {
            NoticeKind::Notice => [
                format!("Du er kalt inn til møte i {body}."),
                format!("Du er kalla inn til møte i {body}."),
                format!("You are called to a meeting of {body}."),
            ],
            NoticeKind::DeputyCall => [
                format!("Du er kalt inn som vara til møtet i {body}."),
                format!("Du er kalla inn som vara til møtet i {body}."),
                format!("You are called as a deputy to the meeting of {body}."),
            ],
            NoticeKind::Reminder => [
                format!("Vi minner om møtet i {body}."),
                format!("Vi minner om møtet i {body}."),
                format!("This is a reminder of the meeting of {body}."),
            ],
            NoticeKind::Update => [
                format!("Møtet i {body} som du er kalt inn til, er endret. Dette gjelder nå:"),
                format!("Møtet i {body} som du er kalla inn til, er endra. Dette gjeld no:"),
                format!("The meeting of {body} that you are called to has been changed. It now stands as follows:"),
            ],
            NoticeKind::Cancellation if self.withdrawn => [
                format!("Du er ikke lenger kalt inn til møtet i {body} denne dagen."),
                format!("Du er ikkje lenger kalla inn til møtet i {body} denne dagen."),
                format!("You are no longer called to the meeting of {body} on this day."),
            ],
            NoticeKind::Cancellation => [
                format!("Møtet i {body} blir ikke holdt."),
                format!("Møtet i {body} blir ikkje halde."),
                format!("The meeting of {body} will not be held."),
            ],
        };
        let [nb, nn, en] = words;
        match self.language {
            Language::Bokmaal => nb,
            Language::Nynorsk => nn,
            Language::English => en,
        }
    }

    /// When and where, as far as it is known.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let place = match (&self.place, self.on_screen) {
            (Some(place), true) => Some(format!("{} ({})", place.as_str(), self.say(ALSO_ON_SCREEN))),
            (Some(place), false) => Some(place.as_str().to_owned()),
            (None, true) => Some(self.say(ON_SCREEN).to_owned()),
            (None, false) => None,
        };
        let facts = [
            (words::DATE, Some(self.date())),
            (words::TIME, words::hours(self.hours.0, self.hours.1, self.language)),
            (words::PLACE, place),
            (MOVED_FROM, self.moved_from.map(|day| self.written(day))),
            (WHY, self.reason.as_ref().map(|reason| reason.as_str().to_owned())),
        ];
        facts.into_iter().filter_map(|(word, fact)| Some((self.say(word), fact?))).collect()
    }

    /// Who wrote it, and where an answer goes.
    pub(super) fn closing(&self) -> String {
        let community = self.community();
        match (&self.contact, self.language) {
            (Some(contact), Language::Bokmaal) => {
                format!("Sendt fra {community}. Svar på e-posten går til {contact}.", contact = contact.as_str())
            }
            (Some(contact), Language::Nynorsk) => {
                format!("Send frå {community}. Svar på e-posten går til {contact}.", contact = contact.as_str())
            }
            (Some(contact), Language::English) => {
                format!("Sent by {community}. Replies go to {contact}.", contact = contact.as_str())
            }
            (None, Language::Bokmaal) => format!("Sendt automatisk fra {community}."),
            (None, Language::Nynorsk) => format!("Send automatisk frå {community}."),
            (None, Language::English) => format!("Sent automatically by {community}."),
        }
    }
}

impl Matter {
    pub(super) fn title(&self, language: Language) -> &str {
        self.title.as_ref().map_or(said(words::kind(self.kind), language), Line::as_str)
    }

    /// What is asked for, and how long it may take.
    pub(super) fn about(&self, language: Language) -> String {
        let kind = self.title.as_ref().map(|_| said(words::kind(self.kind), language).to_owned());
        let minutes = self.minutes.map(|minutes| format!("{minutes} min"));
        kind.into_iter().chain(minutes).collect::<Vec<_>>().join(", ")
    }
}

const FONT: &str = "font-family:'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color:#1f2328;";
const DIM: &str = "color:#57606a;";
const LINK: &str = "color:#0b5cad;";

/// The whole letter.
pub fn notice(letter: &Letter) -> String {
    let language = letter.language;
    let markup = html! {
        (DOCTYPE)
        html lang=(language.word()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (letter.subject()) }
            }
            body style=(format!("margin:0;padding:0;background:#f6f8fa;{FONT}")) {
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f8fa;" {
                    tr {
                        td align="center" style="padding:24px 12px;" {
                            table role="presentation" width="600" cellpadding="0" cellspacing="0"
                                style="width:100%;max-width:600px;background:#ffffff;border:1px solid #d0d7de;border-radius:8px;" {
                                tr { td style=(format!("padding:28px 32px 32px;font-size:16px;line-height:1.55;{FONT}")) {
                                    (head(letter))
                                    (facts(letter))
                                    @if !letter.matters.is_empty() { (agenda(letter)) }
                                    @if !letter.withdrawn {
                                        p style="margin:24px 0 0;" {
                                            a href=(letter.address) style=(LINK) { (letter.say(MEETING)) }
                                        }
                                    }
                                } }
                            }
                            p style=(format!("max-width:600px;margin:16px auto 0;font-size:13px;{DIM}")) { (letter.closing()) }
                        }
                    }
                }
            }
        }
    };
    markup.into_string()
}

fn head(letter: &Letter) -> Markup {
    html! {
        p style=(format!("margin:0;font-size:14px;{DIM}")) { (letter.community()) }
        h1 style="margin:4px 0 16px;font-size:24px;line-height:1.25;" { (letter.heading()) }
        p style="margin:0 0 20px;" { (letter.opening()) }
        @if let Some(title) = &letter.title { p style="margin:0 0 12px;font-weight:600;" { (title.as_str()) } }
    }
}

fn facts(letter: &Letter) -> Markup {
    html! {
        table cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:16px;" {
            @for (word, fact) in letter.facts() {
                tr {
                    th scope="row" align="left" valign="top"
                        style=(format!("padding:3px 24px 3px 0;font-weight:400;white-space:nowrap;{DIM}")) { (word) }
                    td valign="top" style="padding:3px 0;" { (fact) }
                }
            }
        }
    }
}

fn agenda(letter: &Letter) -> Markup {
    let language = letter.language;
    html! {
        h2 style="margin:28px 0 4px;padding-bottom:4px;font-size:18px;border-bottom:2px solid #d0d7de;" { (letter.say(AGENDA)) }
        table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:16px;" {
            @for (place, matter) in (1..).zip(&letter.matters) {
                @let place: u16 = place;
                tr {
                    td valign="top" width="28" style=(format!("padding:10px 0;{DIM}")) { (place) "." }
                    td valign="top" style="padding:10px 0;border-bottom:1px solid #eaeef2;" {
                        @if let Some(number) = &matter.number {
                            span style=(format!("{DIM}white-space:nowrap;")) { (number.as_str()) } " "
                        }
                        (matter.title(language))
                        @if !matter.about(language).is_empty() || matter.paper.is_some() {
                            div style=(format!("font-size:14px;{DIM}")) {
                                (matter.about(language))
                                @if let Some(paper) = &matter.paper {
                                    @if !matter.about(language).is_empty() { " · " }
                                    a href=(paper) style=(LINK) { (letter.say(PAPER)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
