-- The tables of ../sqlite for PostgreSQL: other are only how rows are numbered, and the collation,
-- which SQLite has by nature.

CREATE TABLE data_keys (
    id          TEXT COLLATE "C" PRIMARY KEY,
    -- the highest seals; those before it only open, until nothing is sealed with them
    number      BIGINT NOT NULL UNIQUE,
    fingerprint TEXT COLLATE "C" NOT NULL,
    wrapped     TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE users (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    -- the name in small letters: ada and Ada are one
    name_key      TEXT COLLATE "C" NOT NULL UNIQUE,
    -- absent: nobody signs in with a password
    password_hash TEXT COLLATE "C",
    disabled      BIGINT NOT NULL DEFAULT 0,
    bindings      TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    signed_in_at  BIGINT
);

CREATE TABLE sessions (
    id         TEXT COLLATE "C" PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method     TEXT COLLATE "C" NOT NULL,
    address    TEXT COLLATE "C" NOT NULL,
    user_agent TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE tokens (
    id         TEXT COLLATE "C" PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT COLLATE "C" NOT NULL,
    role       TEXT COLLATE "C" NOT NULL,
    -- JSON list of instances; absent: all its maker may use
    instances  TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX tokens_by_user ON tokens (user_id);

CREATE TABLE one_time (
    token_hash TEXT COLLATE "C" PRIMARY KEY,
    purpose    TEXT COLLATE "C" NOT NULL,
    made_at    BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE slow_down (
    -- account:<name> or address:<address>
    subject   TEXT COLLATE "C" PRIMARY KEY,
    failures  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    until     BIGINT NOT NULL
);

CREATE TABLE instances (
    id                TEXT COLLATE "C" PRIMARY KEY,
    name              TEXT COLLATE "C" NOT NULL,
    name_key          TEXT COLLATE "C" NOT NULL UNIQUE,
    description       TEXT COLLATE "C" NOT NULL,
    -- JSON without secrets
    connection        TEXT COLLATE "C" NOT NULL,
    password_sealed   TEXT COLLATE "C",
    client_key_sealed TEXT COLLATE "C",
    partitions_max    BIGINT,
    -- the name under which CMAK's addresses know it; absent: its own
    cmak_alias        TEXT COLLATE "C" UNIQUE,
    tags              TEXT COLLATE "C" NOT NULL,
    disabled          BIGINT NOT NULL DEFAULT 0,
    created_at        BIGINT NOT NULL,
    version           BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE topic_descriptions (
    -- not a reference: declared instances are not in the store
    instance    TEXT COLLATE "C" NOT NULL,
    topic       TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (instance, topic)
);

-- One a process that wrote traces, numbered from 1: its records are chained by hash. Number 0 is the
-- list of the others, its head their last number. Each row is signed with a data key.
CREATE TABLE trace_chains (
    number      BIGINT PRIMARY KEY,
    id          TEXT COLLATE "C" NOT NULL UNIQUE,
    began_at    BIGINT NOT NULL,
    -- the last link and its hash
    head        BIGINT NOT NULL,
    head_hash   TEXT COLLATE "C" NOT NULL,
    -- the last link that retention took away and its hash; 0: none yet
    anchor      BIGINT NOT NULL,
    anchor_hash TEXT COLLATE "C" NOT NULL,
    anchored_at BIGINT,
    -- when the console found it altered: nothing is added to it any more
    broken_at   BIGINT,
    key_id      TEXT COLLATE "C" NOT NULL,
    signature   TEXT COLLATE "C" NOT NULL
);

-- Two records a trace, opened and closed; rows are added and never changed.
CREATE TABLE trace_records (
    seq           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    trace_id      TEXT COLLATE "C" NOT NULL,
    part          TEXT COLLATE "C" NOT NULL CHECK (part IN ('opened', 'closed')),
    time          BIGINT NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    -- of the opening
    kind          TEXT COLLATE "C",
    resource_type TEXT COLLATE "C",
    resource_name TEXT COLLATE "C",
    resource_id   TEXT COLLATE "C",
    source        TEXT COLLATE "C",
    operator      TEXT COLLATE "C",
    operator_id   BIGINT,
    signed_in_by  TEXT COLLATE "C",
    address       TEXT COLLATE "C",
    request       TEXT COLLATE "C",
    api_version   TEXT COLLATE "C",
    -- of the closing
    status        TEXT COLLATE "C",
    code          BIGINT,
    message       TEXT COLLATE "C",
    response      TEXT COLLATE "C",
    folded        BIGINT,
    -- its place in a chain, the hash of the record before it there, and its own over all above
    chain         BIGINT NOT NULL,
    link          BIGINT NOT NULL,
    previous      TEXT COLLATE "C" NOT NULL,
    hash          TEXT COLLATE "C" NOT NULL,
    UNIQUE (trace_id, part),
    UNIQUE (chain, link)
);
CREATE INDEX trace_records_by_time ON trace_records (part, time);

CREATE TABLE idempotency (
    user_id    BIGINT NOT NULL,
    endpoint   TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    body_hash  TEXT COLLATE "C" NOT NULL,
    trace_id   TEXT COLLATE "C" NOT NULL,
    -- running, done, interrupted
    state      TEXT COLLATE "C" NOT NULL,
    status     BIGINT,
    answer     TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, endpoint, key)
);
CREATE INDEX idempotency_by_trace ON idempotency (trace_id);

CREATE TABLE tasks (
    id           TEXT COLLATE "C" PRIMARY KEY,
    instance     TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    target       TEXT COLLATE "C" NOT NULL,
    creator      TEXT COLLATE "C" NOT NULL,
    creator_id   BIGINT NOT NULL,
    -- JSON: lists of bindings that cut the creator's, of the API token it was begun with
    limits       TEXT NOT NULL,
    params       TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    cancel_asked BIGINT NOT NULL DEFAULT 0,
    done         BIGINT NOT NULL DEFAULT 0,
    total        BIGINT NOT NULL DEFAULT 0,
    unit         TEXT COLLATE "C" NOT NULL,
    message      TEXT COLLATE "C" NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    started_at   BIGINT,
    ended_at     BIGINT,
    trace_id     TEXT COLLATE "C",
    checkpoint   TEXT COLLATE "C"
);
CREATE INDEX tasks_by_instance ON tasks (instance, created_at);
CREATE INDEX tasks_by_state ON tasks (state);

CREATE TABLE task_lines (
    seq     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id TEXT COLLATE "C" NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    time    BIGINT NOT NULL,
    line    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX task_lines_by_task ON task_lines (task_id, seq);

CREATE TABLE task_items (
    task_id  TEXT COLLATE "C" NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    name     TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    -- JSON of the error; absent: done
    error    TEXT COLLATE "C",
    PRIMARY KEY (task_id, name)
);

CREATE TABLE settings (
    name    TEXT COLLATE "C" PRIMARY KEY,
    value   TEXT COLLATE "C" NOT NULL
);
