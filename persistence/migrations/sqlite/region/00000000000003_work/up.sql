-- Which communities have something to send, and which node is sending it: so that no node looks into the others.

CREATE TABLE standing_work (
    tenant_id  BLOB NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('webhooks', 'notices')),
    holder     BLOB,
    held_until INTEGER,
    PRIMARY KEY (tenant_id, kind),
    CONSTRAINT standing_work_held CHECK ((holder IS NULL) = (held_until IS NULL))
) STRICT, WITHOUT ROWID;
