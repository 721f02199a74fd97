-- The regions that this one trusts, what they have told of communities, and the numbers of requests they have used up.

CREATE TABLE peer (
    region     TEXT NOT NULL PRIMARY KEY,
    url        TEXT NOT NULL,
    issuers    TEXT NOT NULL,
    may_home   TEXT NOT NULL,
    keys       TEXT NOT NULL,
    removed_at INTEGER,
    salt       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX peer_url ON peer (url) WHERE removed_at IS NULL;

-- How each peer's directory was last fetched, and when it is to be fetched again.
CREATE TABLE peer_pull (
    region    TEXT NOT NULL PRIMARY KEY,
    serial    INTEGER,
    tag       TEXT,
    pulled_at INTEGER,
    next_at   INTEGER NOT NULL,
    failures  INTEGER NOT NULL CHECK (failures >= 0),
    fault     TEXT
) STRICT, WITHOUT ROWID;

-- What peers have told of where communities are at home. An entry whose time is over stays, for its journal's head.
CREATE TABLE placement (
    home        TEXT NOT NULL,
    community_id BLOB NOT NULL,
    slug        TEXT NOT NULL,
    listing     TEXT NOT NULL CHECK (listing IN ('public', 'members')),
    forwarding  TEXT NOT NULL CHECK (forwarding IN ('forward', 'strict')),
    serial      INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    epoch       BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    head_fault  TEXT CHECK (head_fault IN ('cut', 'rewritten')),
    PRIMARY KEY (home, community_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX placement_community ON placement (community_id);
CREATE INDEX placement_slug ON placement (slug);

CREATE TABLE peer_nonce (
    region     TEXT NOT NULL,
    nonce      TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (region, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_nonce_expires ON peer_nonce (expires_at);
