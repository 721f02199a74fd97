//! How wide text is. The fonts of a reader are unknown, so widths are those of the widest fonts in common use (Verdana,
//! DejaVu Sans), rounded up: text may be narrower than estimated and never wider.

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Face {
    /// Pixels.
    pub size: i32,
    pub bold: bool,
}

impl Face {
    pub const fn plain(size: i32) -> Self {
        Self { size, bold: false }
    }

    pub const fn bold(size: i32) -> Self {
        Self { size, bold: true }
    }

    /// From one line to the next.
    pub const fn line(self) -> i32 {
        self.size * 13 / 10
    }

    /// The width of a text in pixels, rounded up.
    pub fn width(self, text: &str) -> i32 {
        let each = |c| if self.bold { advance(c) * 11 / 10 + 45 } else { advance(c) };
        let milliems: i32 = text.chars().map(each).sum();
        (milliems * self.size + 999) / 1000
    }

    /// A text in lines that each fit the room: broken between words and behind hyphens and slashes, and within a word
    /// that is too long by itself. What needs more than `most` lines ends with an ellipsis.
    pub fn wrap(self, text: &str, room: i32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for piece in pieces(text) {
            let fits = lines.last().is_some_and(|line| self.width(format!("{line}{piece}").trim_end()) <= room);
            match lines.last_mut() {
                Some(line) if fits => line.push_str(piece),
                _ => self.break_word(piece, room, &mut lines),
            }
        }
        for line in &mut lines {
            line.truncate(line.trim_end().len());
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.width(&format!("{last}…")) > room {
                    last.pop();
                }
                last.push('…');
            }
        }
        lines
    }

    /// Begins a line with a word, broken with hyphens where it is too long for one.
    fn break_word(self, word: &str, room: i32, lines: &mut Vec<String>) {
        if self.width(word.trim_end()) <= room {
            lines.push(word.to_owned());
            return;
        }
        let mut rest: Vec<char> = word.chars().collect();
        while self.width(String::from_iter(&rest).trim_end()) > room {
            let fits = |cut: usize| self.width(&format!("{}-", String::from_iter(&rest[..cut]))) <= room;
            let longest = (1..rest.len()).take_while(|cut| fits(*cut)).last().unwrap_or(1);
            let cut = joint(&rest, longest);
            lines.push(format!("{}-", String::from_iter(rest.drain(..cut))));
        }
        lines.push(rest.into_iter().collect());
    }

    /// The largest of the sizes down to `least` at which every word fits the room, or `least`.
    #[must_use]
    pub fn shrunk(self, text: &str, room: i32, least: i32) -> Self {
        let fits = |face: &Self| pieces(text).all(|piece| face.width(piece.trim_end()) <= room);
        let faces = (least..=self.size).rev().map(|size| Self { size, ..self });
        faces.into_iter().find(fits).unwrap_or(Self { size: least, ..self })
    }
}

/// Where a word is best divided, behind at most `longest` letters: at the s that joins the parts of many Norwegian
/// words, or else so that neither part is a stump.
fn joint(word: &[char], longest: usize) -> usize {
    let room_behind = |cut: &usize| word.len() - cut >= 4;
    let joined = |cut: &usize| word[cut - 1] == 's' && word[cut - 2] != 's' && room_behind(cut);
    let by_s = (5..=longest).rev().find(joined);
    let no_stump = || (3..=longest).rev().find(room_behind);
    by_s.or_else(no_stump).unwrap_or(longest)
}

/// The pieces a text may be broken between, each with what ends it. What a hyphen joins to a number stays together.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let ends = |(at, c): (usize, char)| {
            let after = at + c.len_utf8();
            let number = rest[after..].starts_with(|next: char| next.is_ascii_digit());
            let breaks = c == ' ' || matches!(c, '-' | '–' | '/') && !number;
            breaks.then_some(after)
        };
        let end = rest.char_indices().find_map(ends).unwrap_or(rest.len());
        let (piece, left) = rest.split_at(end);
        rest = left;
        (!piece.is_empty()).then_some(piece)
    })
}

/// A letter's width in thousandths of the size.
fn advance(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 280,
        'I' | 'J' => 430,
        ' ' | '.' | ',' | ':' | ';' | '!' | '·' => 355,
        'f' | 't' | '/' | '-' | '(' | ')' | '[' | ']' => 400,
        'r' | '"' => 465,
        'c' | 's' | 'z' | 'k' | 'v' | 'x' | 'y' | 'L' | 'F' => 595,
        'w' | '+' | '=' | '<' | '>' | '~' | '^' | '#' => 840,
        'm' | 'M' | 'W' | 'Æ' | 'æ' | 'Œ' | 'œ' | '@' | '%' | '…' | '—' => 1080,
        'a'..='z' | '0'..='9' | '–' => 640,
        'à'..='ö' | 'ø'..='ÿ' => 640,
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='ß' => 790,
        '\u{2e80}'.. => 1100,
        _ => 900,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_broken_where_a_reader_expects() {
        let face = Face::plain(12);
        for (text, room, wanted) in [
            ("Bergen kommune", 200, vec!["Bergen kommune"]),
            ("Bergen kommune", 80, vec!["Bergen", "kommune"]),
            ("samarbeids- og tenesteavtalar", 110, vec!["samarbeids- og", "tenesteavtalar"]),
            ("Samarbeidssekretariatet", 100, vec!["Samarbeids-", "sekretariatet"]),
            ("", 100, vec![]),
        ] {
            assert_eq!(face.wrap(text, room, 9), wanted, "{text}");
        }
        assert_eq!(face.wrap("ein to tre fire", 30, 2), ["ein", "to…"]);
    }

    proptest! {
        #[test]
        fn every_line_fits_and_nothing_is_lost(text in "[a-zæøåA-ZÆØÅ –/-]{0,80}", room in 40..300i32, bold: bool) {
            let face = Face { size: 13, bold };
            let lines = face.wrap(&text, room, 99);
            for line in &lines {
                prop_assert!(face.width(line) <= room, "{line:?} is wider than {room}");
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
