-- Private addresses of calendars. Of the secret in an address its SHA-256 alone is kept; who made it decides what it shows.

CREATE TABLE calendar_address (
    tenant_id     uuid NOT NULL,
    id            uuid NOT NULL,
    kind          text COLLATE "C" NOT NULL CHECK (kind IN ('tenant', 'body', 'party', 'person')),
    body_id       uuid,
    party_id      uuid,
    person_id     uuid,
    issuer        text COLLATE "C",
    subject       text COLLATE "C",
    org_number    text COLLATE "C",
    -- The person who made it.
    maker_id      uuid,
    secret_sha256 bytea NOT NULL,
    revoked_at    timestamptz,
    salt          bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    version       integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT calendar_address_secret UNIQUE (tenant_id, secret_sha256),
    CONSTRAINT calendar_address_of CHECK (
        (body_id IS NOT NULL) = (kind = 'body') AND (party_id IS NOT NULL) = (kind = 'party')
        AND (person_id IS NOT NULL) = (kind = 'person')),
    CONSTRAINT calendar_address_maker CHECK (
        (issuer IS NULL) = (subject IS NULL) AND (issuer IS NOT NULL OR revoked_at IS NOT NULL)),
    CONSTRAINT calendar_address_body FOREIGN KEY (tenant_id, body_id) REFERENCES body (tenant_id, id),
    CONSTRAINT calendar_address_party FOREIGN KEY (tenant_id, party_id) REFERENCES party (tenant_id, id),
    CONSTRAINT calendar_address_person FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT calendar_address_made_by FOREIGN KEY (tenant_id, maker_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX calendar_address_by_body ON calendar_address (tenant_id, body_id);
CREATE INDEX calendar_address_by_party ON calendar_address (tenant_id, party_id);
CREATE INDEX calendar_address_by_person ON calendar_address (tenant_id, person_id);
CREATE INDEX calendar_address_by_maker ON calendar_address (tenant_id, maker_id);
CREATE INDEX calendar_address_by_subject ON calendar_address (tenant_id, issuer, subject);

ALTER TABLE calendar_address ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_address FORCE ROW LEVEL SECURITY;
CREATE POLICY calendar_address_of_tenant ON calendar_address
    USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
