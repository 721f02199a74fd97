//! What the contract says beside its operations, and the committed document.
mod problem;

pub use problem::{Problem, ProblemError};
