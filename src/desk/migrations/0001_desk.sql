-- Ids of Discord's are texts; times are seconds since 1970; flags are 0 or 1. What SQLite and PostgreSQL both take.

-- Random keys of this desk: with them people and questions become hashes that nobody else can compute.
CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- A server that the bot is in, or was in: what its moderators set.
CREATE TABLE server (
    id TEXT PRIMARY KEY,
    set_up TEXT NOT NULL DEFAULT '{}',
    greeted BIGINT NOT NULL DEFAULT 0,
    left_at BIGINT
);

-- A question that its asker gave to the editors.
CREATE TABLE question (
    id TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    -- As the first of its askers worded it who has not withdrawn.
    text TEXT NOT NULL,
    -- open, answered, not_ours, closed
    state TEXT NOT NULL,
    -- "excerpt" or "link", a blank, and the excerpt as a button names it, or the address.
    answer TEXT,
    -- What an import brought that may answer it: an excerpt as a button names it.
    draft TEXT,
    asked_at BIGINT NOT NULL,
    settled_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX question_of_server ON question (server, state);

-- Who asked it. Several people may ask the same.
CREATE TABLE asker (
    id TEXT PRIMARY KEY,
    question TEXT NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    text TEXT NOT NULL,
    named BIGINT NOT NULL,
    -- no, message, mention
    tell TEXT NOT NULL,
    channel TEXT,
    locale TEXT,
    -- When the message to them was put into the outbox, and whether Discord refused it.
    told_at BIGINT,
    untold BIGINT NOT NULL DEFAULT 0,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (question, user_id)
);
CREATE INDEX asker_by_user ON asker (user_id);
CREATE INDEX asker_of_question ON asker (question);
CREATE INDEX asker_expiring ON asker (expires_at);

-- An excerpt that somebody called wrong.
CREATE TABLE mark (
    id TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    -- The excerpt as a button names it.
    excerpt TEXT NOT NULL,
    article TEXT NOT NULL,
    revision TEXT NOT NULL,
    -- open, hidden, dismissed
    state TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    -- When its card may be made: one a minute.
    card_at BIGINT NOT NULL DEFAULT 0,
    -- Whether its card shows what is gone.
    stale BIGINT NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL,
    UNIQUE (server, excerpt)
);

-- One voice a person and excerpt; who, is a keyed hash.
CREATE TABLE vote (
    mark TEXT NOT NULL REFERENCES mark (id) ON DELETE CASCADE,
    voter TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- A keyed hash of the question that the excerpt was shown for, where it is known.
    question TEXT,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (mark, voter)
);
CREATE INDEX vote_by_voter ON vote (voter);

-- What somebody wrote about an excerpt, and agreed to have stored.
CREATE TABLE remark (
    id TEXT PRIMARY KEY,
    mark TEXT NOT NULL REFERENCES mark (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX remark_by_user ON remark (user_id);
CREATE INDEX remark_of_mark ON remark (mark);

-- An excerpt that is not shown for a question, a keyed hash, in a server until its article changes.
CREATE TABLE hidden (
    id TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    question TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    article TEXT NOT NULL,
    revision TEXT NOT NULL,
    hidden_at BIGINT NOT NULL,
    UNIQUE (server, question, excerpt)
);

-- A record that somebody proposed for a list.
CREATE TABLE proposal (
    id TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    user_id TEXT NOT NULL,
    tracker TEXT NOT NULL,
    -- Subject, status, article and evidence, as JSON.
    record TEXT NOT NULL,
    -- draft (without evidence yet), open, approved, declined
    state TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX proposal_by_user ON proposal (user_id);
CREATE INDEX proposal_of_server ON proposal (server, state);

-- How often, and never what: no word of a question.
CREATE TABLE counter (
    -- The Monday: 2026-11-30.
    week TEXT NOT NULL,
    server TEXT NOT NULL,
    what TEXT NOT NULL,
    -- An id of the archive's own, or empty.
    topic TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (week, server, what, topic)
);

-- A message of ours as it is to be. What was sent lags behind until Discord has it.
CREATE TABLE post (
    key TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    -- Where it goes: a channel, or a person's own.
    channel TEXT,
    recipient TEXT,
    -- What our own message holds, by which it is found again.
    marker TEXT NOT NULL,
    -- The message as JSON; null to take it away.
    body TEXT,
    -- Those of one channel are made in this order.
    place BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sent BIGINT NOT NULL DEFAULT 0,
    message TEXT,
    -- When it was first tried to be made.
    tried_at BIGINT,
    due_at BIGINT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    -- Why Discord will not have it.
    fault TEXT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX post_due ON post (due_at) WHERE sent < version;
CREATE INDEX post_of_channel ON post (channel, place);
CREATE INDEX post_of_server ON post (server);
CREATE INDEX post_place ON post (place);

-- Rows that were deleted, so that no backup brings them back.
CREATE TABLE deleted (
    id TEXT PRIMARY KEY,
    deleted_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
