-- Times are milliseconds since 1970-01-01T00:00:00Z. Identifiers are UUIDs as text.

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    -- As compared: lower case, NFKC. One account per address.
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- An IANA zone name; none until the person or their browser has named one.
    zone TEXT,
    -- 'h12', 'h24', or none for what the language does.
    hour_cycle TEXT,
    -- 'light', 'dark', or none for what the device does.
    theme TEXT,
    -- Percent of a timed thing's limit: 100, 150, 200, 1000.
    extra_time BIGINT NOT NULL DEFAULT 100,
    -- Argon2id, in PHC form.
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    -- When the address was first proven; none for guests.
    proven_at BIGINT
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    -- SHA-256 of the cookie's secret, in hex.
    token_hash TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    -- What the browser calls itself, cut to 200 characters.
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    -- The name a newcomer gave; used when the address is new.
    name TEXT,
    code_hash TEXT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    -- SHA-256 of the asking browser's cookie.
    browser_hash TEXT NOT NULL,
    next TEXT,
    -- The person whose address this becomes, when it is a change of address and no sign-in.
    change_for TEXT REFERENCES person (id) ON DELETE CASCADE,
    tries BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX sign_in_browser ON sign_in (browser_hash);

-- Counters of limited acts, one fixed window each.
CREATE TABLE throttle (
    key TEXT PRIMARY KEY,
    window_start BIGINT NOT NULL,
    count BIGINT NOT NULL
);

-- A form whose sender must sign in again. Never a password.
CREATE TABLE kept_form (
    id TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    person_id TEXT,
    path TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- What must happen later or elsewhere, written in the transaction of its cause.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- 'waiting', 'done', 'kept' (no way to deliver is configured) or 'dead'.
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX outbox_due ON outbox (state, due_at);
