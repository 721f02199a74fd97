DROP TABLE spent_proof;
ALTER TABLE journal DROP COLUMN supplier;
