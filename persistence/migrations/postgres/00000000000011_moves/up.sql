-- The move for which the community is written to no more. It stands in the row that every write reads first, so that no
-- write is under way once it is set.
ALTER TABLE journal_head ADD COLUMN moving uuid;

-- Moves of communities between this region and others: how far each has come here, and what both homes have signed.
CREATE TABLE tenant_move (
    id           uuid NOT NULL PRIMARY KEY,
    community_id uuid NOT NULL,
    state        text COLLATE "C" NOT NULL
        CHECK (state IN ('leaving', 'left', 'stayed', 'arrived', 'open', 'returned', 'heard')),
    serial       bigint NOT NULL,
    offer        json NOT NULL,
    deed         json,
    begun_at     timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL
);
CREATE INDEX tenant_move_community ON tenant_move (community_id, serial);

-- The region in which a community is at home whose entry is kept here: it was here before, or is on its way.
ALTER TABLE tenant ADD COLUMN moved_to text COLLATE "C";
