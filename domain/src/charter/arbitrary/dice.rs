//! One throw after the other, each a choice.
use super::{line, prose};
use crate::{Line, Names, Prose};

/// Texts with what a format could stumble on: quotes, backslashes, line breaks and letters beyond ASCII.
const LINES: [&str; 5] = ["Prøveutvalet", "Råd \"for\" åse", "a\\b = {c} # d", "'''", "Nord–Sør [x]"];
const PROSES: [&str; 4] = ["Kort.", "Fyrste\n\nAndre \"\"\" linje\\", "\"Sitat\"", "a\r\nb\tc"];

pub(super) struct Dice {
    throws: std::vec::IntoIter<u8>,
}

impl Dice {
    pub fn new(throws: Vec<u8>) -> Self {
        Self { throws: throws.into_iter() }
    }

    /// A number below another; 0 when all is thrown.
    pub fn below<N: Copy + Into<u16> + TryFrom<u16>>(&mut self, bound: N) -> N {
        let throw = u16::from(self.throws.next().unwrap_or(0)) % bound.into();
        N::try_from(throw).unwrap_or_else(|_| unreachable!("it is below a number of its own type"))
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.place(choices.len())]
    }

    pub fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below::<u8>(2) > 0).then(|| make(self))
    }

    pub fn maybe_of<'t, T>(&mut self, choices: &'t [T]) -> Option<&'t T> {
        if choices.is_empty() { None } else { self.maybe(|dice| &choices[dice.place(choices.len())]) }
    }

    /// Some of the choices, each once.
    pub fn some_of<T: Clone>(&mut self, choices: &[T]) -> Vec<T> {
        choices.iter().filter(|_| self.below::<u8>(2) > 0).cloned().collect()
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            let j = self.place(i + 1);
            list.swap(i, j);
        }
    }

    pub fn line(&mut self) -> Line {
        line(self.of(&LINES))
    }

    pub fn prose(&mut self) -> Prose {
        prose(self.of(&PROSES))
    }

    pub fn names(&mut self) -> Names {
        Names { nb: self.line(), nn: self.line() }
    }

    fn place(&mut self, length: usize) -> usize {
        usize::from(self.below(u16::try_from(length).unwrap_or(u16::MAX)))
    }
}
