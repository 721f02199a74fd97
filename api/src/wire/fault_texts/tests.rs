//! What faults say in each language.
use super::*;

#[test]
fn a_fault_says_its_values_in_every_language() {
    let known = vec!["open".to_owned(), "closed".to_owned()];
    for (kind, [nb, nn, en]) in [
        (FaultKind::Required, ["Mangler", "Manglar", "missing"]),
        (
            FaultKind::UnknownField { known: known.clone() },
            ["felter: open, closed.", "felt: open, closed.", "fields: open, closed."],
        ),
        (FaultKind::UnknownWord { known }, ["ordene", "orda", "words that may stand here: open, closed."]),
        (FaultKind::NotAllowed { allowed: vec!["closed"] }, ["er: closed", "er: closed", "Possible: closed."]),
        (FaultKind::NotAllowed { allowed: Vec::new() }, ["mulig", "mogleg", "possible"]),
        (FaultKind::WrongType { expected: "integer".into() }, ["heltall", "heiltal", "an integer"]),
        (
            FaultKind::WrongType { expected: "string | null".into() },
            ["tekst eller null", "tekst eller null", "a string or null"],
        ),
        (FaultKind::Malformed { form: "YYYY-MM-DD" }, ["ÅÅÅÅ-MM-DD", "ÅÅÅÅ-MM-DD", "YYYY-MM-DD"]),
        (FaultKind::TooLong { max: 300 }, ["høyst 300", "høgst 300", "at most 300"]),
        (FaultKind::OutOfRange { min: 1, max: 100 }, ["fra 1 til 100", "frå 1 til 100", "from 1 to 100"]),
        (FaultKind::WrongPrefix { expected: "body" }, ["«body_»", "«body_»", "“body_”"]),
        (FaultKind::Needs { other: "side" }, ["sammen", "saman", "together"]),
        (FaultKind::Unheard { sides: vec!["municipal"] }, ["står: municipal", "står: municipal", "stand: municipal"]),
        (FaultKind::LongerThan { days: 7 }, ["høyst 7", "høgst 7", "7 days"]),
        (FaultKind::TooWide { widest: "side" }, ["er: side", "er: side", "possible: side"]),
        (FaultKind::Full { max: 5 }, ["høyst 5", "høgst 5", "at most 5"]),
    ] {
        assert!(fault(&kind, Language::Bokmaal).contains(nb), "{kind:?}");
        assert!(fault(&kind, Language::Nynorsk).contains(nn), "{kind:?}");
        assert!(fault(&kind, Language::English).contains(en), "{kind:?}");
    }
}
