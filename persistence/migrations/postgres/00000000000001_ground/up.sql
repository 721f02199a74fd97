-- What belongs to a tenant carries tenant_id first in every key and is guarded by row-level security; what belongs to
-- the region stands last and carries none.

-- Fails closed: with no tenant set, NULL matches nothing. NULLIF covers a setting once set and since reset to ''.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('app.tenant_id', true), '')::uuid;

CREATE TABLE journal_head (
    tenant_id     uuid NOT NULL PRIMARY KEY,
    epoch         uuid NOT NULL,
    seq           bigint NOT NULL CHECK (seq >= 0),
    hash          bytea NOT NULL CHECK (octet_length(hash) = 32),
    rights_seq    bigint NOT NULL,
    -- The last entry that touched the structure, and its day in Oslo.
    structure_seq bigint NOT NULL,
    structure_day date
);

CREATE TABLE journal (
    tenant_id    uuid NOT NULL,
    seq          bigint NOT NULL,
    at           timestamptz NOT NULL,
    actor        text COLLATE "C" NOT NULL,
    organization text COLLATE "C",
    trace        text COLLATE "C" NOT NULL,
    act          text COLLATE "C" NOT NULL,
    subject_type text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    visibility   text COLLATE "C" NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    side         text COLLATE "C" CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    digest       bytea NOT NULL CHECK (octet_length(digest) = 32),
    hash         bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX journal_by_subject ON journal (tenant_id, subject_type, subject_id, seq);

-- What a keyed write answered, kept with the write it belongs to.
CREATE TABLE idempotency (
    tenant_id   uuid NOT NULL,
    id          bytea NOT NULL CHECK (octet_length(id) = 32),
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status      integer NOT NULL,
    headers     json NOT NULL,
    body        bytea NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX idempotency_by_expiry ON idempotency (tenant_id, expires_at);

CREATE TABLE settings (
    tenant_id           uuid NOT NULL PRIMARY KEY,
    forwarding          text COLLATE "C" NOT NULL CHECK (forwarding IN ('forward', 'strict')),
    contact_email       text COLLATE "C",
    website             text COLLATE "C",
    paper_deadline_days integer NOT NULL,
    case_number_format  text COLLATE "C" NOT NULL,
    salt                bytea NOT NULL,
    changed_at          timestamptz NOT NULL,
    version             integer NOT NULL
);

CREATE TABLE party (
    tenant_id            uuid NOT NULL,
    id                   uuid NOT NULL,
    key                  text COLLATE "C" NOT NULL,
    kind                 text COLLATE "C" NOT NULL,
    side                 text COLLATE "C" NOT NULL CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    name_nb              text COLLATE "C" NOT NULL,
    name_nn              text COLLATE "C" NOT NULL,
    sort_key             text COLLATE "C" NOT NULL,
    org_number           text COLLATE "C",
    municipality_numbers json NOT NULL,
    part_of              uuid,
    valid_from           date,
    valid_to             date,
    verification         text COLLATE "C" NOT NULL,
    note                 text COLLATE "C",
    salt                 bytea NOT NULL,
    created_at           timestamptz NOT NULL,
    changed_at           timestamptz NOT NULL,
    version              integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT party_key UNIQUE (tenant_id, key),
    CONSTRAINT party_org_number UNIQUE (tenant_id, org_number),
    CONSTRAINT party_part_of FOREIGN KEY (tenant_id, part_of) REFERENCES party (tenant_id, id)
);
CREATE INDEX party_by_name ON party (tenant_id, sort_key, id);
CREATE INDEX party_by_whole ON party (tenant_id, part_of);

CREATE TABLE area (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    key          text COLLATE "C" NOT NULL,
    name_nb      text COLLATE "C" NOT NULL,
    name_nn      text COLLATE "C" NOT NULL,
    sort_key     text COLLATE "C" NOT NULL,
    visibility   text COLLATE "C" NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    valid_from   date,
    valid_to     date,
    verification text COLLATE "C" NOT NULL,
    note         text COLLATE "C",
    salt         bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    version      integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT area_key UNIQUE (tenant_id, key)
);
CREATE INDEX area_by_name ON area (tenant_id, sort_key, id);

CREATE TABLE area_member (
    tenant_id    uuid NOT NULL,
    area_id      uuid NOT NULL,
    place        integer NOT NULL,
    party_id     uuid NOT NULL,
    role         text COLLATE "C" NOT NULL CHECK (role IN ('municipality', 'hospital')),
    valid_from   date,
    valid_to     date,
    verification text COLLATE "C" NOT NULL,
    note         text COLLATE "C",
    PRIMARY KEY (tenant_id, area_id, place),
    CONSTRAINT area_member_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id),
    CONSTRAINT area_member_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
);
CREATE INDEX area_member_by_party ON area_member (tenant_id, party_id);

CREATE TABLE body (
    tenant_id               uuid NOT NULL,
    id                      uuid NOT NULL,
    key                     text COLLATE "C" NOT NULL,
    body_type               text COLLATE "C" NOT NULL,
    level                   integer NOT NULL CHECK (level BETWEEN 1 AND 9),
    parent_id               uuid,
    area_id                 uuid,
    side                    text COLLATE "C" CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    name_nb                 text COLLATE "C" NOT NULL,
    name_nn                 text COLLATE "C" NOT NULL,
    sort_key                text COLLATE "C" NOT NULL,
    abbreviation            text COLLATE "C",
    openness                text COLLATE "C" NOT NULL CHECK (openness IN ('open', 'closed', 'unknown')),
    visibility              text COLLATE "C" NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    decision_rule           text COLLATE "C" NOT NULL,
    min_per_year            integer,
    max_per_year            integer,
    case_number_format      text COLLATE "C",
    paper_deadline_days     integer,
    programme_committee_for uuid,
    valid_from              date,
    valid_to                date,
    verification            text COLLATE "C" NOT NULL,
    note                    text COLLATE "C",
    salt                    bytea NOT NULL,
    created_at              timestamptz NOT NULL,
    changed_at              timestamptz NOT NULL,
    version                 integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT body_key UNIQUE (tenant_id, key),
    CONSTRAINT body_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES body (tenant_id, id),
    CONSTRAINT body_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id),
    CONSTRAINT body_programme FOREIGN KEY (tenant_id, programme_committee_for) REFERENCES body (tenant_id, id)
);
CREATE INDEX body_by_name ON body (tenant_id, sort_key, id);
CREATE INDEX body_by_parent ON body (tenant_id, parent_id);
CREATE INDEX body_by_area ON body (tenant_id, area_id);
CREATE INDEX body_by_programme ON body (tenant_id, programme_committee_for);

-- Long texts stand beside the table that lists are read from.
CREATE TABLE body_mandate (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    body_id    uuid NOT NULL,
    number     integer NOT NULL,
    text       text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT body_mandate_number UNIQUE (tenant_id, body_id, number),
    CONSTRAINT body_mandate_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id)
);

CREATE TABLE body_succession (
    tenant_id    uuid NOT NULL,
    body_id      uuid NOT NULL,
    place        integer NOT NULL,
    succeeded_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, body_id, place),
    CONSTRAINT body_succession_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT body_succession_succeeded FOREIGN KEY (tenant_id, succeeded_id) REFERENCES body (tenant_id, id)
);
CREATE INDEX body_succession_by_succeeded ON body_succession (tenant_id, succeeded_id);

CREATE TABLE person (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    name       text COLLATE "C",
    sort_key   text COLLATE "C" NOT NULL,
    position   text COLLATE "C",
    party_id   uuid,
    email      text COLLATE "C",
    phone      text COLLATE "C",
    erased_at  timestamptz,
    salt       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT person_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
);
CREATE INDEX person_by_name ON person (tenant_id, sort_key, id);
CREATE INDEX person_by_party ON person (tenant_id, party_id);

CREATE TABLE person_identity (
    tenant_id uuid NOT NULL,
    issuer    text COLLATE "C" NOT NULL,
    subject   text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL,
    place     integer NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject),
    CONSTRAINT person_identity_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX person_identity_by_person ON person_identity (tenant_id, person_id, place);

CREATE TABLE role_grant (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    role         text COLLATE "C" NOT NULL CHECK (role IN ('tenant-admin', 'secretariat', 'party-system', 'auditor')),
    person_id    uuid,
    issuer       text COLLATE "C",
    subject      text COLLATE "C",
    org_number   text COLLATE "C",
    side         text COLLATE "C" CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    party_id     uuid,
    body_id      uuid,
    area_id      uuid,
    valid_from   date,
    valid_to     date,
    salt         bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    version      integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT role_grant_holder CHECK (
        (person_id IS NOT NULL AND issuer IS NULL AND subject IS NULL AND org_number IS NULL)
        OR (person_id IS NULL AND issuer IS NOT NULL AND (subject IS NULL) <> (org_number IS NULL))),
    CONSTRAINT role_grant_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT role_grant_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id),
    CONSTRAINT role_grant_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT role_grant_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id)
);
CREATE INDEX role_grant_by_person ON role_grant (tenant_id, person_id);
CREATE INDEX role_grant_by_subject ON role_grant (tenant_id, issuer, subject);
CREATE INDEX role_grant_by_organization ON role_grant (tenant_id, issuer, org_number);
CREATE INDEX role_grant_by_party ON role_grant (tenant_id, party_id);
CREATE INDEX role_grant_by_body ON role_grant (tenant_id, body_id);
CREATE INDEX role_grant_by_area ON role_grant (tenant_id, area_id);

-- What a charter lays down beside parties, areas and bodies. The rule itself is one document: it is read whole, and what
-- lists and rights ask for stands beside it.
CREATE TABLE provision (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    key          text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('seat-rule', 'leadership-rule', 'requirement', 'target-group', 'emphasis', 'paper-section')),
    body_id      uuid,
    per          text COLLATE "C",
    content      json NOT NULL,
    valid_from   date,
    valid_to     date,
    verification text COLLATE "C" NOT NULL,
    note         text COLLATE "C",
    salt         bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    version      integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT provision_key UNIQUE (tenant_id, key),
    CONSTRAINT provision_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id)
);
CREATE INDEX provision_by_body ON provision (tenant_id, body_id);
CREATE INDEX provision_by_kind ON provision (tenant_id, kind, key);
CREATE INDEX provision_by_per ON provision (tenant_id, per);

-- The body is the rule's: it stands here too, so that who sits in a body is read without the rules.
CREATE TABLE membership (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    rule_id        uuid NOT NULL,
    body_id        uuid NOT NULL,
    area_id        uuid,
    party_of_unit  uuid,
    number         integer CHECK (number >= 1),
    capacity       text COLLATE "C" NOT NULL CHECK (capacity IN ('member', 'deputy')),
    place_in_order integer,
    standing       text COLLATE "C" NOT NULL CHECK (standing IN ('held', 'vacant', 'clarifying')),
    person_id      uuid,
    party_id       uuid,
    category       text COLLATE "C",
    called         json NOT NULL,
    note           text COLLATE "C",
    valid_from     date,
    valid_to       date,
    salt           bytea NOT NULL,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT membership_unit CHECK (area_id IS NULL OR party_of_unit IS NULL),
    CONSTRAINT membership_rule FOREIGN KEY (tenant_id, rule_id) REFERENCES provision (tenant_id, id),
    CONSTRAINT membership_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT membership_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id),
    CONSTRAINT membership_party_of_unit FOREIGN KEY (tenant_id, party_of_unit) REFERENCES party (tenant_id, id),
    CONSTRAINT membership_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT membership_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
);
CREATE INDEX membership_by_rule ON membership (tenant_id, rule_id);
CREATE INDEX membership_by_body ON membership (tenant_id, body_id);
CREATE INDEX membership_by_area ON membership (tenant_id, area_id);
CREATE INDEX membership_by_party_of_unit ON membership (tenant_id, party_of_unit);
CREATE INDEX membership_by_person ON membership (tenant_id, person_id);
CREATE INDEX membership_by_party ON membership (tenant_id, party_id);
CREATE INDEX membership_by_end ON membership (tenant_id, valid_to);

CREATE TABLE office (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    body_id         uuid NOT NULL,
    role            text COLLATE "C" NOT NULL,
    person_id       uuid,
    party_id        uuid,
    function        text COLLATE "C",
    time_allocation integer,
    evaluation_on   date,
    elected_by      text COLLATE "C",
    valid_from      date,
    valid_to        date,
    salt            bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    version         integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT office_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT office_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT office_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
);
CREATE INDEX office_by_body ON office (tenant_id, body_id);
CREATE INDEX office_by_person ON office (tenant_id, person_id);
CREATE INDEX office_by_party ON office (tenant_id, party_id);
CREATE INDEX office_by_end ON office (tenant_id, valid_to);

-- The whole structure as it was at the end of a day, kept before the first change of a later one.
CREATE TABLE edition (
    tenant_id uuid NOT NULL,
    until     date NOT NULL,
    content   json NOT NULL,
    PRIMARY KEY (tenant_id, until)
);

-- Bare current_tenant(), not a sub-select (a sharded cluster refuses that): with the tenant filter written out in every
-- statement it costs nothing. FORCE, so that the owner is held to it too.
DO $$
DECLARE guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['journal_head', 'journal', 'idempotency', 'settings', 'party',
        'area', 'area_member', 'body', 'body_mandate', 'body_succession',
        'person', 'person_identity', 'role_grant',
        'provision', 'membership', 'office', 'edition']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY %I ON %I USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
                       guarded || '_of_tenant', guarded);
    END LOOP;
END $$;

-- What belongs to no tenant: which tenants live here, who runs the region, the clients of its own issuer.
-- The region keeps a journal like a tenant does, under the id of nobody.

CREATE TABLE tenant (
    id             uuid NOT NULL PRIMARY KEY,
    slug           text COLLATE "C" NOT NULL,
    name_nb        text COLLATE "C" NOT NULL,
    name_nn        text COLLATE "C" NOT NULL,
    sort_key       text COLLATE "C" NOT NULL,
    language       text COLLATE "C" NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
    listing        text COLLATE "C" NOT NULL CHECK (listing IN ('public', 'members')),
    status         text COLLATE "C" NOT NULL CHECK (status IN ('open', 'closed')),
    -- The newest migration its file has seen; a start opens no file that needs nothing.
    schema_version text COLLATE "C" NOT NULL,
    salt           bytea NOT NULL,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        integer NOT NULL,
    CONSTRAINT tenant_slug UNIQUE (slug)
);
CREATE INDEX tenant_by_name ON tenant (sort_key, id);

CREATE TABLE region_operator (
    issuer  text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    valid_from date,
    valid_to   date,
    salt bytea NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE client (
    id            uuid NOT NULL PRIMARY KEY,
    name          text COLLATE "C" NOT NULL,
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    org_number    text COLLATE "C",
    scopes        text COLLATE "C" NOT NULL,
    disabled      boolean NOT NULL,
    demo          boolean NOT NULL,
    salt          bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    version       integer NOT NULL,
    CONSTRAINT client_name UNIQUE (name)
);

-- The region's private keys, shared by its nodes; sealed with a secret that is not in here. A retired key keeps its row,
-- without the secret, so that no node brings it back.
CREATE TABLE region_key (
    purpose    text COLLATE "C" NOT NULL CHECK (purpose IN ('node', 'issuer', 'cursor')),
    kid        text COLLATE "C" NOT NULL,
    retires_at timestamptz,
    sealed     bytea NOT NULL,
    salt       bytea NOT NULL,
    PRIMARY KEY (purpose, kid)
);
CREATE UNIQUE INDEX region_key_in_use ON region_key (purpose) WHERE retires_at IS NULL;
