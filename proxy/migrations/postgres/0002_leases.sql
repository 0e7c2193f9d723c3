-- Who does what only one console may do, by the database's clock. Rows stay, so that numbers grow.
CREATE TABLE leases (
    name       TEXT COLLATE "C" PRIMARY KEY,
    owner      TEXT COLLATE "C" NOT NULL,
    -- grows with each new holder: what an earlier one still writes is refused
    number     BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
