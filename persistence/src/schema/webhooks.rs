//! The tables of webhooks: who is told, how far, what came of it, and what was given up.

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::{Guid, Instant};
    webhook (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        party_id -> Nullable<Guid>,
        state -> Text,
        content -> Json,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    webhook_queue (tenant_id, webhook_id) {
        tenant_id -> Guid,
        webhook_id -> Guid,
        place -> Text,
        number -> BigInt,
        tries -> Integer,
        first_at -> Nullable<Instant>,
        due_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    webhook_delivery (tenant_id, webhook_id, number) {
        tenant_id -> Guid,
        webhook_id -> Guid,
        number -> BigInt,
        message -> Text,
        kind -> Text,
        tries -> Integer,
        at -> Instant,
        status -> Nullable<Integer>,
        fault -> Nullable<Text>,
        millis -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    webhook_dead_letter (tenant_id, webhook_id, number) {
        tenant_id -> Guid,
        webhook_id -> Guid,
        number -> BigInt,
        message -> Text,
        kind -> Text,
        place -> Text,
        tries -> Integer,
        at -> Instant,
        status -> Nullable<Integer>,
        fault -> Text,
    }
}
