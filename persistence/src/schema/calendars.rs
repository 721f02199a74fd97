//! The private addresses of calendars.

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    calendar_address (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        kind -> Text,
        body_id -> Nullable<Guid>,
        party_id -> Nullable<Guid>,
        person_id -> Nullable<Guid>,
        issuer -> Nullable<Text>,
        subject -> Nullable<Text>,
        org_number -> Nullable<Text>,
        maker_id -> Nullable<Guid>,
        secret_sha256 -> Binary,
        revoked_at -> Nullable<Instant>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}
