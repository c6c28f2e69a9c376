-- Registrations of guests who have yet to confirm by e-mail, one row per date. They become registrations when the link
-- in the mail is used, and are deleted when it is not used in time. They name no person: none is stored for an address
-- that nobody has proven.
CREATE TABLE registration_request (
    -- Becomes the registration's.
    id TEXT PRIMARY KEY,
    -- What one form asked for shares one link: the id of one of its rows.
    request_id TEXT NOT NULL,
    workshop_id TEXT NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    answers TEXT NOT NULL,
    zone TEXT,
    language TEXT,
    whole_series BOOLEAN NOT NULL,
    -- Whether a seat is held for it: then it is one of workshop.taken.
    seat BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When the last letter asked to confirm it.
    mailed_at BIGINT NOT NULL,
    UNIQUE (workshop_id, email)
);
CREATE INDEX registration_request_form ON registration_request (request_id);
CREATE INDEX registration_request_end ON registration_request (expires_at);
