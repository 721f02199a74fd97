//! A page of minutes says what was done, in the community's words, and hides nobody's name but of those erased. All of
//! it is invented.
use std::collections::HashMap;

use domain::{
    AttendedAs, Ballot, CaseKind, Date, Elected, Instant, ItemId, Language, Line, MeetingId, MembershipId, Minutes,
    MinutesItem, MinutesState, Named, Names, OfficeRole, Outcome, PartyId, PersonId, Point, Position, Prose, Side,
    Time, Treatment, Validity, Verb, Voice, Vote,
};

use super::{Register, STYLE, minutes};

fn line(text: &str) -> Line {
    Line::parse(text).expect(text)
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect(text)
}

fn names(nb: &str, nn: &str) -> Names {
    Names { nb: line(nb), nn: line(nn) }
}

fn noted() -> Treatment {
    Treatment {
        outcome: Outcome::Noted,
        points: Vec::new(),
        voices: Vec::new(),
        votes: Vec::new(),
        elected: Vec::new(),
        remarks: None,
        reason: None,
    }
}

fn item(kind: CaseKind, number: Option<&str>, title: &str, treatment: Treatment) -> MinutesItem {
    MinutesItem {
        item: ItemId::fresh(),
        stop: None,
        number: number.map(line),
        title: line(title),
        kind,
        background: None,
        recommendation: Vec::new(),
        treatment: Some(treatment),
        remarks: None,
    }
}

/// Minutes in which everything happens, and what they name: an erased person last.
fn world(language: Language) -> (Minutes, Register) {
    let persons = [
        ("Kari Oppdikta", Some("kommunedirektør")),
        ("Ola Påfunnen", Some("samhandlingssjef")),
        ("Åse Tenkt", Some("kommunalsjef")),
        ("Brukar Brukarsen", None),
        ("Sivert Sekretær", Some("rådgivar")),
    ];
    let ids: Vec<PersonId> = persons.iter().map(|_| PersonId::fresh()).collect();
    let known = ids.iter().zip(persons).map(|(id, (name, position))| (*id, (Some(line(name)), position.map(line))));
    let mut known: HashMap<_, _> = known.collect();
    let erased = PersonId::fresh();
    known.insert(erased, (None, None));
    let [voss, trust] = [PartyId::fresh(), PartyId::fresh()];
    let parties = HashMap::from([
        (voss, names("Voss herad", "Voss herad")),
        (trust, names("Sykehuset i Fjorden HF", "Sjukehuset i Fjorden HF")),
    ]);
    let named = |person, attended_as, party, in_place_of| Named { person, attended_as, side: None, party, in_place_of };
    let voice = |side, position, text: Option<&str>, bound| Voice { side, position, text: text.map(prose), bound };
    let point = |verb, text| Point { verb, text: prose(text) };
    let decided = Treatment {
        outcome: Outcome::Decided,
        points: vec![
            point(Some(Verb::TakesNote), "Statusen for dei lokale samhandlingsarenaene."),
            point(Some(Verb::Requests), "Ei sak om finansiering i neste møte."),
            point(None, "Arenaene i <Lofoten & Salten> får kvar sin koordinator."),
        ],
        voices: vec![
            voice(Side::Municipal, Position::Agrees, None, vec![voss]),
            voice(Side::Specialist, Position::Agrees, Some("Under føresetnad av at fristen blir halden."), vec![trust]),
        ],
        ..noted()
    };
    let postponed = Treatment {
        outcome: Outcome::Postponed,
        reason: Some(line("Tala for fjerde kvartal manglar.")),
        voices: vec![voice(Side::Specialist, Position::Dissents, Some("Vi kan ikkje slutte oss til dette."), vec![])],
        ..noted()
    };
    let vote = |ballot| Vote { membership: MembershipId::fresh(), ballot };
    let elected = Treatment {
        outcome: Outcome::Decided,
        points: vec![point(Some(Verb::Elects), "Ny leiar for to år.")],
        votes: vec![vote(Ballot::For), vote(Ballot::For), vote(Ballot::Against), vote(Ballot::Abstains)],
        elected: vec![Elected {
            role: OfficeRole::Chair,
            person: ids[0],
            validity: Validity { from: Some(Date::constant(2026, 4, 1)), to: Some(Date::constant(2028, 3, 31)) },
        }],
        ..noted()
    };
    let at = |text| Some(Instant::parse(text).expect("an instant"));
    let minutes = Minutes {
        meeting: MeetingId::fresh(),
        number: 2,
        state: MinutesState::Published,
        language,
        title: line("Referat – Strategisk samarbeidsutval"),
        held_on: Date::constant(2026, 3, 18),
        starts_at: Some(Time::constant(9, 0, 0, 0)),
        ends_at: Some(Time::constant(11, 30, 0, 0)),
        place: Some(line("Kulturhuset og Teams")),
        present: vec![
            named(ids[0], AttendedAs::Chair, Some(voss), None),
            named(ids[1], AttendedAs::Member, Some(trust), None),
            named(ids[2], AttendedAs::Deputy, Some(voss), Some(erased)),
            named(ids[3], AttendedAs::Observer, None, None),
            named(ids[4], AttendedAs::Secretariat, Some(trust), None),
        ],
        excused: vec![named(erased, AttendedAs::Member, Some(voss), None)],
        introduction: Some(prose("Leiaren ynskte velkomen.\nInnkalling og sakliste vart godkjende.")),
        items: vec![
            item(CaseKind::Approval, None, "Godkjenning av innkalling og sakliste", noted()),
            MinutesItem {
                background: Some(prose(
                    "Utvalet bad i sak 17-2023 om ei oppfølging.\n\nArbeidet har gått føre seg i tre område:\n- Lofoten\n\
                     - Vesterålen\n- Salten",
                )),
                recommendation: vec![
                    point(None, "Utvalet tek statusen til vitande."),
                    point(None, "Saka kjem opp att i neste møte."),
                ],
                remarks: Some(prose("Brukarrepresentanten bad om at arenaene blir evaluerte.")),
                ..item(
                    CaseKind::Decision,
                    Some("24-2023"),
                    "Oppfølging av status for lokale samhandlingsarenaer",
                    decided,
                )
            },
            item(CaseKind::Decision, Some("25-2023"), "Felles styringsinformasjon", postponed),
            item(CaseKind::Election, Some("26-2023"), "Val av leiar", elected),
        ],
        correction: Some(line("Rett tal på deltakarar i sak 25-2023")),
        circulated_at: at("2026-03-20T12:00:00Z"),
        approved_at: at("2026-03-27T12:00:00Z"),
        published_at: at("2026-03-30T12:00:00Z"),
        created_at: at("2026-03-18T12:00:00Z").expect("set"),
        changed_at: at("2026-03-30T12:00:00Z").expect("set"),
        version: 4,
    };
    let register = Register {
        community: names("Helsefellesskapet i Fjorden", "Helsefellesskapet i Fjorden"),
        body: names("Strategisk samarbeidsutvalg", "Strategisk samarbeidsutval"),
        persons: known,
        parties,
    };
    (minutes, register)
}

fn page(language: Language) -> String {
    let (content, register) = world(language);
    minutes(&content, &register)
}

#[test]
fn a_page_is_written_in_the_communitys_language() {
    for (language, lang, said) in [
        (
            Language::Bokmaal,
            "nb",
            ["Til stede", "Vedtak", "Utsatt", "enig", "Sykehuset", "Møteleder", "fra 1. april 2026"],
        ),
        (
            Language::Nynorsk,
            "nn",
            ["Til stades", "Vedtak", "Utsett", "samd", "Sjukehuset", "Møteleiar", "frå 1. april 2026"],
        ),
        (
            Language::English,
            "en",
            ["Present", "Decision", "Postponed", "agree", "Sykehuset", "Chair", "from 1 April 2026"],
        ),
    ] {
        let page = page(language);
        assert!(page.contains(&format!("<html lang=\"{lang}\">")));
        for word in said {
            assert!(page.contains(word), "{lang}: {word}");
        }
    }
}

#[test]
fn a_page_tells_who_was_there_and_what_was_decided() {
    let page = page(Language::Nynorsk);
    for told in [
        "onsdag 18. mars 2026",
        "kl. 09.00–11.30",
        "Publisert 30. mars 2026",
        "Rett tal på deltakarar",
        "Vara for (sletta)",
        "<span class=\"number\">Sak 24-2023</span>",
        "<span class=\"verb\">Ber om:</span>",
        "2 for, 1 mot, 1 lét vere å røyste",
        "Leiar: Kari Oppdikta frå 1. april 2026 til 31. mars 2028",
        "bind Voss herad",
        "Vi kan ikkje slutte oss til dette.",
        "<ul><li>Lofoten</li><li>Vesterålen</li><li>Salten</li></ul>",
        "ynskte velkomen.<br>Innkalling",
    ] {
        assert!(page.contains(told), "{told}");
    }
}

#[test]
fn what_people_write_is_never_markup() {
    let page = page(Language::Nynorsk);
    assert!(page.contains("&lt;Lofoten &amp; Salten&gt;"));
    assert!(
        !page.contains("<script") && !page.contains("style=\""),
        "a page runs nothing and styles nothing by itself"
    );
}

/// Whoever serves it allows the digest of exactly this sheet.
#[test]
fn a_page_has_the_one_style_sheet() {
    assert!(page(Language::Bokmaal).contains(&format!("<style>{STYLE}</style>")));
}

#[test]
fn drafts_are_not_told_as_approved() {
    let (mut content, register) = world(Language::Nynorsk);
    (content.state, content.number, content.correction) = (MinutesState::Draft, 1, None);
    let page = minutes(&content, &register);
    assert!(page.contains("Utkast") && !page.contains("Godkjent") && !page.contains("Versjon"));
}
