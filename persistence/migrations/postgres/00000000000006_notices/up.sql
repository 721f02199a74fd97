-- Notices to those who are called to meetings: who is to be told what, and what became of it. Of people and meetings there
-- are ids alone; names and addresses are read when a notice is sent.

CREATE TABLE notice (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    meeting_id uuid NOT NULL,
    person_id  uuid NOT NULL,
    kind       text COLLATE "C" NOT NULL
        CHECK (kind IN ('notice', 'deputy-call', 'reminder', 'update', 'cancellation')),
    state      text COLLATE "C" NOT NULL
        CHECK (state IN ('waiting', 'sent', 'refused', 'no-address', 'given-up', 'overtaken')),
    for_day    date NOT NULL,
    round      integer NOT NULL CHECK (round >= 1),
    attempts   integer NOT NULL CHECK (attempts >= 0),
    begun_at   timestamptz NOT NULL,
    due_at     timestamptz,
    settled_at timestamptz,
    created_at timestamptz NOT NULL,
    version    integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notice_waits CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
    CONSTRAINT notice_settled CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CONSTRAINT notice_meeting FOREIGN KEY (tenant_id, meeting_id) REFERENCES meeting (tenant_id, id),
    CONSTRAINT notice_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX notice_by_meeting ON notice (tenant_id, meeting_id, person_id);
CREATE INDEX notice_by_person ON notice (tenant_id, person_id);
CREATE INDEX notice_by_due ON notice (tenant_id, due_at);

ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice FORCE ROW LEVEL SECURITY;
CREATE POLICY notice_of_tenant ON notice USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());

ALTER TABLE settings ADD COLUMN reminder_days integer NOT NULL DEFAULT 2;
