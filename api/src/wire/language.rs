//! Which of the three languages a caller reads, by `Accept-Language` (RFC 9110 12.5.4).
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use domain::Language;

use super::quality::{self, Weighted};

/// The language to answer in: the one with the highest weight among ours; bokmål where nothing else is asked for.
pub fn language(headers: &HeaderMap) -> Language {
    let ranges = quality::all(headers, ACCEPT_LANGUAGE);
    // Norwegian first: a wildcard or a tie goes to bokmål.
    let ours = [Language::Bokmaal, Language::Nynorsk, Language::English];
    let mut best = (Language::Bokmaal, 0);
    for language in ours {
        let weight = weight(&ranges, language);
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// The weight given to a language by its most specific range.
fn weight(ranges: &[Weighted<'_>], language: Language) -> u16 {
    let named = |wanted: &[&str]| {
        let mut found = ranges.iter().filter(|range| {
            let primary = range.value.split('-').next().unwrap_or_default();
            wanted.iter().any(|word| primary.eq_ignore_ascii_case(word))
        });
        // Several regions of one language (`en-GB, en;q=0.5`): the caller reads it as well as the best of them says.
        let first = found.next()?.weight;
        Some(found.fold(first, |best, range| best.max(range.weight)))
    };
    match language {
        Language::Bokmaal => named(&["nb"]).or_else(|| named(&["no"])),
        // Whoever asks for Norwegian reads both, bokmål by default.
        Language::Nynorsk => named(&["nn"]).or_else(|| named(&["no"])),
        Language::English => named(&["en"]),
    }
    .or_else(|| ranges.iter().find(|range| range.value == "*").map(|range| range.weight))
    .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_best_wanted_language_is_chosen() {
        use Language::{Bokmaal as Nb, English as En, Nynorsk as Nn};
        for (header, wanted) in [
            ("", Nb),
            ("nb", Nb),
            ("nb-NO", Nb),
            ("NN-no", Nn),
            ("no", Nb),
            ("no, nn;q=0.9", Nb),
            ("nn, no;q=0.9", Nn),
            ("en-GB,en;q=0.9,nb;q=0.8", En),
            ("nb;q=0.4, en;q=0.5", En),
            ("nn;q=0.5,nb;q=0.5", Nb),
            ("de, fr;q=0.9", Nb),
            ("de, en;q=0.1", En),
            ("*", Nb),
            ("nb;q=0, *;q=0.5", Nn),
            ("nb;q=0,nn;q=0,*", En),
            ("en;q=1.5, nn;q=0.2", Nn),
            ("en;q=abc", Nb),
            (";;;,,,", Nb),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(header));
            assert_eq!(language(&headers), wanted, "{header}");
        }
        assert_eq!(language(&HeaderMap::new()), Nb);
    }
}
