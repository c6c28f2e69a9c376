-- When a living game is ended unless somebody is in it before. Games from before get one more day from their opening.
ALTER TABLE game ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
UPDATE game SET expires_at = created_at + 86400000;
CREATE INDEX game_expires ON game (expires_at);

-- A seat of an account is the account's alone: the browser it was taken from is free for the next person.
UPDATE seat SET browser_hash = 'seat ' || id WHERE person_id IS NOT NULL;
