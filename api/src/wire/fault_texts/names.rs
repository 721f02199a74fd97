//! What types and forms of values are called, in bokmål, nynorsk and English.

/// The JSON types by name, several divided by ` | `; anything else an author wrote is shown as it stands.
pub(super) fn type_names(expected: &str) -> [String; 3] {
    let each = expected.split(" | ").map(|name| match name {
        "string" => ["tekst", "tekst", "a string"],
        "integer" => ["heltall", "heiltal", "an integer"],
        "number" => ["tall", "tal", "a number"],
        "boolean" => ["true eller false", "true eller false", "true or false"],
        "array" => ["liste", "liste", "an array"],
        "object" => ["objekt", "objekt", "an object"],
        other => [other; 3],
    });
    let each: Vec<_> = each.collect();
    let joined = |language: usize, or: &str| each.iter().map(|names| names[language]).collect::<Vec<_>>().join(or);
    [joined(0, " eller "), joined(1, " eller "), joined(2, " or ")]
}

/// The forms that are told in words; patterns are the same in every language.
pub(super) fn form_names(form: &str) -> [&str; 3] {
    match form {
        "prefix_ and 26 characters of base32" => {
            ["prefiks_ og 26 tegn i base32", "prefiks_ og 26 teikn i base32", "prefix_ and 26 characters of base32"]
        }
        "another value" => ["en annen verdi", "ein annan verdi", "another value"],
        "next | prev" => [
            "verdien fra next eller prev i samme liste",
            "verdien frå next eller prev i same liste",
            "the value from next or prev of the same list",
        ],
        "one JSON object" => ["ett JSON-objekt", "eitt JSON-objekt", "one JSON object"],
        "HH:MM" => ["TT:MM", "TT:MM", "HH:MM"],
        "YYYY-MM-DD" => ["ÅÅÅÅ-MM-DD", "ÅÅÅÅ-MM-DD", "YYYY-MM-DD"],
        other => [other; 3],
    }
}
