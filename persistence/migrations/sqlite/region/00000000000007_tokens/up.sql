-- The organisation that acted on behalf of another, where the token names one.
ALTER TABLE journal ADD COLUMN supplier TEXT;

-- Proofs of possession that have been used: none is good twice, at no node and after no restart.
CREATE TABLE spent_proof (
    proof      BLOB NOT NULL PRIMARY KEY CHECK (length(proof) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_proof_by_expiry ON spent_proof (expires_at);
