-- The host has switched extra time off for this game.
ALTER TABLE game ADD COLUMN extra_time_off BOOLEAN NOT NULL DEFAULT FALSE;

-- A door is found from the side of whoever stands before it, never by a PIN that may be a guess: by what they play and
-- host, by the key of their link, by who else is there from their network address.
CREATE INDEX game_cohost_person ON game_cohost (person_id);
CREATE INDEX game_link_key ON game (link_key);
CREATE INDEX seat_address ON seat (game_id, address);
