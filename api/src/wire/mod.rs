//! The manners of the wire, common to every resource: problems, pages, tags, patches, bodies, queries, replies.
mod code;
mod edge;
mod explain;
mod fault_texts;
mod language;
mod problem;
mod quality;
pub mod read;
mod routes;
mod texts;
mod trace;
mod wordings;

pub use code::Code;
pub use edge::{HeadAsked, problems};
pub use explain::explain;
pub use language::language;
pub use problem::ApiError;
pub use routes::{Routes, no_route};
pub use trace::TraceId;
