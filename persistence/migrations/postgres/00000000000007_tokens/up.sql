-- The organisation that acted on behalf of another, where the token names one.
ALTER TABLE journal ADD COLUMN supplier text COLLATE "C";

-- Proofs of possession that have been used: none is good twice, at no node and after no restart.
CREATE TABLE spent_proof (
    proof      bytea NOT NULL PRIMARY KEY CHECK (octet_length(proof) = 32),
    expires_at timestamptz NOT NULL
);
CREATE INDEX spent_proof_by_expiry ON spent_proof (expires_at);
