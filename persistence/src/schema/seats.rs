//! The tables of what seats follow from, of who is named to them, and of past structures.

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    provision (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        key -> Text,
        kind -> Text,
        body_id -> Nullable<Guid>,
        per -> Nullable<Text>,
        content -> Json,
        valid_from -> Nullable<Day>,
        valid_to -> Nullable<Day>,
        verification -> Text,
        note -> Nullable<Text>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    membership (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        rule_id -> Guid,
        body_id -> Guid,
        area_id -> Nullable<Guid>,
        party_of_unit -> Nullable<Guid>,
        number -> Nullable<Integer>,
        capacity -> Text,
        place_in_order -> Nullable<Integer>,
        standing -> Text,
        person_id -> Nullable<Guid>,
        party_id -> Nullable<Guid>,
        category -> Nullable<Text>,
        called -> Json,
        note -> Nullable<Text>,
        valid_from -> Nullable<Day>,
        valid_to -> Nullable<Day>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    office (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        body_id -> Guid,
        role -> Text,
        person_id -> Nullable<Guid>,
        party_id -> Nullable<Guid>,
        function -> Nullable<Text>,
        time_allocation -> Nullable<Integer>,
        evaluation_on -> Nullable<Day>,
        elected_by -> Nullable<Text>,
        valid_from -> Nullable<Day>,
        valid_to -> Nullable<Day>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::Json;
    use crate::column::{Day, Guid};
    edition (tenant_id, until) {
        tenant_id -> Guid,
        until -> Day,
        content -> Json,
    }
}
