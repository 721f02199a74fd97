ALTER TABLE tenant DROP COLUMN moved_to;
DROP TABLE tenant_move;
ALTER TABLE journal_head DROP COLUMN moving;
