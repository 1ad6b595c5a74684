-- expands
-- How often an application's creates may name one value: rate limits of services and their buckets.

-- hash_key_sealed seals what the values are hashed with: the limit's own key, so that nothing of them can be told from the
-- database alone, and hashes stay the same when the master key changes.
CREATE TABLE rate_limits (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    unique_name TEXT NOT NULL,
    description TEXT,
    hash_key_sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX rate_limits_by_name ON rate_limits (service_sid, unique_name);

-- No more than most creates in so many seconds.
CREATE TABLE buckets (
    sid TEXT NOT NULL PRIMARY KEY,
    rate_limit_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    most BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX buckets_by_seconds ON buckets (rate_limit_sid, seconds);
CREATE INDEX buckets_by_service ON buckets (service_sid);

-- What was counted of one value in one bucket: the row that a create locks last. `tally` holds the moments, `taken` how
-- often the row was locked: 1 tells who made it.
CREATE TABLE bucket_tallies (
    bucket_sid TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    tally TEXT NOT NULL,
    taken BIGINT NOT NULL,
    over_hour BIGINT NOT NULL,
    PRIMARY KEY (bucket_sid, value_hash)
) /*NO ROWID*/;

CREATE INDEX bucket_tallies_by_hour ON bucket_tallies (over_hour);

-- Buckets that are gone and whose tallies are still to be removed.
CREATE TABLE bucket_purges (
    bucket_sid TEXT NOT NULL PRIMARY KEY
);
