-- When whoever has this session last showed who they are; none when that was the sign-in.
ALTER TABLE session ADD COLUMN proven_at BIGINT;

-- The session a code proves anew; none for codes that sign somebody in or change an address.
ALTER TABLE sign_in ADD COLUMN proves_session TEXT REFERENCES session (id) ON DELETE CASCADE;
CREATE INDEX sign_in_proves ON sign_in (proves_session);

-- Browsers that signed in to this account before this moment count as unknown ones; none when all are still trusted.
ALTER TABLE person ADD COLUMN devices_from BIGINT;

-- Changes of address that the holder of the old one can take back.
CREATE TABLE address_undo (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    -- The address the account had before.
    email TEXT NOT NULL,
    -- SHA-256 of the link's secret, in hex.
    link_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When this one was used, or an earlier one of the same account.
    ended_at BIGINT
);
CREATE INDEX address_undo_person ON address_undo (person_id);
CREATE INDEX address_undo_email ON address_undo (email);
