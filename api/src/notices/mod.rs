//! Notices (innkallinger) by e-mail: who is told of a meeting, by what, and what became of it. What is to be told is put
//! into the outbox by the act that causes it; a worker of the node sends it.
mod compose;
mod mail;
mod outbox;
mod postman;
mod prepare;
mod receipts;

pub use mail::{Mail, Outcome};
pub(crate) use outbox::Post;
pub use postman::Postman;
pub use receipts::routes;
