-- Writes that were passed on to a community's home in another region. Each has its entry in the region's journal.
CREATE TABLE forwarded_request (
    id           uuid NOT NULL PRIMARY KEY,
    peer         text COLLATE "C" NOT NULL,
    community_id uuid NOT NULL,
    method       text COLLATE "C" NOT NULL CHECK (method IN ('POST', 'PUT', 'PATCH', 'DELETE')),
    route        text COLLATE "C" NOT NULL,
    -- None where it is not known whether it was done.
    status       integer,
    salt         bytea NOT NULL
);
