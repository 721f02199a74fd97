-- Writes that were passed on to a community's home in another region. Each has its entry in the region's journal.
CREATE TABLE forwarded_request (
    id           BLOB NOT NULL PRIMARY KEY,
    peer         TEXT NOT NULL,
    community_id BLOB NOT NULL,
    method       TEXT NOT NULL CHECK (method IN ('POST', 'PUT', 'PATCH', 'DELETE')),
    route        TEXT NOT NULL,
    -- None where it is not known whether it was done.
    status       INTEGER,
    salt         BLOB NOT NULL
) STRICT, WITHOUT ROWID;
