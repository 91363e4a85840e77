-- What editors approved on a machine that has no corpus of its own, for the importer to write into its corpus. It names
-- nobody, and not the proposal either, which does.
CREATE TABLE corpus_write (
    id TEXT PRIMARY KEY,
    -- They are written in this order.
    place BIGINT NOT NULL,
    server TEXT NOT NULL,
    -- record, case (of the golden set)
    kind TEXT NOT NULL,
    -- Of a record: its list, and what it says, as JSON.
    tracker TEXT,
    record TEXT,
    -- What is written; empty once it is settled.
    text TEXT NOT NULL,
    -- waiting, done, refused
    state TEXT NOT NULL DEFAULT 'waiting',
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX corpus_write_waiting ON corpus_write (place) WHERE state = 'waiting';
