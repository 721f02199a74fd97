-- Notices to those who are called to meetings: who is to be told what, and what became of it. Of people and meetings there
-- are ids alone; names and addresses are read when a notice is sent.

CREATE TABLE notice (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    person_id  BLOB NOT NULL,
    kind       TEXT NOT NULL
        CHECK (kind IN ('notice', 'deputy-call', 'reminder', 'update', 'cancellation')),
    state      TEXT NOT NULL
        CHECK (state IN ('waiting', 'sent', 'refused', 'no-address', 'given-up', 'overtaken')),
    for_day    TEXT NOT NULL,
    round      INTEGER NOT NULL CHECK (round >= 1),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    begun_at   INTEGER NOT NULL,
    due_at     INTEGER,
    settled_at INTEGER,
    created_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notice_waits CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
    CONSTRAINT notice_settled CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CONSTRAINT notice_meeting FOREIGN KEY (tenant_id, meeting_id) REFERENCES meeting (tenant_id, id),
    CONSTRAINT notice_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_by_meeting ON notice (tenant_id, meeting_id, person_id);
CREATE INDEX notice_by_person ON notice (tenant_id, person_id);
CREATE INDEX notice_by_due ON notice (tenant_id, due_at);

ALTER TABLE settings ADD COLUMN reminder_days INTEGER NOT NULL DEFAULT 2;
