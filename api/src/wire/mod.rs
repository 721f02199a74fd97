//! The manners of the wire, common to every resource: problems, pages, tags, patches, bodies, queries, replies.
mod body;
mod code;
mod cursor;
mod edge;
mod etag;
mod explain;
mod fault_texts;
mod json;
mod language;
mod page;
mod patch;
mod problem;
mod quality;
mod query;
pub mod read;
mod reply;
mod routes;
#[cfg(test)]
mod tests;
mod texts;
mod wordings;

pub use body::{JsonBody, MAX_BODY};
pub use code::Code;
pub use cursor::{Context, Cursor, CursorKeys, Direction, Part};
pub use edge::{HeadAsked, problems};
pub use etag::{IfMatch, ListState, Precondition, Tag};
pub use explain::explain;
pub use json::MAX_DEPTH;
pub use language::language;
pub use page::{Page, preference, wants_total};
pub use patch::MergePatch;
pub use problem::ApiError;
pub use query::{PageAsk, Query};
pub use reply::Reply;
pub use routes::{Routes, no_route};
