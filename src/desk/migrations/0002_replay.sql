-- What an import needs to repeat what was deleted elsewhere.

-- Whether the card of a question shows what is gone.
ALTER TABLE question ADD COLUMN stale BIGINT NOT NULL DEFAULT 0;

-- When the row was made: later than the server was forgotten, if it was. 0 where it is not known.
ALTER TABLE server ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
