//! What documents say, in the languages they are written in.
use domain::{AttendedAs, CaseKind, Language, MinutesState, Outcome, Position, Time, Verb};
use pictures::words::{Words, said};

pub(super) const BODY: Words = ["Organ", "Organ", "Body"];
pub(super) const DATE: Words = ["Dato", "Dato", "Date"];
pub(super) const TIME: Words = ["Tid", "Tid", "Time"];
pub(super) const PLACE: Words = ["Sted", "Stad", "Place"];
pub(super) const VERSION: Words = ["Versjon", "Versjon", "Version"];
pub(super) const CORRECTION: Words = ["Rettelse", "Retting", "Correction"];
pub(super) const PRESENT: Words = ["Til stede", "Til stades", "Present"];
pub(super) const EXCUSED: Words = ["Forfall", "Forfall", "Absent"];
pub(super) const NAME: Words = ["Navn", "Namn", "Name"];
pub(super) const POSITION: Words = ["Stilling", "Stilling", "Position"];
pub(super) const ORGANISATION: Words = ["Organisasjon", "Organisasjon", "Organisation"];
pub(super) const REMARK: Words = ["Merknad", "Merknad", "Remark"];
pub(super) const INTRODUCTION: Words = ["Innledning", "Innleiing", "Introduction"];
pub(super) const CASES: Words = ["Saker", "Saker", "Cases"];
pub(super) const CASE: Words = ["Sak", "Sak", "Case"];
pub(super) const BACKGROUND: Words = ["Bakgrunn", "Bakgrunn", "Background"];
pub(super) const RECOMMENDATION: Words = ["Innstilling", "Innstilling", "Recommendation"];
pub(super) const REASON: Words = ["Begrunnelse", "Grunngjeving", "Reason"];
pub(super) const REMARKS: Words = ["Merknader", "Merknader", "Remarks"];
pub(super) const VOICES: Words = ["Sidene", "Sidene", "The sides"];
pub(super) const BINDS: Words = ["forplikter", "bind", "binds"];
pub(super) const VOTES: Words = ["Avstemning", "Røysting", "Votes"];
pub(super) const ELECTED: Words = ["Valgt", "Vald", "Elected"];
pub(super) const FOR: Words = ["for", "for", "for"];
pub(super) const FROM: Words = ["fra", "frå", "from"];
pub(super) const TO: Words = ["til", "til", "to"];
pub(super) const ERASED: Words = ["(slettet)", "(sletta)", "(erased)"];

pub(super) const fn state(state: MinutesState) -> Words {
    match state {
        MinutesState::Draft => ["Utkast", "Utkast", "Draft"],
        MinutesState::Circulated => ["Til merknader", "Til merknader", "Out for comments"],
        MinutesState::Approved => ["Godkjent", "Godkjent", "Approved"],
        MinutesState::Published => ["Publisert", "Publisert", "Published"],
    }
}

/// What somebody was there as; nothing of a member.
pub(super) const fn attended_as(role: AttendedAs) -> Option<Words> {
    match role {
        AttendedAs::Chair => Some(["Møteleder", "Møteleiar", "Chair"]),
        AttendedAs::Member => None,
        AttendedAs::Deputy => Some(["Vara", "Vara", "Deputy"]),
        AttendedAs::Observer => Some(["Observatør", "Observatør", "Observer"]),
        AttendedAs::Secretariat => Some(["Sekretariat", "Sekretariat", "Secretariat"]),
        AttendedAs::Guest => Some(["Gjest", "Gjest", "Guest"]),
    }
}

pub(crate) const fn kind(kind: CaseKind) -> Words {
    match kind {
        CaseKind::Decision => ["Beslutningssak", "Vedtakssak", "For decision"],
        CaseKind::Discussion => ["Drøftingssak", "Drøftingssak", "For discussion"],
        CaseKind::Information => ["Orienteringssak", "Orienteringssak", "For information"],
        CaseKind::Approval => ["Godkjenning", "Godkjenning", "For approval"],
        CaseKind::Election => ["Valg", "Val", "Election"],
        CaseKind::Noting => ["Referatsak", "Referatsak", "To be noted"],
        CaseKind::AnyOtherBusiness => ["Eventuelt", "Eventuelt", "Any other business"],
    }
}

/// The heading above what came of a case.
pub(super) const fn outcome(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Decided => ["Vedtak", "Vedtak", "Decision"],
        Outcome::Postponed => ["Utsatt", "Utsett", "Postponed"],
        Outcome::SentBack => ["Sendt tilbake", "Send tilbake", "Sent back"],
        Outcome::Noted => ["Tatt til orientering", "Teken til orientering", "Noted"],
        Outcome::Escalated => ["Løftet til et annet organ", "Løfta til eit anna organ", "Taken to another body"],
    }
}

pub(super) const fn verb(verb: Verb) -> Words {
    match verb {
        Verb::TakesNote => ["Tar til orientering", "Tek til vitande", "Takes note of"],
        Verb::Approves => ["Godkjenner", "Godkjenner", "Approves"],
        Verb::Endorses => ["Slutter seg til", "Sluttar seg til", "Endorses"],
        Verb::Requests => ["Ber om", "Ber om", "Requests"],
        Verb::Adopts => ["Vedtar", "Vedtek", "Adopts"],
        Verb::Recommends => ["Tilrår", "Tilrår", "Recommends"],
        Verb::SendsToHearing => ["Sender på høring", "Sender på høyring", "Sends to hearing"],
        Verb::Postpones => ["Utsetter", "Utset", "Postpones"],
        Verb::Elects => ["Velger", "Vel", "Elects"],
    }
}

pub(super) const fn position(position: Position) -> Words {
    match position {
        Position::Agrees => ["enig", "samd", "agree"],
        Position::Dissents => ["uenig", "usamd", "dissent"],
    }
}

/// How many votes were for, against and neither.
pub(super) fn votes([yes, no, neither]: [usize; 3], language: Language) -> String {
    let words = [["for", "for", "for"], ["mot", "mot", "against"], ["avstod", "lét vere å røyste", "abstained"]];
    let [one, two, three] = words.map(|words| said(words, language));
    if neither == 0 {
        format!("{yes} {one}, {no} {two}")
    } else {
        format!("{yes} {one}, {no} {two}, {neither} {three}")
    }
}

/// From when to when, as far as it is known.
pub(super) fn hours(starts: Option<Time>, ends: Option<Time>, language: Language) -> Option<String> {
    let at = |time: Time| match language {
        Language::English => format!("{:02}:{:02}", time.hour(), time.minute()),
        _ => format!("{:02}.{:02}", time.hour(), time.minute()),
    };
    let clock = if language == Language::English { "" } else { "kl. " };
    match (starts, ends) {
        (None, None) => None,
        (Some(from), None) => Some(format!("{clock}{}", at(from))),
        (None, Some(to)) => Some(format!("{} {clock}{}", said(TO, language), at(to))),
        (Some(from), Some(to)) => Some(format!("{clock}{}–{}", at(from), at(to))),
    }
}

/// A day of the week.
pub(super) fn weekday(day: domain::Date, language: Language) -> &'static str {
    const DAYS: [Words; 7] = [
        ["mandag", "måndag", "Monday"],
        ["tirsdag", "tysdag", "Tuesday"],
        ["onsdag", "onsdag", "Wednesday"],
        ["torsdag", "torsdag", "Thursday"],
        ["fredag", "fredag", "Friday"],
        ["lørdag", "laurdag", "Saturday"],
        ["søndag", "søndag", "Sunday"],
    ];
    // Days of the week are counted from 0.
    said(DAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())], language)
}
