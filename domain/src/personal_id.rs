//! Finding national identity numbers in free text, so that they can be refused.

const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// Whether the text holds a valid national identity number: eleven digits whose two check digits (modulus 11,
/// Skatteetaten) are both right, written together or as people do with a space, a point or a hyphen inside it.
/// Digits that are part of a longer run are not looked at.
pub fn holds_personal_id(text: &str) -> bool {
    let mut run: Vec<u32> = Vec::new();
    let mut separated = false;
    let mut found = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            if separated && !matches!(run.len(), 2 | 4 | 6) {
                run.clear();
            }
            separated = false;
            run.push(digit);
        } else if !run.is_empty() && !separated && matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-') {
            found |= is_personal_id(&run);
            separated = true;
        } else {
            found |= is_personal_id(&run);
            run.clear();
            separated = false;
        }
    }
    found || is_personal_id(&run)
}

fn is_personal_id(digits: &[u32]) -> bool {
    let check = |weights: &[u32]| {
        let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
        (11 - sum % 11) % 11
    };
    digits.len() == 11 && check(&FIRST) == digits[9] && check(&SECOND) == digits[10]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An invented number: day and month are zero, so it can belong to nobody.
    fn invented() -> String {
        let mut digits = vec![0, 0, 0, 0, 1, 2, 3, 4, 0];
        loop {
            let sum = |d: &[u32], w: &[u32]| d.iter().zip(w).map(|(a, b)| a * b).sum::<u32>();
            let first = (11 - sum(&digits, &FIRST) % 11) % 11;
            let mut whole = digits.clone();
            whole.push(first);
            let second = (11 - sum(&whole, &SECOND) % 11) % 11;
            if first < 10 && second < 10 {
                whole.push(second);
                return whole.iter().map(u32::to_string).collect();
            }
            digits[8] += 1;
        }
    }

    #[test]
    fn a_valid_number_is_found_however_it_is_written() {
        let id = invented();
        for text in [
            id.clone(),
            format!("Gjeld {id}."),
            format!("f.{} {}", &id[..6], &id[6..]),
            format!("{}-{}", &id[..6], &id[6..]),
            format!("{}.{}.{} {}", &id[..2], &id[2..4], &id[4..6], &id[6..]),
        ] {
            assert!(holds_personal_id(&text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        let id = invented();
        let wrong = format!("{}{}", &id[..10], (id.as_bytes()[10] - b'0' + 1) % 10);
        for text in
            [wrong, format!("1{id}"), format!("{id}1"), "964 338 531".into(), "24-2023, 12.04.2023 kl. 10".into()]
        {
            assert!(!holds_personal_id(&text), "{text}");
        }
    }
}
