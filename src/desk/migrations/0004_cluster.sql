-- What several processes need that share a desk.

-- What one of them does at a time, and which.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    -- Grows with each holder: by it what a former one writes late is refused.
    token BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);

-- The generation of the archive that is served.
CREATE TABLE published (
    name TEXT PRIMARY KEY,
    generation BIGINT NOT NULL,
    -- The hash of its manifest.
    manifest TEXT NOT NULL,
    -- That of the lease under which it was written.
    token BIGINT NOT NULL,
    published_at BIGINT NOT NULL
);

-- A session at Discord's gateway: what another process needs to take it up where its own one died.
CREATE TABLE session (
    -- The shard's number, and of how many: 0/2.
    shard TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    resume_url TEXT,
    -- The last event that was taken in.
    sequence BIGINT NOT NULL,
    kept_at BIGINT NOT NULL
);
