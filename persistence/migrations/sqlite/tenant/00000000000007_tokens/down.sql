ALTER TABLE journal DROP COLUMN supplier;
