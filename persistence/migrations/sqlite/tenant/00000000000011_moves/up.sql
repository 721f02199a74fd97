-- The move for which the community is written to no more. It stands in the row that every write reads first, so that no
-- write is under way once it is set.
ALTER TABLE journal_head ADD COLUMN moving BLOB;
