-- Which communities have something to send, and which node is sending it: so that no node looks into the others.

CREATE TABLE standing_work (
    tenant_id  uuid NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('webhooks', 'notices')),
    holder     uuid,
    held_until timestamptz,
    PRIMARY KEY (tenant_id, kind),
    CONSTRAINT standing_work_held CHECK ((holder IS NULL) = (held_until IS NULL))
);
