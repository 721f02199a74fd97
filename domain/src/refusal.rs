//! A step that the state of a thing does not allow, and those that it does.
use crate::Words;

/// Why a thing cannot become what somebody wants it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it is.
    pub state: &'static str,
    /// What it may become instead.
    pub allowed: Vec<&'static str>,
}

impl Refusal {
    /// A thing in this state may become these, and nothing else.
    pub fn of<S: Words>(state: S, allowed: &[S]) -> Self {
        Self { state: state.word(), allowed: allowed.iter().map(|each| each.word()).collect() }
    }
}

/// Why a thing cannot be changed any more, or not yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// What it is.
    pub state: &'static str,
    /// While it is one of these, it can.
    pub open: Vec<&'static str>,
}

impl Closed {
    /// Refuses what is done to a thing in a state that is not among these.
    pub fn unless<S: Words + PartialEq>(state: S, open: &[S]) -> Result<(), Self> {
        if open.contains(&state) {
            return Ok(());
        }
        Err(Self { state: state.word(), open: open.iter().map(|each| each.word()).collect() })
    }
}
