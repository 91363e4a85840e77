-- What a row of the outbox makes (message, thread, forum, publication), the key of the row whose message or thread it
-- needs, and whether Discord refused it, so that surely nothing was made.
ALTER TABLE post ADD COLUMN makes TEXT NOT NULL DEFAULT 'message';
ALTER TABLE post ADD COLUMN under TEXT;
ALTER TABLE post ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
CREATE INDEX post_under ON post (under);
-- What many are sent (1) waits for what few are (0).
ALTER TABLE post ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;
CREATE INDEX post_lane ON post (lane, place) WHERE sent < version;

-- The archive's articles and records as they were when it was last compared. No text.
CREATE TABLE known_article (
    id TEXT PRIMARY KEY,
    revision TEXT NOT NULL
);
CREATE TABLE known_record (
    tracker TEXT NOT NULL,
    -- A GEOID, or a name in small letters.
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    article TEXT NOT NULL,
    PRIMARY KEY (tracker, subject)
);

-- What became otherwise in the archive, in the order in which it was seen.
CREATE TABLE change (
    number BIGINT PRIMARY KEY,
    -- new, corrected, gone, record
    kind TEXT NOT NULL,
    -- The article; of a record, the one with its evidence.
    article TEXT NOT NULL,
    -- Of a record: its list and its subject.
    tracker TEXT,
    subject TEXT,
    -- Revisions of an article, statuses of a record.
    before TEXT,
    after TEXT,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX change_seen ON change (seen_at);

-- How far each of those who act on changes has come.
CREATE TABLE progress (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);

-- An article that is to be announced in a server, or was. No text.
CREATE TABLE announcement (
    server TEXT NOT NULL,
    article TEXT NOT NULL,
    -- held, asked (the editors decide), posted, dropped, gone (from the archive)
    state TEXT NOT NULL,
    -- The change that brought it: those of one day are announced in this order.
    number BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    -- When it is announced, or when the editors have had their time.
    due_at BIGINT NOT NULL,
    -- The key of the message that it stands in.
    post TEXT,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (server, article)
);
CREATE INDEX announcement_due ON announcement (state, due_at);
CREATE INDEX announcement_article ON announcement (article);
CREATE INDEX announcement_post ON announcement (post);

-- What a person follows, by direct message, or a moderator lets a thread follow.
CREATE TABLE follow (
    id TEXT PRIMARY KEY,
    -- Where it was begun: the rights there hold.
    server TEXT NOT NULL,
    user_id TEXT,
    -- The thread, where it goes into one.
    channel TEXT,
    -- place, person, tracker, phrase, and which: a GEOID, a name, a list's id, words.
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    weekly BIGINT NOT NULL DEFAULT 0,
    locale TEXT,
    begun_at BIGINT NOT NULL,
    -- Since when direct messages are refused.
    closed_since BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX follow_of_user ON follow (user_id);
CREATE INDEX follow_of_server ON follow (server);

-- What was sent for it, each utterance once, or waits for the week's end.
CREATE TABLE follow_hit (
    follow TEXT NOT NULL REFERENCES follow (id) ON DELETE CASCADE,
    -- What tells utterances apart: no words of it.
    utterance TEXT NOT NULL,
    -- The excerpt as a button names it, or a record's list and subject with the status before; as JSON.
    excerpt TEXT NOT NULL,
    waits BIGINT NOT NULL DEFAULT 0,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (follow, utterance)
);

-- A public answer that stands in a channel: where, and what it cites. No word of a question, and nobody's id.
CREATE TABLE answer (
    -- The message.
    id TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    channel TEXT NOT NULL,
    -- standing, corrected, withdrawn
    state TEXT NOT NULL DEFAULT 'standing',
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX answer_in_channel ON answer (channel, given_at);
CREATE INDEX answer_of_server ON answer (server);
CREATE INDEX answer_expiring ON answer (expires_at);

-- What it cites: an excerpt as a button names it, or a record with its status.
CREATE TABLE cited (
    answer TEXT NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    article TEXT NOT NULL,
    excerpt TEXT,
    -- A hash of its words: by it they are known again in another revision.
    words TEXT,
    -- The excerpt whose words stood there before.
    was TEXT,
    tracker TEXT,
    subject TEXT,
    -- Nothing where the list does not name the subject.
    status TEXT,
    -- When it became otherwise.
    since BIGINT,
    -- The article's text and terms as they were when this was last compared with them.
    compared TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (answer, place)
);
CREATE INDEX cited_article ON cited (article, compared);
CREATE INDEX cited_record ON cited (tracker, subject, status);
