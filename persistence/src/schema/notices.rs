//! Notices to those who are called to meetings.

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    notice (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        meeting_id -> Guid,
        person_id -> Guid,
        kind -> Text,
        state -> Text,
        for_day -> Day,
        round -> Integer,
        attempts -> Integer,
        begun_at -> Instant,
        due_at -> Nullable<Instant>,
        settled_at -> Nullable<Instant>,
        created_at -> Instant,
        version -> Integer,
    }
}
