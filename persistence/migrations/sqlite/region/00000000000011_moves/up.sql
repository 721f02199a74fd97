-- The move for which the community is written to no more. It stands in the row that every write reads first, so that no
-- write is under way once it is set.
ALTER TABLE journal_head ADD COLUMN moving BLOB;

-- Moves of communities between this region and others: how far each has come here, and what both homes have signed.
CREATE TABLE tenant_move (
    id           BLOB NOT NULL PRIMARY KEY,
    community_id BLOB NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('leaving', 'left', 'stayed', 'arrived', 'open', 'returned', 'heard')),
    serial       INTEGER NOT NULL,
    offer        TEXT NOT NULL,
    deed         TEXT,
    begun_at     INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tenant_move_community ON tenant_move (community_id, serial);

-- The region in which a community is at home whose entry is kept here: it was here before, or is on its way.
ALTER TABLE tenant ADD COLUMN moved_to TEXT;
