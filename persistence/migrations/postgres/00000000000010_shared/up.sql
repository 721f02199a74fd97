-- What regions publish, as it is kept here to be read together: how far each community has been followed, each thing as it
-- was published, and the words things are found by. Nothing of it is journalled: it can be fetched again.

CREATE TABLE shared_source (
    home         text COLLATE "C" NOT NULL,
    community_id uuid NOT NULL,
    slug         text COLLATE "C" NOT NULL,
    serial       bigint,
    cursor       text COLLATE "C",
    resume       text COLLATE "C",
    as_of        timestamptz,
    next_at      timestamptz NOT NULL,
    failures     integer NOT NULL CHECK (failures >= 0),
    fault        text COLLATE "C",
    turn         bigint NOT NULL,
    PRIMARY KEY (home, community_id)
);

-- Staged: of a snapshot that has not come to its end. Current: of the newest version of what has several.
CREATE TABLE shared_item (
    item         uuid NOT NULL PRIMARY KEY,
    home         text COLLATE "C" NOT NULL,
    community_id uuid NOT NULL,
    staged       boolean NOT NULL,
    current      boolean NOT NULL,
    source       text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    subject      text COLLATE "C",
    rank         integer NOT NULL,
    place        uuid NOT NULL,
    at           timestamptz NOT NULL,
    day          date,
    word         text COLLATE "C",
    data         json NOT NULL
);
CREATE INDEX shared_item_source ON shared_item (home, community_id, staged, source);
CREATE INDEX shared_item_subject ON shared_item (home, community_id, staged, subject);
CREATE INDEX shared_item_kind ON shared_item (staged, current, kind, at, place);
CREATE INDEX shared_item_order ON shared_item (staged, current, at, place);

CREATE TABLE shared_word (
    word text COLLATE "C" NOT NULL,
    item uuid NOT NULL,
    PRIMARY KEY (word, item)
);
CREATE INDEX shared_word_item ON shared_word (item);
