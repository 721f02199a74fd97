//! Cursors: opaque, signed places in a list, worth nothing outside the list they were given for.
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use super::ApiError;

/// Which way a page is read from its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Onwards, in the order of the list.
    Next,
    /// Backwards, nearest first.
    Prev,
}

/// One column of the sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A sort key made of text.
    Text(String),
    /// The id that settles a tie.
    Id([u8; 16]),
    /// A number or an instant in microseconds.
    Number(i64),
}

/// A place in a list: read on from the row with this key, the row itself left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Which way to read.
    pub direction: Direction,
    /// The sort key of the row at the edge, column by column.
    pub key: Vec<Part>,
}

/// What a cursor is bound to: the community, the operation, its filters and its sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context([u8; 32]);

impl Context {
    /// The digest of all that must be the same when the cursor comes back.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            // The length first, so that no two lists of parts read alike.
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The digest itself.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The keys cursors are signed with. All nodes of a region share them.
pub struct CursorKeys {
    current: [u8; 32],
    older: Vec<[u8; 32]>,
}

const VERSION: u8 = 1;
const TAG: usize = 16;

impl CursorKeys {
    /// The longest cursor that is made or read, in characters.
    pub const MAX_LENGTH: usize = 4096;

    /// The key to sign with, and those that were signed with before and still open.
    pub fn new(current: [u8; 32], older: Vec<[u8; 32]>) -> Self {
        Self { current, older }
    }

    /// Every key, the one to sign with first.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.current).chain(&self.older)
    }

    /// The cursor as its caller holds it.
    pub fn seal(&self, cursor: &Cursor, context: Context) -> String {
        let mut bytes = vec![VERSION, u8::from(cursor.direction == Direction::Prev)];
        for part in &cursor.key {
            let number;
            let (kind, value): (u8, &[u8]) = match part {
                Part::Text(text) => (0, text.as_bytes()),
                Part::Id(id) => (1, id),
                Part::Number(n) => {
                    number = n.to_be_bytes();
                    (2, &number)
                }
            };
            let length = u16::try_from(value.len()).expect("sort keys are made of bounded texts");
            bytes.push(kind);
            bytes.extend(length.to_be_bytes());
            bytes.extend(value);
        }
        let tag = mac(&self.current, &bytes, context).finalize().into_bytes();
        bytes.extend(&tag[..TAG]);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Reads a cursor back. A damaged, foreign or outdated one is refused, without saying which it is.
    pub fn open(&self, text: &str, context: Context) -> Result<Cursor, ApiError> {
        self.verified(text, context).ok_or_else(ApiError::cursor)
    }

    fn verified(&self, text: &str, context: Context) -> Option<Cursor> {
        if text.len() > Self::MAX_LENGTH {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (signed, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
        self.secrets().find(|key| mac(key, signed, context).verify_truncated_left(tag).is_ok())?;
        parse(signed)
    }
}

fn mac(key: &[u8; 32], bytes: &[u8], context: Context) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(&context.0);
    mac.update(bytes);
    mac
}

/// Reads what has been verified; `None` where another version wrote it.
fn parse(bytes: &[u8]) -> Option<Cursor> {
    let [VERSION, direction, rest @ ..] = bytes else { return None };
    let direction = if *direction == 0 { Direction::Next } else { Direction::Prev };
    let (mut key, mut rest) = (Vec::new(), rest);
    while let [kind, high, low, tail @ ..] = rest {
        let (value, tail) = tail.split_at_checked(u16::from_be_bytes([*high, *low]).into())?;
        key.push(match kind {
            0 => Part::Text(String::from_utf8(value.to_vec()).ok()?),
            1 => Part::Id(value.try_into().ok()?),
            2 => Part::Number(i64::from_be_bytes(value.try_into().ok()?)),
            _ => return None,
        });
        rest = tail;
    }
    rest.is_empty().then_some(Cursor { direction, key })
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    fn cursor() -> Cursor {
        let key = vec![Part::Text("ørsta".into()), Part::Number(-7), Part::Id([9; 16]), Part::Text(String::new())];
        Cursor { direction: Direction::Prev, key }
    }

    #[test]
    fn a_cursor_opens_where_it_was_given_and_nowhere_else() {
        let keys = CursorKeys::new([1; 32], vec![]);
        let here = Context::of(["tenant_a", "list_bodies", "level=ou"]);
        let sealed = keys.seal(&cursor(), here);
        assert_eq!(keys.open(&sealed, here).expect("its own"), cursor());
        for elsewhere in [
            Context::of(["tenant_b", "list_bodies", "level=ou"]),
            Context::of(["tenant_a", "list_areas", "level=ou"]),
            Context::of(["tenant_a", "list_bodies", "level=ssu"]),
            Context::of(["tenant_a", "list_bodieslevel=ou"]),
            Context::of(["tenant_a", "list_bodies", "level=ou", ""]),
        ] {
            assert_eq!(keys.open(&sealed, elsewhere).expect_err("foreign").code, Code::CursorInvalid);
        }
    }

    #[test]
    fn a_damaged_cursor_is_refused() {
        let keys = CursorKeys::new([1; 32], vec![]);
        let here = Context::of(["here"]);
        let sealed = keys.seal(&cursor(), here);
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).expect("base64url");
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(keys.open(&BASE64URL_NOPAD.encode(&flipped), here).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(keys.open(&sealed[..length], here).is_err(), "cut to {length}");
        }
        for bad in ["", "a", "æ", "!!!!", &"A".repeat(CursorKeys::MAX_LENGTH + 4)] {
            assert!(keys.open(bad, here).is_err());
        }
    }

    #[test]
    fn a_key_that_was_replaced_still_opens_until_it_is_dropped() {
        let here = Context::of(["here"]);
        let sealed = CursorKeys::new([1; 32], vec![]).seal(&cursor(), here);
        assert!(CursorKeys::new([2; 32], vec![[1; 32]]).open(&sealed, here).is_ok());
        assert!(CursorKeys::new([2; 32], vec![]).open(&sealed, here).is_err());
    }

    #[test]
    fn the_longest_names_fit_in_a_cursor() {
        let text = Part::Text("å".repeat(1200));
        let long = Cursor { direction: Direction::Next, key: vec![text, Part::Id([1; 16])] };
        let keys = CursorKeys::new([1; 32], vec![]);
        assert!(keys.seal(&long, Context::of([""])).len() <= CursorKeys::MAX_LENGTH);
    }
}
