ALTER TABLE region_key RENAME TO region_key_before;
DROP INDEX region_key_in_use;
CREATE TABLE region_key (
    purpose    TEXT NOT NULL CHECK (purpose IN ('node', 'issuer', 'cursor')),
    kid        TEXT NOT NULL,
    retires_at INTEGER,
    sealed     BLOB NOT NULL,
    salt       BLOB NOT NULL,
    PRIMARY KEY (purpose, kid)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX region_key_in_use ON region_key (purpose) WHERE retires_at IS NULL;
INSERT INTO region_key SELECT purpose, kid, retires_at, sealed, salt FROM region_key_before WHERE purpose <> 'secrets';
DROP TABLE region_key_before;
