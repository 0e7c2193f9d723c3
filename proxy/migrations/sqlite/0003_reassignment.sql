-- Plans of reassignments, and what became of them.
CREATE TABLE plans (
    id         TEXT PRIMARY KEY,
    instance   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- a plan that nobody started is swept then
    expires_at BIGINT NOT NULL,
    -- the task that carries it out: it is kept as long as that
    task_id    TEXT REFERENCES tasks (id) ON DELETE CASCADE,
    -- JSON: what was asked, the figures, and each partition with its old and new replicas
    content    TEXT NOT NULL
);
CREATE INDEX plans_by_task ON plans (task_id);

CREATE TABLE reassignments (
    task_id  TEXT PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    instance TEXT NOT NULL,
    plan     TEXT NOT NULL,
    title    TEXT NOT NULL,
    -- JSON: what people asked for since: throttle, batches, pause, start
    control  TEXT NOT NULL,
    phase    TEXT NOT NULL,
    why      TEXT,
    -- JSON: what the console that drives it knows and shows
    progress TEXT NOT NULL
);

CREATE TABLE moves (
    task_id      TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    -- in the order of the plan
    position     BIGINT NOT NULL,
    topic        TEXT NOT NULL,
    partition_id BIGINT NOT NULL,
    -- brokers, as 1,2,3
    old_brokers  TEXT NOT NULL,
    new_brokers  TEXT NOT NULL,
    -- to copy in all; absent: not known
    bytes        BIGINT,
    bytes_done   BIGINT NOT NULL DEFAULT 0,
    state        TEXT NOT NULL,
    cancel_asked BIGINT NOT NULL DEFAULT 0,
    -- JSON of the error
    error        TEXT,
    PRIMARY KEY (task_id, position)
);
CREATE INDEX moves_by_state ON moves (task_id, state, position);
CREATE INDEX moves_by_topic ON moves (topic, task_id);

CREATE TABLE election_timers (
    instance  TEXT PRIMARY KEY,
    every_min BIGINT NOT NULL,
    next_at   BIGINT NOT NULL,
    set_by    TEXT NOT NULL,
    set_by_id BIGINT NOT NULL,
    -- JSON: lists of bindings that cut what the setter may do, of the API token it was set with
    limits    TEXT NOT NULL,
    set_at    BIGINT NOT NULL
);

CREATE TABLE election_runs (
    instance TEXT NOT NULL,
    at       BIGINT NOT NULL,
    found    BIGINT NOT NULL,
    task_id  TEXT,
    -- JSON of the error
    error    TEXT,
    PRIMARY KEY (instance, at)
);
