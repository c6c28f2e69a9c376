-- The browser a session was started in, as the hash of its own secret; none for sessions from before. Sessions stay for
-- a while after their end: they say whose form it was that comes in too late, and who used a browser last.
ALTER TABLE session ADD COLUMN browser_hash TEXT;
CREATE INDEX session_browser ON session (browser_hash, created_at);

-- 0 for what somebody sits and waits for, like a sign-in code; it goes before everything else.
ALTER TABLE outbox ADD COLUMN turn BIGINT NOT NULL DEFAULT 1;
CREATE INDEX outbox_turn ON outbox (state, turn, due_at);
