//! The tables, as both stores have them.
mod calendars;
mod matters;
mod notices;
mod region;
mod seats;
mod webhooks;
pub use calendars::calendar_address;
pub use matters::{agenda_item, case_link, case_officer, case_stop, cases, meeting, minutes, paper};
pub use notices::notice;
pub use region::{
    client, forwarded_request, peer, peer_nonce, peer_pull, placement, region_key, region_operator, shared_item,
    shared_source, shared_word, spent_proof, standing_work, tenant, tenant_move,
};
pub use seats::{edition, membership, office, provision};
pub use webhooks::{webhook, webhook_dead_letter, webhook_delivery, webhook_queue};

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable};
    use crate::column::{Day, Guid};
    journal_head (tenant_id) {
        tenant_id -> Guid,
        epoch -> Guid,
        seq -> BigInt,
        hash -> Binary,
        rights_seq -> BigInt,
        structure_seq -> BigInt,
        structure_day -> Nullable<Day>,
        moving -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::column::{Guid, Instant};
    journal (tenant_id, seq) {
        tenant_id -> Guid,
        seq -> BigInt,
        at -> Instant,
        actor -> Text,
        organization -> Nullable<Text>,
        supplier -> Nullable<Text>,
        trace -> Text,
        act -> Text,
        subject_type -> Text,
        subject_id -> Text,
        visibility -> Text,
        side -> Nullable<Text>,
        digest -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json};
    use crate::column::{Guid, Instant};
    idempotency (tenant_id, id) {
        tenant_id -> Guid,
        id -> Binary,
        fingerprint -> Binary,
        status -> Integer,
        headers -> Json,
        body -> Binary,
        expires_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    settings (tenant_id) {
        tenant_id -> Guid,
        forwarding -> Text,
        contact_email -> Nullable<Text>,
        website -> Nullable<Text>,
        paper_deadline_days -> Integer,
        case_number_format -> Text,
        reminder_days -> Integer,
        salt -> Binary,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    party (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        key -> Text,
        kind -> Text,
        side -> Text,
        name_nb -> Text,
        name_nn -> Text,
        sort_key -> Text,
        org_number -> Nullable<Text>,
        municipality_numbers -> Json,
        part_of -> Nullable<Guid>,
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
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    area (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        key -> Text,
        name_nb -> Text,
        name_nn -> Text,
        sort_key -> Text,
        visibility -> Text,
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
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::column::{Day, Guid};
    area_member (tenant_id, area_id, place) {
        tenant_id -> Guid,
        area_id -> Guid,
        place -> Integer,
        party_id -> Guid,
        role -> Text,
        valid_from -> Nullable<Day>,
        valid_to -> Nullable<Day>,
        verification -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    body (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        key -> Text,
        body_type -> Text,
        level -> Integer,
        parent_id -> Nullable<Guid>,
        area_id -> Nullable<Guid>,
        side -> Nullable<Text>,
        name_nb -> Text,
        name_nn -> Text,
        sort_key -> Text,
        abbreviation -> Nullable<Text>,
        openness -> Text,
        visibility -> Text,
        decision_rule -> Text,
        min_per_year -> Nullable<Integer>,
        max_per_year -> Nullable<Integer>,
        case_number_format -> Nullable<Text>,
        paper_deadline_days -> Nullable<Integer>,
        programme_committee_for -> Nullable<Guid>,
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
    use diesel::sql_types::{Integer, Text};
    use crate::column::{Guid, Instant};
    body_mandate (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        body_id -> Guid,
        number -> Integer,
        text -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::Integer;
    use crate::column::Guid;
    body_succession (tenant_id, body_id, place) {
        tenant_id -> Guid,
        body_id -> Guid,
        place -> Integer,
        succeeded_id -> Guid,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    person (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        name -> Nullable<Text>,
        sort_key -> Text,
        position -> Nullable<Text>,
        party_id -> Nullable<Guid>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        erased_at -> Nullable<Instant>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Text};
    use crate::column::Guid;
    person_identity (tenant_id, issuer, subject) {
        tenant_id -> Guid,
        issuer -> Text,
        subject -> Text,
        person_id -> Guid,
        place -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    role_grant (tenant_id, id) {
        tenant_id -> Guid,
        id -> Guid,
        role -> Text,
        person_id -> Nullable<Guid>,
        issuer -> Nullable<Text>,
        subject -> Nullable<Text>,
        org_number -> Nullable<Text>,
        side -> Nullable<Text>,
        party_id -> Nullable<Guid>,
        body_id -> Nullable<Guid>,
        area_id -> Nullable<Guid>,
        valid_from -> Nullable<Day>,
        valid_to -> Nullable<Day>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::allow_tables_to_appear_in_same_query!(webhook, webhook_queue);
diesel::allow_tables_to_appear_in_same_query!(party, role_grant, person_identity, area, area_member);
diesel::allow_tables_to_appear_in_same_query!(
    body,
    provision,
    membership,
    office,
    cases,
    case_stop,
    case_link,
    case_officer,
    meeting,
    agenda_item,
    paper,
    minutes,
    notice
);
