//! What the contract says beside its operations, and the committed document.
mod base;
mod complete;
mod example;
mod problem;

pub use base::base;
pub use complete::complete;
pub use problem::{Problem, ProblemError};
