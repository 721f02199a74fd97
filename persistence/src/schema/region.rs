//! The tables of the region itself: its communities, its clients, who runs it, its keys and its peers.

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    tenant (id) {
        id -> Guid,
        slug -> Text,
        name_nb -> Text,
        name_nn -> Text,
        sort_key -> Text,
        language -> Text,
        listing -> Text,
        status -> Text,
        schema_version -> Text,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
        moved_to -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Nullable, Text};
    use crate::column::Day;
    region_operator (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        valid_from -> Nullable<Day>,
        valid_to -> Nullable<Day>,
        salt -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    client (id) {
        id -> Guid,
        name -> Text,
        secret_sha256 -> Binary,
        org_number -> Nullable<Text>,
        scopes -> Text,
        disabled -> Bool,
        demo -> Bool,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Nullable, Text};
    use crate::column::Instant;
    region_key (purpose, kid) {
        purpose -> Text,
        kid -> Text,
        retires_at -> Nullable<Instant>,
        sealed -> Binary,
        salt -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::column::{Guid, Instant};
    standing_work (tenant_id, kind) {
        tenant_id -> Guid,
        kind -> Text,
        holder -> Nullable<Guid>,
        held_until -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Json, Nullable, Text};
    use crate::column::Instant;
    peer (region) {
        region -> Text,
        url -> Text,
        issuers -> Json,
        may_home -> Json,
        keys -> Json,
        removed_at -> Nullable<Instant>,
        salt -> Binary,
        created_at -> Instant,
        changed_at -> Instant,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::column::Instant;
    peer_pull (region) {
        region -> Text,
        serial -> Nullable<BigInt>,
        tag -> Nullable<Text>,
        pulled_at -> Nullable<Instant>,
        next_at -> Instant,
        failures -> Integer,
        fault -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::column::{Guid, Instant};
    placement (home, community_id) {
        home -> Text,
        community_id -> Guid,
        slug -> Text,
        listing -> Text,
        forwarding -> Text,
        serial -> BigInt,
        valid_until -> Instant,
        epoch -> Guid,
        seq -> BigInt,
        hash -> Binary,
        head_fault -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::column::Instant;
    peer_nonce (region, nonce) {
        region -> Text,
        nonce -> Text,
        expires_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Binary, Integer, Nullable, Text};
    use crate::column::Guid;
    forwarded_request (id) {
        id -> Guid,
        peer -> Text,
        community_id -> Guid,
        method -> Text,
        route -> Text,
        status -> Nullable<Integer>,
        salt -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::Binary;
    use crate::column::Instant;
    spent_proof (proof) {
        proof -> Binary,
        expires_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::column::{Guid, Instant};
    shared_source (home, community_id) {
        home -> Text,
        community_id -> Guid,
        slug -> Text,
        serial -> Nullable<BigInt>,
        cursor -> Nullable<Text>,
        resume -> Nullable<Text>,
        as_of -> Nullable<Instant>,
        next_at -> Instant,
        failures -> Integer,
        fault -> Nullable<Text>,
        turn -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Integer, Json, Nullable, Text};
    use crate::column::{Day, Guid, Instant};
    shared_item (item) {
        item -> Guid,
        home -> Text,
        community_id -> Guid,
        staged -> Bool,
        current -> Bool,
        source -> Text,
        kind -> Text,
        id -> Text,
        subject -> Nullable<Text>,
        rank -> Integer,
        place -> Guid,
        at -> Instant,
        day -> Nullable<Day>,
        word -> Nullable<Text>,
        data -> Json,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::column::Guid;
    shared_word (word, item) {
        word -> Text,
        item -> Guid,
    }
}

diesel::allow_tables_to_appear_in_same_query!(shared_item, shared_word);

diesel::table! {
    use diesel::sql_types::{BigInt, Json, Nullable, Text};
    use crate::column::{Guid, Instant};
    tenant_move (id) {
        id -> Guid,
        community_id -> Guid,
        state -> Text,
        serial -> BigInt,
        offer -> Json,
        deed -> Nullable<Json>,
        begun_at -> Instant,
        changed_at -> Instant,
    }
}
