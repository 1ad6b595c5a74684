-- expands
-- People as applications know them, what they prove themselves with, and what they are asked.

-- A person in a service, by the application's own name for them: `identity_key` is that name in lower case.
CREATE TABLE entities (
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    sid TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    identity TEXT NOT NULL,
    factors_made TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (service_sid, identity_key)
) /*NO ROWID*/;

CREATE UNIQUE INDEX entities_by_service ON entities (service_sid, sid);
CREATE INDEX entities_by_identity ON entities (identity_key);

-- A factor. What its kind keeps stands in `public` as JSON and in `secret_sealed`; `lookup` is what it is found by where
-- nobody names it. `challenged` and `wrong` hold the moments of the last day: the row that a challenge locks.
CREATE TABLE factors (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    entity_sid TEXT NOT NULL,
    identity TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    verified_at BIGINT,
    wrong_enrolments BIGINT NOT NULL,
    public TEXT NOT NULL,
    secret_sealed TEXT,
    lookup TEXT,
    metadata TEXT,
    challenged TEXT NOT NULL,
    wrong TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE INDEX factors_by_entity ON factors (entity_sid, sid);
CREATE UNIQUE INDEX factors_by_lookup ON factors (service_sid, lookup);
CREATE INDEX factors_unverified ON factors (sid) WHERE verified_at IS NULL;

-- A challenge. Entity and factor are null while nobody knows who will answer.
CREATE TABLE challenges (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    entity_sid TEXT,
    identity TEXT,
    factor_sid TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    answered_at BIGINT,
    wrong BIGINT NOT NULL,
    details TEXT,
    hidden_details TEXT,
    metadata TEXT,
    public TEXT NOT NULL,
    lookup TEXT,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE INDEX challenges_by_entity ON challenges (entity_sid, sid);
CREATE UNIQUE INDEX challenges_by_lookup ON challenges (service_sid, lookup);

-- Deleted people, whose factors and challenges are removed behind.
CREATE TABLE entity_purges (
    entity_sid TEXT NOT NULL PRIMARY KEY
) /*NO ROWID*/;
