-- The tables of ../sqlite for PostgreSQL: other is only the collation.
CREATE TABLE plans (
    id         TEXT COLLATE "C" PRIMARY KEY,
    instance   TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    -- a plan that nobody started is swept then
    expires_at BIGINT NOT NULL,
    -- the task that carries it out: it is kept as long as that
    task_id    TEXT COLLATE "C" REFERENCES tasks (id) ON DELETE CASCADE,
    -- JSON: what was asked, the figures, and each partition with its old and new replicas
    content    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX plans_by_task ON plans (task_id);

CREATE TABLE reassignments (
    task_id  TEXT COLLATE "C" PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    instance TEXT COLLATE "C" NOT NULL,
    plan     TEXT COLLATE "C" NOT NULL,
    title    TEXT COLLATE "C" NOT NULL,
    -- JSON: what people asked for since: throttle, batches, pause, start
    control  TEXT COLLATE "C" NOT NULL,
    phase    TEXT COLLATE "C" NOT NULL,
    why      TEXT COLLATE "C",
    -- JSON: what the console that drives it knows and shows
    progress TEXT COLLATE "C" NOT NULL
);

CREATE TABLE moves (
    task_id      TEXT COLLATE "C" NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    -- in the order of the plan
    position     BIGINT NOT NULL,
    topic        TEXT COLLATE "C" NOT NULL,
    partition_id BIGINT NOT NULL,
    -- brokers, as 1,2,3
    old_brokers  TEXT COLLATE "C" NOT NULL,
    new_brokers  TEXT COLLATE "C" NOT NULL,
    -- to copy in all; absent: not known
    bytes        BIGINT,
    bytes_done   BIGINT NOT NULL DEFAULT 0,
    state        TEXT COLLATE "C" NOT NULL,
    cancel_asked BIGINT NOT NULL DEFAULT 0,
    -- JSON of the error
    error        TEXT COLLATE "C",
    PRIMARY KEY (task_id, position)
);
CREATE INDEX moves_by_state ON moves (task_id, state, position);
CREATE INDEX moves_by_topic ON moves (topic, task_id);

CREATE TABLE election_timers (
    instance  TEXT COLLATE "C" PRIMARY KEY,
    every_min BIGINT NOT NULL,
    next_at   BIGINT NOT NULL,
    set_by    TEXT COLLATE "C" NOT NULL,
    set_by_id BIGINT NOT NULL,
    -- JSON: lists of bindings that cut what the setter may do, of the API token it was set with
    limits    TEXT COLLATE "C" NOT NULL,
    set_at    BIGINT NOT NULL
);

CREATE TABLE election_runs (
    instance TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    found    BIGINT NOT NULL,
    task_id  TEXT COLLATE "C",
    -- JSON of the error
    error    TEXT COLLATE "C",
    PRIMARY KEY (instance, at)
);
