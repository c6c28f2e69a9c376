CREATE TABLE quiz (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- Rises with every change, so that two editors cannot overwrite each other unseen.
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    archived_at BIGINT
);
CREATE INDEX quiz_owner ON quiz (owner_id, updated_at);

CREATE TABLE question (
    id TEXT PRIMARY KEY,
    quiz_id TEXT NOT NULL REFERENCES quiz (id) ON DELETE CASCADE,
    -- Ascending, with gaps allowed.
    position BIGINT NOT NULL,
    -- domain::quiz::Question as JSON.
    content TEXT NOT NULL
);
CREATE INDEX question_quiz ON question (quiz_id, position);

-- What somebody typed and has not saved: one per person and form.
CREATE TABLE draft (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    fields TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, path)
);

-- An uploaded question file, read and waiting for its preview to be confirmed.
CREATE TABLE quiz_import (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    -- domain::quiz::import::Outcome as JSON.
    outcome TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE game (
    id TEXT PRIMARY KEY,
    -- None when the quiz was deleted since: the game keeps its own copy of the questions.
    quiz_id TEXT REFERENCES quiz (id) ON DELETE SET NULL,
    host_id TEXT NOT NULL REFERENCES person (id),
    title TEXT NOT NULL,
    -- Six digits while the game is alive, none afterwards.
    pin TEXT UNIQUE,
    -- Secret of the link and QR code: who has it needs not guess the PIN.
    link_key TEXT NOT NULL,
    -- Questions, rules and phase as JSON.
    questions TEXT NOT NULL,
    rules TEXT NOT NULL,
    phase TEXT NOT NULL,
    locked BOOLEAN NOT NULL DEFAULT FALSE,
    -- 'lobby', 'running' or 'finished'.
    state TEXT NOT NULL,
    -- Fencing: rises whenever a room takes the game; an older room's writes change nothing.
    epoch BIGINT NOT NULL DEFAULT 0,
    -- Keyed hash of the host's network address.
    host_address TEXT NOT NULL,
    -- What the form that opened the game carried: sent twice, it opens one game.
    form TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    UNIQUE (host_id, form)
);
CREATE INDEX game_host ON game (host_id, created_at);
CREATE INDEX game_quiz ON game (quiz_id);

CREATE TABLE game_cohost (
    game_id TEXT NOT NULL REFERENCES game (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (game_id, person_id)
);

CREATE TABLE seat (
    id TEXT PRIMARY KEY,
    game_id TEXT NOT NULL REFERENCES game (id) ON DELETE CASCADE,
    nickname TEXT NOT NULL,
    -- The nickname as confusables see it: no two players look alike.
    nickname_key TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    person_id TEXT REFERENCES person (id) ON DELETE SET NULL,
    -- Percent of the limit, as the person had it when joining.
    extra_time BIGINT NOT NULL,
    address TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    removed_at BIGINT,
    UNIQUE (game_id, nickname_key),
    UNIQUE (game_id, browser_hash),
    -- What answers refer to.
    UNIQUE (game_id, id)
);
CREATE INDEX seat_person ON seat (person_id);
CREATE INDEX seat_browser ON seat (browser_hash);

CREATE TABLE answer (
    game_id TEXT NOT NULL,
    seat_id TEXT NOT NULL,
    -- Position of the question in the game, from 0.
    question BIGINT NOT NULL,
    -- Positions of the picked choices as a JSON list.
    choices TEXT NOT NULL,
    correct BOOLEAN NOT NULL,
    -- Milliseconds from the opening to the answer, latency credit taken off.
    taken_ms BIGINT NOT NULL,
    points BIGINT NOT NULL,
    bonus BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (game_id, question, seat_id),
    -- A seat of that very game. One check for each answer; the primary key is the index it is looked up by.
    FOREIGN KEY (game_id, seat_id) REFERENCES seat (game_id, id) ON DELETE CASCADE
    -- The key is the table, and the only tree: a full room's answers to one question fill a few pages side by side.
) WITHOUT ROWID;
