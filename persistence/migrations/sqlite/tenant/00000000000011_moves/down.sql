ALTER TABLE journal_head DROP COLUMN moving;
