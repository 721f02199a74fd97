-- One file holds one tenant; tenant_id stays in every key, so that both stores share one schema and one set of queries.

CREATE TABLE journal_head (
    tenant_id     BLOB NOT NULL PRIMARY KEY,
    epoch         BLOB NOT NULL,
    seq           INTEGER NOT NULL CHECK (seq >= 0),
    hash          BLOB NOT NULL CHECK (length(hash) = 32),
    rights_seq    INTEGER NOT NULL,
    -- The last entry that touched the structure, and its day in Oslo.
    structure_seq INTEGER NOT NULL,
    structure_day TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    tenant_id    BLOB NOT NULL,
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    organization TEXT,
    trace        TEXT NOT NULL,
    act          TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    visibility   TEXT NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    side         TEXT CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    digest       BLOB NOT NULL CHECK (length(digest) = 32),
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_by_subject ON journal (tenant_id, subject_type, subject_id, seq);

-- What a keyed write answered, kept with the write it belongs to.
CREATE TABLE idempotency (
    tenant_id   BLOB NOT NULL,
    id          BLOB NOT NULL CHECK (length(id) = 32),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    status      INTEGER NOT NULL,
    headers     TEXT NOT NULL,
    body        BLOB NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_expiry ON idempotency (tenant_id, expires_at);

CREATE TABLE settings (
    tenant_id           BLOB NOT NULL PRIMARY KEY,
    forwarding          TEXT NOT NULL CHECK (forwarding IN ('forward', 'strict')),
    contact_email       TEXT,
    website             TEXT,
    paper_deadline_days INTEGER NOT NULL,
    case_number_format  TEXT NOT NULL,
    salt                BLOB NOT NULL,
    changed_at          INTEGER NOT NULL,
    version             INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE party (
    tenant_id            BLOB NOT NULL,
    id                   BLOB NOT NULL,
    key                  TEXT NOT NULL,
    kind                 TEXT NOT NULL,
    side                 TEXT NOT NULL CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    name_nb              TEXT NOT NULL,
    name_nn              TEXT NOT NULL,
    sort_key             TEXT NOT NULL,
    org_number           TEXT,
    municipality_numbers TEXT NOT NULL,
    part_of              BLOB,
    valid_from           TEXT,
    valid_to             TEXT,
    verification         TEXT NOT NULL,
    note                 TEXT,
    salt                 BLOB NOT NULL,
    created_at           INTEGER NOT NULL,
    changed_at           INTEGER NOT NULL,
    version              INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT party_key UNIQUE (tenant_id, key),
    CONSTRAINT party_org_number UNIQUE (tenant_id, org_number),
    CONSTRAINT party_part_of FOREIGN KEY (tenant_id, part_of) REFERENCES party (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_by_name ON party (tenant_id, sort_key, id);
CREATE INDEX party_by_whole ON party (tenant_id, part_of);

CREATE TABLE area (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL,
    key          TEXT NOT NULL,
    name_nb      TEXT NOT NULL,
    name_nn      TEXT NOT NULL,
    sort_key     TEXT NOT NULL,
    visibility   TEXT NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    valid_from   TEXT,
    valid_to     TEXT,
    verification TEXT NOT NULL,
    note         TEXT,
    salt         BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT area_key UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_by_name ON area (tenant_id, sort_key, id);

CREATE TABLE area_member (
    tenant_id    BLOB NOT NULL,
    area_id      BLOB NOT NULL,
    place        INTEGER NOT NULL,
    party_id     BLOB NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('municipality', 'hospital')),
    valid_from   TEXT,
    valid_to     TEXT,
    verification TEXT NOT NULL,
    note         TEXT,
    PRIMARY KEY (tenant_id, area_id, place),
    CONSTRAINT area_member_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id),
    CONSTRAINT area_member_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_member_by_party ON area_member (tenant_id, party_id);

CREATE TABLE body (
    tenant_id               BLOB NOT NULL,
    id                      BLOB NOT NULL,
    key                     TEXT NOT NULL,
    body_type               TEXT NOT NULL,
    level                   INTEGER NOT NULL CHECK (level BETWEEN 1 AND 9),
    parent_id               BLOB,
    area_id                 BLOB,
    side                    TEXT CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    name_nb                 TEXT NOT NULL,
    name_nn                 TEXT NOT NULL,
    sort_key                TEXT NOT NULL,
    abbreviation            TEXT,
    openness                TEXT NOT NULL CHECK (openness IN ('open', 'closed', 'unknown')),
    visibility              TEXT NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    decision_rule           TEXT NOT NULL,
    min_per_year            INTEGER,
    max_per_year            INTEGER,
    case_number_format      TEXT,
    paper_deadline_days     INTEGER,
    programme_committee_for BLOB,
    valid_from              TEXT,
    valid_to                TEXT,
    verification            TEXT NOT NULL,
    note                    TEXT,
    salt                    BLOB NOT NULL,
    created_at              INTEGER NOT NULL,
    changed_at              INTEGER NOT NULL,
    version                 INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT body_key UNIQUE (tenant_id, key),
    CONSTRAINT body_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES body (tenant_id, id),
    CONSTRAINT body_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id),
    CONSTRAINT body_programme FOREIGN KEY (tenant_id, programme_committee_for) REFERENCES body (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_by_name ON body (tenant_id, sort_key, id);
CREATE INDEX body_by_parent ON body (tenant_id, parent_id);
CREATE INDEX body_by_area ON body (tenant_id, area_id);
CREATE INDEX body_by_programme ON body (tenant_id, programme_committee_for);

-- Long texts stand beside the table that lists are read from.
CREATE TABLE body_mandate (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL,
    body_id    BLOB NOT NULL,
    number     INTEGER NOT NULL,
    text       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT body_mandate_number UNIQUE (tenant_id, body_id, number),
    CONSTRAINT body_mandate_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE body_succession (
    tenant_id    BLOB NOT NULL,
    body_id      BLOB NOT NULL,
    place        INTEGER NOT NULL,
    succeeded_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, body_id, place),
    CONSTRAINT body_succession_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT body_succession_succeeded FOREIGN KEY (tenant_id, succeeded_id) REFERENCES body (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_succession_by_succeeded ON body_succession (tenant_id, succeeded_id);

CREATE TABLE person (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL,
    name       TEXT,
    sort_key   TEXT NOT NULL,
    position   TEXT,
    party_id   BLOB,
    email      TEXT,
    phone      TEXT,
    erased_at  INTEGER,
    salt       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT person_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_name ON person (tenant_id, sort_key, id);
CREATE INDEX person_by_party ON person (tenant_id, party_id);

CREATE TABLE person_identity (
    tenant_id BLOB NOT NULL,
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    person_id BLOB NOT NULL,
    place     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject),
    CONSTRAINT person_identity_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_identity_by_person ON person_identity (tenant_id, person_id, place);

CREATE TABLE role_grant (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL,
    role         TEXT NOT NULL CHECK (role IN ('tenant-admin', 'secretariat', 'party-system', 'auditor')),
    person_id    BLOB,
    issuer       TEXT,
    subject      TEXT,
    org_number   TEXT,
    side         TEXT CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    party_id     BLOB,
    body_id      BLOB,
    area_id      BLOB,
    valid_from   TEXT,
    valid_to     TEXT,
    salt         BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT role_grant_holder CHECK (
        (person_id IS NOT NULL AND issuer IS NULL AND subject IS NULL AND org_number IS NULL)
        OR (person_id IS NULL AND issuer IS NOT NULL AND (subject IS NULL) <> (org_number IS NULL))),
    CONSTRAINT role_grant_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT role_grant_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id),
    CONSTRAINT role_grant_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT role_grant_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX role_grant_by_person ON role_grant (tenant_id, person_id);
CREATE INDEX role_grant_by_subject ON role_grant (tenant_id, issuer, subject);
CREATE INDEX role_grant_by_organization ON role_grant (tenant_id, issuer, org_number);
CREATE INDEX role_grant_by_party ON role_grant (tenant_id, party_id);
CREATE INDEX role_grant_by_body ON role_grant (tenant_id, body_id);
CREATE INDEX role_grant_by_area ON role_grant (tenant_id, area_id);

-- What a charter lays down beside parties, areas and bodies. The rule itself is one document: it is read whole, and what
-- lists and rights ask for stands beside it.
CREATE TABLE provision (
    tenant_id    BLOB NOT NULL,
    id           BLOB NOT NULL,
    key          TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('seat-rule', 'leadership-rule', 'requirement', 'target-group', 'emphasis', 'paper-section')),
    body_id      BLOB,
    per          TEXT,
    content      TEXT NOT NULL,
    valid_from   TEXT,
    valid_to     TEXT,
    verification TEXT NOT NULL,
    note         TEXT,
    salt         BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT provision_key UNIQUE (tenant_id, key),
    CONSTRAINT provision_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX provision_by_body ON provision (tenant_id, body_id);
CREATE INDEX provision_by_kind ON provision (tenant_id, kind, key);
CREATE INDEX provision_by_per ON provision (tenant_id, per);

-- The body is the rule's: it stands here too, so that who sits in a body is read without the rules.
CREATE TABLE membership (
    tenant_id      BLOB NOT NULL,
    id             BLOB NOT NULL,
    rule_id        BLOB NOT NULL,
    body_id        BLOB NOT NULL,
    area_id        BLOB,
    party_of_unit  BLOB,
    number         INTEGER CHECK (number >= 1),
    capacity       TEXT NOT NULL CHECK (capacity IN ('member', 'deputy')),
    place_in_order INTEGER,
    standing       TEXT NOT NULL CHECK (standing IN ('held', 'vacant', 'clarifying')),
    person_id      BLOB,
    party_id       BLOB,
    category       TEXT,
    called         TEXT NOT NULL,
    note           TEXT,
    valid_from     TEXT,
    valid_to       TEXT,
    salt           BLOB NOT NULL,
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT membership_unit CHECK (area_id IS NULL OR party_of_unit IS NULL),
    CONSTRAINT membership_rule FOREIGN KEY (tenant_id, rule_id) REFERENCES provision (tenant_id, id),
    CONSTRAINT membership_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT membership_area FOREIGN KEY (tenant_id, area_id) REFERENCES area (tenant_id, id),
    CONSTRAINT membership_party_of_unit FOREIGN KEY (tenant_id, party_of_unit) REFERENCES party (tenant_id, id),
    CONSTRAINT membership_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT membership_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_rule ON membership (tenant_id, rule_id);
CREATE INDEX membership_by_body ON membership (tenant_id, body_id);
CREATE INDEX membership_by_area ON membership (tenant_id, area_id);
CREATE INDEX membership_by_party_of_unit ON membership (tenant_id, party_of_unit);
CREATE INDEX membership_by_person ON membership (tenant_id, person_id);
CREATE INDEX membership_by_party ON membership (tenant_id, party_id);
CREATE INDEX membership_by_end ON membership (tenant_id, valid_to);

CREATE TABLE office (
    tenant_id       BLOB NOT NULL,
    id              BLOB NOT NULL,
    body_id         BLOB NOT NULL,
    role            TEXT NOT NULL,
    person_id       BLOB,
    party_id        BLOB,
    function        TEXT,
    time_allocation INTEGER,
    evaluation_on   TEXT,
    elected_by      TEXT,
    valid_from      TEXT,
    valid_to        TEXT,
    salt            BLOB NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT office_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT office_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT office_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_by_body ON office (tenant_id, body_id);
CREATE INDEX office_by_person ON office (tenant_id, person_id);
CREATE INDEX office_by_party ON office (tenant_id, party_id);
CREATE INDEX office_by_end ON office (tenant_id, valid_to);

-- The whole structure as it was at the end of a day, kept before the first change of a later one.
CREATE TABLE edition (
    tenant_id BLOB NOT NULL,
    until     TEXT NOT NULL,
    content   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, until)
) STRICT;
