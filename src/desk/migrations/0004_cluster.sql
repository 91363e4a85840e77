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

-- Counts the changes of what each process has a copy of.
CREATE TABLE version (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);

-- Who writes the record of a proposal: what a process held that ended is given back.
ALTER TABLE proposal ADD COLUMN claimed_by TEXT;

-- Those of one second stay in the order in which they came.
ALTER TABLE follow ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
CREATE INDEX follow_place ON follow (place);
ALTER TABLE follow_hit ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
