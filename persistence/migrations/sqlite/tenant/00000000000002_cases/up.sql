-- Cases, what is put before bodies, the meetings that take them up, and their minutes. What is read whole stands in one
-- document beside the columns that lists, rights and keys ask for.

CREATE TABLE meeting (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL,
    body_id    BLOB NOT NULL,
    state      TEXT NOT NULL,
    from_on    TEXT NOT NULL,
    to_on      TEXT NOT NULL,
    sort_key   TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'community', 'side', 'body', 'secretariat')),
    side       TEXT CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    content    TEXT NOT NULL,
    salt       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT meeting_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_by_date ON meeting (tenant_id, sort_key, id);
CREATE INDEX meeting_by_body ON meeting (tenant_id, body_id, from_on);

CREATE TABLE cases (
    tenant_id       BLOB NOT NULL,
    id              BLOB NOT NULL,
    title           TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    party_id        BLOB,
    reporter_id     BLOB,
    external_system TEXT,
    external_key    TEXT,
    body_id         BLOB,
    merged_into     BLOB,
    -- Who sees it until it opens, and the first day it is open.
    kept            TEXT NOT NULL CHECK (kept IN ('community', 'side', 'body', 'secretariat')),
    side            TEXT CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    opens_on        TEXT,
    published_at    INTEGER,
    content         TEXT NOT NULL,
    salt            BLOB NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT cases_external UNIQUE (tenant_id, party_id, external_system, external_key),
    CONSTRAINT cases_external_whole CHECK ((external_system IS NULL) = (external_key IS NULL)),
    CONSTRAINT cases_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id),
    CONSTRAINT cases_reporter FOREIGN KEY (tenant_id, reporter_id) REFERENCES person (tenant_id, id),
    CONSTRAINT cases_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT cases_merged_into FOREIGN KEY (tenant_id, merged_into) REFERENCES cases (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_state ON cases (tenant_id, state, id);
CREATE INDEX cases_by_party ON cases (tenant_id, party_id, id);
CREATE INDEX cases_by_reporter ON cases (tenant_id, reporter_id);
CREATE INDEX cases_by_body ON cases (tenant_id, body_id);
CREATE INDEX cases_by_merged_into ON cases (tenant_id, merged_into);

-- A case in one body. A number is the body's own, and its place in the year is given once.
CREATE TABLE case_stop (
    tenant_id      BLOB NOT NULL,
    id             BLOB NOT NULL,
    case_id        BLOB NOT NULL,
    place          INTEGER NOT NULL,
    stage          INTEGER NOT NULL,
    body_id        BLOB NOT NULL,
    number         TEXT NOT NULL,
    number_year    INTEGER NOT NULL,
    number_running INTEGER,
    state          TEXT NOT NULL,
    outcome        TEXT,
    meeting_id     BLOB,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_stop_number UNIQUE (tenant_id, body_id, number),
    CONSTRAINT case_stop_running UNIQUE (tenant_id, body_id, number_year, number_running),
    CONSTRAINT case_stop_place UNIQUE (tenant_id, case_id, place),
    CONSTRAINT case_stop_case FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    CONSTRAINT case_stop_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT case_stop_meeting FOREIGN KEY (tenant_id, meeting_id) REFERENCES meeting (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_stop_by_meeting ON case_stop (tenant_id, meeting_id);

CREATE TABLE case_link (
    tenant_id BLOB NOT NULL,
    case_id   BLOB NOT NULL,
    place     INTEGER NOT NULL,
    target_id BLOB NOT NULL,
    kind      TEXT NOT NULL,
    point     INTEGER,
    PRIMARY KEY (tenant_id, case_id, place),
    CONSTRAINT case_link_case FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    CONSTRAINT case_link_target FOREIGN KEY (tenant_id, target_id) REFERENCES cases (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_link_by_target ON case_link (tenant_id, target_id);

CREATE TABLE case_officer (
    tenant_id BLOB NOT NULL,
    case_id   BLOB NOT NULL,
    place     INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    side      TEXT CHECK (side IN ('municipal', 'specialist', 'user', 'other')),
    PRIMARY KEY (tenant_id, case_id, place),
    CONSTRAINT case_officer_case FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    CONSTRAINT case_officer_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_officer_by_person ON case_officer (tenant_id, person_id);

-- Every version of a paper is kept: rows are added and never changed.
CREATE TABLE paper (
    tenant_id  BLOB NOT NULL,
    stop_id    BLOB NOT NULL,
    number     INTEGER NOT NULL CHECK (number >= 1),
    content    TEXT NOT NULL,
    salt       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, stop_id, number),
    CONSTRAINT paper_stop FOREIGN KEY (tenant_id, stop_id) REFERENCES case_stop (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE agenda_item (
    tenant_id  BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    place      INTEGER NOT NULL,
    id         BLOB NOT NULL,
    case_id    BLOB,
    stop_id    BLOB,
    content    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, meeting_id, place),
    CONSTRAINT agenda_item_id UNIQUE (tenant_id, id),
    CONSTRAINT agenda_item_whole CHECK ((case_id IS NULL) = (stop_id IS NULL)),
    CONSTRAINT agenda_item_meeting FOREIGN KEY (tenant_id, meeting_id) REFERENCES meeting (tenant_id, id),
    CONSTRAINT agenda_item_case FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id),
    CONSTRAINT agenda_item_stop FOREIGN KEY (tenant_id, stop_id) REFERENCES case_stop (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_item_by_case ON agenda_item (tenant_id, case_id);
CREATE INDEX agenda_item_by_stop ON agenda_item (tenant_id, stop_id);

CREATE TABLE minutes (
    tenant_id  BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    number     INTEGER NOT NULL CHECK (number >= 1),
    state      TEXT NOT NULL CHECK (state IN ('draft', 'circulated', 'approved', 'published')),
    content    TEXT NOT NULL,
    salt       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, meeting_id, number),
    CONSTRAINT minutes_meeting FOREIGN KEY (tenant_id, meeting_id) REFERENCES meeting (tenant_id, id)
) STRICT, WITHOUT ROWID;
