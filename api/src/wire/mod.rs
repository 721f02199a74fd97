//! The manners of the wire, common to every resource: problems, pages, tags, patches, bodies, queries, replies.
mod body;
mod code;
mod edge;
mod explain;
mod fault_texts;
mod json;
mod language;
mod patch;
mod problem;
mod quality;
mod routes;
mod texts;
mod trace;
mod wordings;

pub use body::{JsonBody, MAX_BODY};
pub use code::Code;
pub use edge::{HeadAsked, problems};
pub use explain::explain;
pub use json::MAX_DEPTH;
pub use language::language;
pub use patch::MergePatch;
pub use problem::ApiError;
pub use routes::{Routes, no_route};
pub use trace::TraceId;
