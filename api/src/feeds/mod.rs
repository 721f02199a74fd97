//! What changes in a community, as its reader may see it now: the change feed, the snapshot, and what webhooks send.
//!
//! Whoever follows a community holds a [`Place`], begins with [`Place::now`], and calls [`read`] again and again, each time
//! with the place it was given last:
//!
//! ```text
//! let asked = Asked { source, scopes: Some(token's scopes), types: None };
//! let batch = feeds::read(&mut reading, &asked, &place, 100)?;   // within an open read of the community
//! batch.events      // CloudEvents, ready to be serialised, in the order of commits
//! batch.place       // keep it once the events are safe; serialise it with serde
//! batch.caught_up   // whether there was nothing more when it was read
//! ```
//!
//! - `reading` carries whose rights and sight it is read by. Events tell the *present* state; of one thing a batch has one
//!   event; what has left the reader's view is told once as removed, and what never was in it is not told at all.
//! - A batch has as many events as asked for, and those more that hang on the last act of it.
//! - `resync-required` means that the place is worth nothing any more: the reader's rights, the visibility of a body, or
//!   the journal itself are others than they were, or what comes next is more than 30 days old. Begin anew.

mod asked;
mod changes;
mod event;
mod hanging;
mod kinds;
mod page;
mod place;
mod question;
pub(crate) mod record;
mod snapshot;
mod was_seen;

pub use asked::Asked;
pub use event::Event;
pub use place::Place;
pub use snapshot::{Progress, advance};

use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::Reading;
use crate::resource;
use crate::wire::ApiError;

use changes::{__path_list_changes, list_changes};
use snapshot::{__path_get_snapshot, get_snapshot};

/// The addresses of what is followed.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_changes)).service(resource!(get_snapshot));
}

/// For how many days a place is good: what nobody has fetched by then is fetched anew.
const KEPT_DAYS: i64 = 30;

/// Some of what has changed.
#[derive(Debug)]
pub struct Batch {
    /// What was told, in the order of commits.
    pub events: Vec<Event>,
    /// Where to go on.
    pub place: Place,
    /// Whether there was nothing more.
    pub caught_up: bool,
}

/// What has changed since a place, as the reader may see it now: about so many events.
pub fn read(reading: &mut Reading<'_, '_, '_>, asked: &Asked, from: &Place, limit: usize) -> Result<Batch, ApiError> {
    let seen = asked.seen(reading);
    from.check(reading, &seen)?;
    page::Page::new(reading, asked, seen, from, limit)?.fill(reading)
}
