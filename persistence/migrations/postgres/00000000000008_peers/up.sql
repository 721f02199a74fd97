-- The regions that this one trusts, what they have told of communities, and the numbers of requests they have used up.

CREATE TABLE peer (
    region     text COLLATE "C" NOT NULL PRIMARY KEY,
    url        text COLLATE "C" NOT NULL,
    issuers    json NOT NULL,
    may_home   json NOT NULL,
    keys       json NOT NULL,
    removed_at timestamptz,
    salt       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL
);
CREATE UNIQUE INDEX peer_url ON peer (url) WHERE removed_at IS NULL;

-- How each peer's directory was last fetched, and when it is to be fetched again.
CREATE TABLE peer_pull (
    region    text COLLATE "C" NOT NULL PRIMARY KEY,
    serial    bigint,
    tag       text COLLATE "C",
    pulled_at timestamptz,
    next_at   timestamptz NOT NULL,
    failures  integer NOT NULL CHECK (failures >= 0),
    fault     text COLLATE "C"
);

-- What peers have told of where communities are at home. An entry whose time is over stays, for its journal's head.
CREATE TABLE placement (
    home        text COLLATE "C" NOT NULL,
    community_id uuid NOT NULL,
    slug        text COLLATE "C" NOT NULL,
    listing     text COLLATE "C" NOT NULL CHECK (listing IN ('public', 'members')),
    forwarding  text COLLATE "C" NOT NULL CHECK (forwarding IN ('forward', 'strict')),
    serial      bigint NOT NULL,
    valid_until timestamptz NOT NULL,
    epoch       uuid NOT NULL,
    seq         bigint NOT NULL,
    hash        bytea NOT NULL,
    head_fault  text COLLATE "C" CHECK (head_fault IN ('cut', 'rewritten')),
    PRIMARY KEY (home, community_id)
);
CREATE INDEX placement_community ON placement (community_id);
CREATE INDEX placement_slug ON placement (slug);

CREATE TABLE peer_nonce (
    region     text COLLATE "C" NOT NULL,
    nonce      text COLLATE "C" NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (region, nonce)
);
CREATE INDEX peer_nonce_expires ON peer_nonce (expires_at);
