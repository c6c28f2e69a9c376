-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE workshop_series (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id),
    -- domain::workshop::recurrence::Rule as JSON.
    rule TEXT NOT NULL,
    -- IANA name: the wall clock the dates keep to.
    zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- An uploaded picture, made smaller and free of everything but pixels.
CREATE TABLE picture (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id),
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

-- One workshop at one time; each date of a series is a row of its own.
CREATE TABLE workshop (
    id TEXT PRIMARY KEY,
    series_id TEXT REFERENCES workshop_series (id),
    -- Which date of its series, from 1.
    position BIGINT NOT NULL DEFAULT 1,
    owner_id TEXT NOT NULL REFERENCES person (id),
    -- Secret part of the link to an unlisted workshop.
    link_key TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- domain::workshop::Details as JSON.
    details TEXT NOT NULL,
    -- BCP 47, like 'en' or 'pt-BR'.
    language TEXT NOT NULL,
    level TEXT NOT NULL,
    -- '|risk|vaults|': each topic between bars, lower case; '|' for none.
    topics TEXT NOT NULL,
    picture_id TEXT REFERENCES picture (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- IANA name: the wall clock it was planned by.
    zone TEXT NOT NULL,
    -- None: from publishing, until the start.
    opens_at BIGINT,
    closes_at BIGINT,
    -- None: as many as come.
    capacity BIGINT,
    -- Confirmed registrations and open offers.
    taken BIGINT NOT NULL DEFAULT 0,
    -- Registrations in line.
    waiting BIGINT NOT NULL DEFAULT 0,
    -- The last number given out in the waiting line.
    queue BIGINT NOT NULL DEFAULT 0,
    -- Whether the team says yes to each registration first.
    approval BOOLEAN NOT NULL DEFAULT FALSE,
    promotion TEXT NOT NULL,
    -- How long an offer stands at most, in milliseconds.
    offer_ms BIGINT NOT NULL,
    -- Minutes before the start, as a JSON list.
    reminders TEXT NOT NULL,
    visibility TEXT NOT NULL,
    state TEXT NOT NULL,
    cancel_reason TEXT,
    -- iCalendar SEQUENCE: rises with every change that calendars must learn.
    sequence BIGINT NOT NULL DEFAULT 0,
    -- Rises with every change, so that two editors cannot overwrite each other unseen.
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    published_at BIGINT,
    cancelled_at BIGINT,
    CHECK (ends_at > starts_at),
    CHECK (taken >= 0 AND waiting >= 0),
    CHECK (capacity IS NULL OR (capacity >= 1 AND taken <= capacity))
);
CREATE INDEX workshop_start ON workshop (state, starts_at);
-- Lists ask for what is not over yet; of years of workshops that is a few.
CREATE INDEX workshop_end ON workshop (state, ends_at);
CREATE INDEX workshop_owner ON workshop (owner_id, starts_at);
CREATE INDEX workshop_in_series ON workshop (series_id, position);

-- Who helps the owner: they see and do what the owner does.
CREATE TABLE workshop_team (
    workshop_id TEXT NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (workshop_id, person_id)
);

CREATE TABLE registration (
    id TEXT PRIMARY KEY,
    workshop_id TEXT NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    -- As given here; a guest may be called otherwise elsewhere.
    name TEXT NOT NULL,
    -- 'pending', 'confirmed', 'waiting', 'offered', 'cancelled' or 'declined'.
    state TEXT NOT NULL,
    -- domain::workshop answers by question id, as JSON.
    answers TEXT NOT NULL,
    -- Place in the waiting line; smaller is earlier. A number, not a time: two may come in one millisecond.
    number BIGINT,
    offer_until BIGINT,
    -- IANA name of the browser it was made with; used while the person has none.
    zone TEXT,
    -- Typed in by somebody who was not signed in as this person.
    by_other BOOLEAN NOT NULL,
    -- One of the registrations for the whole series.
    whole_series BOOLEAN NOT NULL DEFAULT FALSE,
    -- Rises when older personal links must stop working.
    link_version BIGINT NOT NULL DEFAULT 1,
    -- Added to the workshop's: a calendar entry taken back and given again must rise too.
    sequence BIGINT NOT NULL DEFAULT 0,
    checked_in_at BIGINT,
    checked_in_by TEXT REFERENCES person (id),
    -- First opened the join link.
    joined_at BIGINT,
    walk_in BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workshop_id, person_id)
);
CREATE INDEX registration_person ON registration (person_id, state);
CREATE INDEX registration_line ON registration (workshop_id, state, number);
CREATE INDEX registration_offer ON registration (offer_until) WHERE offer_until IS NOT NULL;

-- Reminders put into the outbox: one per registration, distance and start.
CREATE TABLE registration_reminder (
    registration_id TEXT NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    minutes BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    PRIMARY KEY (registration_id, minutes, starts_at)
);

-- Letters put into the outbox after a workshop: one per registration of somebody who attended.
CREATE TABLE registration_follow_up (
    registration_id TEXT PRIMARY KEY REFERENCES registration (id) ON DELETE CASCADE,
    sent_at BIGINT NOT NULL
);

-- Recordings, slides and the like, as links for those who registered.
CREATE TABLE workshop_material (
    id TEXT PRIMARY KEY,
    workshop_id TEXT NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX workshop_material_of ON workshop_material (workshop_id, created_at);

-- Messages of the team to those who registered.
CREATE TABLE workshop_message (
    id TEXT PRIMARY KEY,
    workshop_id TEXT NOT NULL REFERENCES workshop (id) ON DELETE CASCADE,
    sender_id TEXT NOT NULL REFERENCES person (id),
    -- 'all', 'confirmed', 'waiting' or 'attended'.
    audience TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    recipients BIGINT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX workshop_message_of ON workshop_message (workshop_id, sent_at);

-- A filled form to start new workshops from.
CREATE TABLE workshop_template (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Fields of the form, as a JSON list of pairs.
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX workshop_template_owner ON workshop_template (owner_id, name);

-- Lists of people that were taken out of the portal, and by whom.
CREATE TABLE export_log (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    -- What was taken out, like 'registrations'.
    kind TEXT NOT NULL,
    -- What it is about, like a workshop's id.
    subject_id TEXT NOT NULL,
    -- 'csv' or 'xlsx'.
    format TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    exported_at BIGINT NOT NULL
);
CREATE INDEX export_log_subject ON export_log (subject_id, exported_at);

-- Addresses that want no more mail of a kind; what must be said is said all the same.
CREATE TABLE mail_optout (
    email TEXT NOT NULL,
    -- What kind of mail, like 'surveys'.
    topic TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (email, topic)
);

-- Personal calendar feeds; a raised version ends the old address.
CREATE TABLE calendar_feed (
    person_id TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    version BIGINT NOT NULL
);
