-- Webhooks: who is told of changes where, how far they have been told, what came of each try, and what was given up.

CREATE TABLE webhook (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    party_id   uuid,
    state      text COLLATE "C" NOT NULL CHECK (state IN ('active', 'disabled', 'ended')),
    content    json NOT NULL,
    salt       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version    integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id)
);
CREATE INDEX webhook_by_party ON webhook (tenant_id, party_id, id);

-- How far a webhook has been told, and the message that is being tried. It follows from the journal and is no part of it.
CREATE TABLE webhook_queue (
    tenant_id  uuid NOT NULL,
    webhook_id uuid NOT NULL,
    place      text COLLATE "C" NOT NULL,
    number     bigint NOT NULL,
    tries      integer NOT NULL,
    first_at   timestamptz,
    due_at     timestamptz,
    PRIMARY KEY (tenant_id, webhook_id),
    CONSTRAINT webhook_queue_trying CHECK ((tries = 0) = (first_at IS NULL)),
    CONSTRAINT webhook_queue_webhook FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
);

CREATE TABLE webhook_delivery (
    tenant_id  uuid NOT NULL,
    webhook_id uuid NOT NULL,
    number     bigint NOT NULL,
    message    text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    tries      integer NOT NULL,
    at         timestamptz NOT NULL,
    status     integer,
    fault      text COLLATE "C",
    millis     integer NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id, number),
    CONSTRAINT webhook_delivery_webhook FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
);

CREATE TABLE webhook_dead_letter (
    tenant_id  uuid NOT NULL,
    webhook_id uuid NOT NULL,
    number     bigint NOT NULL,
    message    text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    place      text COLLATE "C" NOT NULL,
    tries      integer NOT NULL,
    at         timestamptz NOT NULL,
    status     integer,
    fault      text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id, number),
    CONSTRAINT webhook_dead_letter_message UNIQUE (tenant_id, webhook_id, message),
    CONSTRAINT webhook_dead_letter_webhook FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
);

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['webhook', 'webhook_queue', 'webhook_delivery', 'webhook_dead_letter']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY %I ON %I USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
                       guarded || '_of_tenant', guarded);
    END LOOP;
END $$;

-- A key for what the region must be able to read again.
ALTER TABLE region_key DROP CONSTRAINT region_key_purpose_check;
ALTER TABLE region_key ADD CONSTRAINT region_key_purpose_check CHECK (purpose IN ('node', 'issuer', 'cursor', 'secrets'));
