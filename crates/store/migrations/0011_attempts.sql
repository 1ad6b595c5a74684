-- expands
-- Attempts of whole hours, counted: what a summary adds up in place of history. `hour` counts hours since 1970. No request
-- writes here: a job counts an hour once nothing in it can change any more. The mark `attempts.counted` tells how far it
-- has come.
CREATE TABLE attempt_sums (
    account_sid TEXT NOT NULL,
    hour BIGINT NOT NULL,
    service_sid TEXT NOT NULL,
    channel TEXT NOT NULL,
    country TEXT NOT NULL,
    total BIGINT NOT NULL,
    converted BIGINT NOT NULL,
    PRIMARY KEY (account_sid, hour, service_sid, channel, country)
) /*NO ROWID*/;

CREATE INDEX attempt_sums_by_hour ON attempt_sums (hour);

-- The same by how numbers begin: `area` is the first five digits, `digits` how many of them count. Of short numbers it is
-- fewer, so that four always stay unknown; zeros stand for the others.
CREATE TABLE attempt_area_sums (
    account_sid TEXT NOT NULL,
    area BIGINT NOT NULL,
    digits BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    service_sid TEXT NOT NULL,
    channel TEXT NOT NULL,
    country TEXT NOT NULL,
    total BIGINT NOT NULL,
    converted BIGINT NOT NULL,
    PRIMARY KEY (account_sid, area, digits, hour, service_sid, channel, country)
) /*NO ROWID*/;

CREATE INDEX attempt_area_sums_by_hour ON attempt_area_sums (hour);
