-- What belongs to no tenant: which tenants live here, who runs the region, the clients of its own issuer.
-- The region keeps a journal like a tenant does, under the id of nobody.

CREATE TABLE journal_head (
    tenant_id  BLOB NOT NULL PRIMARY KEY,
    epoch      BLOB NOT NULL,
    seq        INTEGER NOT NULL CHECK (seq >= 0),
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    rights_seq INTEGER NOT NULL
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

CREATE TABLE tenant (
    id             BLOB NOT NULL PRIMARY KEY,
    slug           TEXT NOT NULL,
    name_nb        TEXT NOT NULL,
    name_nn        TEXT NOT NULL,
    sort_key       TEXT NOT NULL,
    language       TEXT NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
    listing        TEXT NOT NULL CHECK (listing IN ('public', 'members')),
    status         TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    -- The newest migration its file has seen; a start opens no file that needs nothing.
    schema_version TEXT NOT NULL,
    salt           BLOB NOT NULL,
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    CONSTRAINT tenant_slug UNIQUE (slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX tenant_by_name ON tenant (sort_key, id);

CREATE TABLE region_operator (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    valid_from TEXT,
    valid_to   TEXT,
    salt BLOB NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE client (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL,
    secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
    org_number    TEXT,
    scopes        TEXT NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    demo          INTEGER NOT NULL CHECK (demo IN (0, 1)),
    salt          BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    CONSTRAINT client_name UNIQUE (name)
) STRICT, WITHOUT ROWID;

-- The region's private keys, shared by its nodes; sealed with a secret that is not in here. A retired key keeps its row,
-- without the secret, so that no node brings it back.
CREATE TABLE region_key (
    purpose    TEXT NOT NULL CHECK (purpose IN ('node', 'issuer', 'cursor')),
    kid        TEXT NOT NULL,
    retires_at INTEGER,
    sealed     BLOB NOT NULL,
    salt       BLOB NOT NULL,
    PRIMARY KEY (purpose, kid)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX region_key_in_use ON region_key (purpose) WHERE retires_at IS NULL;
