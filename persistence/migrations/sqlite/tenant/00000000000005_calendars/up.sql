-- Private addresses of calendars. Of the secret in an address its SHA-256 alone is kept; who made it decides what it shows.

CREATE TABLE calendar_address (
    tenant_id     BLOB NOT NULL,
    id            BLOB NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('tenant', 'body', 'party', 'person')),
    body_id       BLOB,
    party_id      BLOB,
    person_id     BLOB,
    issuer        TEXT,
    subject       TEXT,
    org_number    TEXT,
    -- The person who made it.
    maker_id      BLOB,
    secret_sha256 BLOB NOT NULL,
    revoked_at    INTEGER,
    salt          BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL,
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
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_address_by_body ON calendar_address (tenant_id, body_id);
CREATE INDEX calendar_address_by_party ON calendar_address (tenant_id, party_id);
CREATE INDEX calendar_address_by_person ON calendar_address (tenant_id, person_id);
CREATE INDEX calendar_address_by_maker ON calendar_address (tenant_id, maker_id);
CREATE INDEX calendar_address_by_subject ON calendar_address (tenant_id, issuer, subject);
