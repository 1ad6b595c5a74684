-- Columns are TEXT and BIGINT only: sids, milliseconds since 1970, JSON and sealed secrets as text, nullable times in
-- place of booleans. One file serves both engines.

-- Tenants. Tokens stand as SHA-256 for login, and sealed because webhooks are signed with them.
CREATE TABLE accounts (
    sid TEXT NOT NULL PRIMARY KEY,
    friendly_name TEXT NOT NULL,
    primary_hash TEXT NOT NULL,
    primary_sealed TEXT NOT NULL,
    secondary_hash TEXT,
    secondary_sealed TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX api_keys_by_account ON api_keys (account_sid, sid);

CREATE TABLE services (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    friendly_name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX services_by_account ON services (account_sid, sid);

-- History. No code stands here: code_key and code_length tell how to derive it; code_sealed is the caller's own.
CREATE TABLE verifications (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    status TEXT NOT NULL,
    ended_at BIGINT,
    code_key TEXT,
    code_length BIGINT,
    code_sealed TEXT,
    amount TEXT,
    payee TEXT,
    sends TEXT NOT NULL,
    sends_used BIGINT NOT NULL,
    checks_used BIGINT NOT NULL,
    tags TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) /*NO ROWID*/;

-- Which verification lives for an address: the row that a create locks. History doesn't grow it.
CREATE TABLE live_slots (
    service_sid TEXT NOT NULL,
    recipient TEXT NOT NULL,
    mode TEXT NOT NULL,
    verification_sid TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (service_sid, recipient, mode)
) /*NO ROWID*/;

CREATE INDEX live_slots_by_end ON live_slots (until_at);

-- The guessing budget: wrong checks per service, address and hour.
CREATE TABLE wrong_checks (
    service_sid TEXT NOT NULL,
    address TEXT NOT NULL,
    hour BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    PRIMARY KEY (service_sid, address, hour)
) /*NO ROWID*/;

CREATE INDEX wrong_checks_by_hour ON wrong_checks (hour);

-- What each address was sent by an account in its last day: the row that the limits per address lock. `sends` holds the
-- moments and channels, `taken` how often the row was locked: 1 tells who made it.
CREATE TABLE address_sends (
    account_sid TEXT NOT NULL,
    address TEXT NOT NULL,
    sends TEXT NOT NULL,
    taken BIGINT NOT NULL,
    over_hour BIGINT NOT NULL,
    PRIMARY KEY (account_sid, address)
) /*NO ROWID*/;

CREATE INDEX address_sends_by_hour ON address_sends (over_hour);

-- Money spent in the present hour and day, in millionths, by an account (`AC…`) and by an account on a country
-- (`AC…/DK`). Striped, so that requests at once don't wait for each other.
CREATE TABLE spend (
    scope TEXT NOT NULL,
    stripe BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    in_hour BIGINT NOT NULL,
    day BIGINT NOT NULL,
    in_day BIGINT NOT NULL,
    PRIMARY KEY (scope, stripe)
) /*NO ROWID*/;

-- What operators have stopped: `all`, an account (`AC…`) or the beginning of numbers (`+231`).
CREATE TABLE blocks (
    what TEXT NOT NULL PRIMARY KEY,
    until_at BIGINT,
    reason TEXT,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
) /*NO ROWID*/;

-- Numbers that an account's callers vouch for.
CREATE TABLE safe_list (
    account_sid TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    sid TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_sid, phone_number)
) /*NO ROWID*/;

-- What operators and callers did. Lines are added and never changed; addresses are masked. They are added without
-- chain_no and hash, so that no two requests wait for each other; a job gives them those later, in batches.
CREATE TABLE audit (
    sid TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    account_sid TEXT,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT,
    chain_no BIGINT,
    hash TEXT
) /*NO ROWID*/;

CREATE UNIQUE INDEX audit_by_chain ON audit (chain_no);

-- Who does what one node at a time does.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    until_at BIGINT NOT NULL
);

-- One row a send.
CREATE TABLE attempts (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    verification_sid TEXT NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    provider TEXT,
    provider_id TEXT,
    error TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) /*NO ROWID*/;

-- What has still to be sent: ids and how to word it, never a code. due_at is also the lease: whoever takes a row moves
-- it into the future and raises the fence, and only the holder of the latest fence may record what became of it.
CREATE TABLE outbox (
    attempt_sid TEXT NOT NULL PRIMARY KEY,
    verification_sid TEXT NOT NULL,
    wording TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    owner TEXT
) /*NO ROWID*/;

CREATE INDEX outbox_by_time ON outbox (due_at);

-- A deleted service's rows, removed behind.
CREATE TABLE purges (
    service_sid TEXT NOT NULL PRIMARY KEY,
    place TEXT NOT NULL,
    attempts_from TEXT NOT NULL
);

-- Which master keys there are and which of them seals; the check value proves that a key of this id is the same key as
-- ever.
CREATE TABLE keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    check_value TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL
);

CREATE UNIQUE INDEX keys_one_active ON keys (state) WHERE state = 'active';

-- The nodes that run, told by each every few seconds, and the keys that each holds.
CREATE TABLE nodes (
    node TEXT NOT NULL PRIMARY KEY,
    seen_at BIGINT NOT NULL,
    key_ids TEXT NOT NULL,
    seals_with TEXT NOT NULL
);

-- Facts about this database, such as that `dev` made it.
CREATE TABLE marks (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Creates that may be asked for again under the same key without sending twice. The request's hash is sealed: it covers
-- the caller's own code, which a bare hash would give away.
CREATE TABLE idempotency_keys (
    account_sid TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    request_sealed TEXT NOT NULL,
    attempt_sid TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (account_sid, key_hash)
) /*NO ROWID*/;

CREATE INDEX idempotency_keys_by_end ON idempotency_keys (until_at);
