-- Times are milliseconds since 1970 UTC, yes and no are 1 and 0, JSON is text: the same statements
-- serve PostgreSQL, whose tables stand in ../postgres.

CREATE TABLE data_keys (
    id          TEXT PRIMARY KEY,
    -- the highest seals; those before it only open, until nothing is sealed with them
    number      BIGINT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    wrapped     TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    -- the name in small letters: ada and Ada are one
    name_key      TEXT NOT NULL UNIQUE,
    -- absent: nobody signs in with a password
    password_hash TEXT,
    disabled      BIGINT NOT NULL DEFAULT 0,
    bindings      TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    signed_in_at  BIGINT
);

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method     TEXT NOT NULL,
    address    TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    -- JSON list of instances; absent: all its maker may use
    instances  TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX tokens_by_user ON tokens (user_id);

CREATE TABLE one_time (
    token_hash TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE slow_down (
    -- account:<name> or address:<address>
    subject   TEXT PRIMARY KEY,
    failures  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    until     BIGINT NOT NULL
);

CREATE TABLE instances (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    name_key          TEXT NOT NULL UNIQUE,
    description       TEXT NOT NULL,
    -- JSON without secrets
    connection        TEXT NOT NULL,
    password_sealed   TEXT,
    client_key_sealed TEXT,
    partitions_max    BIGINT,
    -- the name under which CMAK's addresses know it; absent: its own
    cmak_alias        TEXT UNIQUE,
    tags              TEXT NOT NULL,
    disabled          BIGINT NOT NULL DEFAULT 0,
    created_at        BIGINT NOT NULL,
    version           BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE topic_descriptions (
    -- not a reference: declared instances are not in the store
    instance    TEXT NOT NULL,
    topic       TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (instance, topic)
);

-- One a process that wrote traces, numbered from 1: its records are chained by hash. Number 0 is the
-- list of the others, its head their last number. Each row is signed with a data key.
CREATE TABLE trace_chains (
    number      BIGINT PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    began_at    BIGINT NOT NULL,
    -- the last link and its hash
    head        BIGINT NOT NULL,
    head_hash   TEXT NOT NULL,
    -- the last link that retention took away and its hash; 0: none yet
    anchor      BIGINT NOT NULL,
    anchor_hash TEXT NOT NULL,
    anchored_at BIGINT,
    -- when the console found it altered: nothing is added to it any more
    broken_at   BIGINT,
    key_id      TEXT NOT NULL,
    signature   TEXT NOT NULL
);

-- Two records a trace, opened and closed; rows are added and never changed.
CREATE TABLE trace_records (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    trace_id      TEXT NOT NULL,
    part          TEXT NOT NULL CHECK (part IN ('opened', 'closed')),
    time          BIGINT NOT NULL,
    name          TEXT NOT NULL,
    -- of the opening
    kind          TEXT,
    resource_type TEXT,
    resource_name TEXT,
    resource_id   TEXT,
    source        TEXT,
    operator      TEXT,
    operator_id   BIGINT,
    signed_in_by  TEXT,
    address       TEXT,
    request       TEXT,
    api_version   TEXT,
    -- of the closing
    status        TEXT,
    code          BIGINT,
    message       TEXT,
    response      TEXT,
    folded        BIGINT,
    -- its place in a chain, the hash of the record before it there, and its own over all above
    chain         BIGINT NOT NULL,
    link          BIGINT NOT NULL,
    previous      TEXT NOT NULL,
    hash          TEXT NOT NULL,
    UNIQUE (trace_id, part),
    UNIQUE (chain, link)
);
CREATE INDEX trace_records_by_time ON trace_records (part, time);

CREATE TABLE idempotency (
    user_id    BIGINT NOT NULL,
    endpoint   TEXT NOT NULL,
    key        TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    trace_id   TEXT NOT NULL,
    -- running, done, interrupted
    state      TEXT NOT NULL,
    status     BIGINT,
    answer     TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, endpoint, key)
);
CREATE INDEX idempotency_by_trace ON idempotency (trace_id);

CREATE TABLE tasks (
    id           TEXT PRIMARY KEY,
    instance     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    target       TEXT NOT NULL,
    creator      TEXT NOT NULL,
    creator_id   BIGINT NOT NULL,
    -- JSON: lists of bindings that cut the creator's, of the API token it was begun with
    limits       TEXT NOT NULL,
    params       TEXT NOT NULL,
    state        TEXT NOT NULL,
    cancel_asked BIGINT NOT NULL DEFAULT 0,
    done         BIGINT NOT NULL DEFAULT 0,
    total        BIGINT NOT NULL DEFAULT 0,
    unit         TEXT NOT NULL,
    message      TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    started_at   BIGINT,
    ended_at     BIGINT,
    trace_id     TEXT,
    checkpoint   TEXT
);
CREATE INDEX tasks_by_instance ON tasks (instance, created_at);
CREATE INDEX tasks_by_state ON tasks (state);

CREATE TABLE task_lines (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    time    BIGINT NOT NULL,
    line    TEXT NOT NULL
);
CREATE INDEX task_lines_by_task ON task_lines (task_id, seq);

CREATE TABLE task_items (
    task_id  TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- JSON of the error; absent: done
    error    TEXT,
    PRIMARY KEY (task_id, name)
);

CREATE TABLE settings (
    name    TEXT PRIMARY KEY,
    value   TEXT NOT NULL
);
