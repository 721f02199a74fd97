-- What regions publish, as it is kept here to be read together: how far each community has been followed, each thing as it
-- was published, and the words things are found by. Nothing of it is journalled: it can be fetched again.

CREATE TABLE shared_source (
    home         TEXT NOT NULL,
    community_id BLOB NOT NULL,
    slug         TEXT NOT NULL,
    serial       INTEGER,
    cursor       TEXT,
    resume       TEXT,
    as_of        INTEGER,
    next_at      INTEGER NOT NULL,
    failures     INTEGER NOT NULL CHECK (failures >= 0),
    fault        TEXT,
    turn         INTEGER NOT NULL,
    PRIMARY KEY (home, community_id)
) STRICT, WITHOUT ROWID;

-- Staged: of a snapshot that has not come to its end. Current: of the newest version of what has several.
CREATE TABLE shared_item (
    item         BLOB NOT NULL PRIMARY KEY,
    home         TEXT NOT NULL,
    community_id BLOB NOT NULL,
    staged       INTEGER NOT NULL CHECK (staged IN (0, 1)),
    current      INTEGER NOT NULL CHECK (current IN (0, 1)),
    source       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    id           TEXT NOT NULL,
    subject      TEXT,
    rank         INTEGER NOT NULL,
    place        BLOB NOT NULL,
    at           INTEGER NOT NULL,
    day          TEXT,
    word         TEXT,
    data         TEXT NOT NULL
) STRICT;
CREATE INDEX shared_item_source ON shared_item (home, community_id, staged, source);
CREATE INDEX shared_item_subject ON shared_item (home, community_id, staged, subject);
CREATE INDEX shared_item_kind ON shared_item (staged, current, kind, at, place);
CREATE INDEX shared_item_order ON shared_item (staged, current, at, place);

CREATE TABLE shared_word (
    word TEXT NOT NULL,
    item BLOB NOT NULL,
    PRIMARY KEY (word, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX shared_word_item ON shared_word (item);
