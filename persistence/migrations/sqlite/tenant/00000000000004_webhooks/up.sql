-- Webhooks: who is told of changes where, how far they have been told, what came of each try, and what was given up.

CREATE TABLE webhook (
    tenant_id  BLOB NOT NULL,
    id         BLOB NOT NULL,
    party_id   BLOB,
    state      TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'ended')),
    content    TEXT NOT NULL,
    salt       BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_by_party ON webhook (tenant_id, party_id, id);

-- How far a webhook has been told, and the message that is being tried. It follows from the journal and is no part of it.
CREATE TABLE webhook_queue (
    tenant_id  BLOB NOT NULL,
    webhook_id BLOB NOT NULL,
    place      TEXT NOT NULL,
    number     INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    first_at   INTEGER,
    due_at     INTEGER,
    PRIMARY KEY (tenant_id, webhook_id),
    CONSTRAINT webhook_queue_trying CHECK ((tries = 0) = (first_at IS NULL)),
    CONSTRAINT webhook_queue_webhook FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_delivery (
    tenant_id  BLOB NOT NULL,
    webhook_id BLOB NOT NULL,
    number     INTEGER NOT NULL,
    message    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    tries      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    status     INTEGER,
    fault      TEXT,
    millis     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id, number),
    CONSTRAINT webhook_delivery_webhook FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_dead_letter (
    tenant_id  BLOB NOT NULL,
    webhook_id BLOB NOT NULL,
    number     INTEGER NOT NULL,
    message    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    place      TEXT NOT NULL,
    tries      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    status     INTEGER,
    fault      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id, number),
    CONSTRAINT webhook_dead_letter_message UNIQUE (tenant_id, webhook_id, message),
    CONSTRAINT webhook_dead_letter_webhook FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
) STRICT, WITHOUT ROWID;
