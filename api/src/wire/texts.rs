//! What each failure says, in bokmål, nynorsk and English.
use domain::Language;

use super::Code;
use super::wordings::wording;

/// One text in the three languages, in the order nb, nn, en.
pub(super) type Three = [&'static str; 3];

/// What is said more where there is something to wait for.
pub(super) const AGAIN: Three =
    ["Prøv igjen om {retry} sekunder.", "Prøv igjen om {retry} sekund.", "Try again in {retry} seconds."];

/// What is said of a code. `more` is said too when every `{value}` it names is known.
pub(super) struct Wording {
    pub(super) title: Three,
    pub(super) detail: Three,
    pub(super) more: Option<Three>,
}

fn in_language(texts: &Three, language: Language) -> &'static str {
    match language {
        Language::Bokmaal => texts[0],
        Language::Nynorsk => texts[1],
        Language::English => texts[2],
    }
}

/// The kind of problem in a few words.
pub(super) fn title(code: Code, language: Language) -> &'static str {
    in_language(&wording(code).title, language)
}

/// What happened and what can be done about it, with the values that are known.
pub(super) fn detail(code: Code, language: Language, values: &[(&'static str, String)]) -> String {
    let wording = wording(code);
    let mut text = in_language(&wording.detail, language).to_owned();
    if let Some(more) = wording.more.and_then(|more| filled(in_language(&more, language), values)) {
        text.push(' ');
        text.push_str(&more);
    }
    text
}

/// The template with its `{values}` in place; `None` while one of them is not known.
fn filled(template: &str, values: &[(&'static str, String)]) -> Option<String> {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(&values.iter().find(|(known, _)| *known == name)?.1);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Words as _;

    fn holes(template: &str) -> Vec<&str> {
        template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_code_speaks_three_languages_and_names_the_same_values_in_each() {
        for &code in Code::ALL {
            for &language in Language::ALL {
                assert!((4..=120).contains(&title(code, language).len()), "{code:?} {language}");
                let detail = detail(code, language, &[]);
                assert!(detail.ends_with('.') && !detail.contains('{'), "{code:?} {language}: {detail}");
            }
            if let Some([nb, nn, en]) = wording(code).more {
                assert!(!holes(nb).is_empty() && holes(nb) == holes(nn) && holes(nb) == holes(en), "{code:?}");
            }
        }
    }

    #[test]
    fn nynorsk_is_not_bokmaal() {
        let nynorsk = Code::ALL.iter().filter(|code| wording(**code).detail[0] != wording(**code).detail[1]).count();
        assert_eq!(nynorsk, Code::ALL.len());
    }

    #[test]
    fn a_sentence_with_an_unknown_value_is_left_out() {
        let values = [("line", "3".to_owned()), ("column", "7".to_owned())];
        assert!(detail(Code::NotJson, Language::English, &values).ends_with(" The fault is near line 3, column 7."));
        assert!(!detail(Code::NotJson, Language::English, &values[..1]).contains("near"));
    }
}
