//! Cases, papers, meetings and minutes.

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    meeting (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        body_id -> Guid,
        state -> Text,
        from_on -> Day,
        to_on -> Day,
        sort_key -> Text,
        visibility -> Text,
        side -> Nullable<Text>,
        content -> Json,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    cases (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        title -> Text,
        kind -> Text,
        state -> Text,
        party_id -> Nullable<Guid>,
        reporter_id -> Nullable<Guid>,
        external_system -> Nullable<Text>,
        external_key -> Nullable<Text>,
        body_id -> Nullable<Guid>,
        merged_into -> Nullable<Guid>,
        kept -> Text,
        side -> Nullable<Text>,
        opens_on -> Nullable<Day>,
        published_at -> Nullable<Instant>,
        content -> Json,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::column::Guid;
    case_stop (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        case_id -> Guid,
        place -> Integer,
        stage -> Integer,
        body_id -> Guid,
        number -> Text,
        number_year -> Integer,
        number_running -> Nullable<BigInt>,
        state -> Text,
        outcome -> Nullable<Text>,
        meeting_id -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::column::Guid;
    case_link (tenant_id, case_id, place) {
        tenant_id -> Guid,
        case_id -> Guid,
        place -> Integer,
        target_id -> Guid,
        kind -> Text,
        point -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::column::Guid;
    case_officer (tenant_id, case_id, place) {
        tenant_id -> Guid,
        case_id -> Guid,
        place -> Integer,
        person_id -> Guid,
        side -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json};
    use crate::column::{Guid, Instant};
    paper (tenant_id, stop_id, number) {
        tenant_id -> Guid,
        stop_id -> Guid,
        number -> Integer,
        content -> Json,
        salt -> Binary,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Json, Nullable};
    use crate::column::Guid;
    agenda_item (tenant_id, meeting_id, place) {
        tenant_id -> Guid,
        meeting_id -> Guid,
        place -> Integer,
        id -> Guid,
        case_id -> Nullable<Guid>,
        stop_id -> Nullable<Guid>,
        content -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Text};
    use crate::column::{Guid, Instant};
    minutes (tenant_id, meeting_id, number) {
        tenant_id -> Guid,
        meeting_id -> Guid,
        number -> Integer,
        state -> Text,
        content -> Json,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}
