-- expands
-- The verification that a factor's address was shown by: it is the evidence for one factor.
ALTER TABLE verifications ADD COLUMN factor_sid TEXT;

-- What a factor that is an address is found by, where an address is erased or given twice: a keyed hash of it.
ALTER TABLE factors ADD COLUMN address_hash TEXT;

CREATE INDEX factors_by_address ON factors (address_hash) WHERE address_hash IS NOT NULL;

-- A file of hardware tokens. Its tokens count once it is finished: a file is taken whole or not at all. `finished_at` is null
-- while it is taken, and 0 once that was given up: then its tokens are to be removed.
CREATE TABLE token_imports (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    finished_at BIGINT
) /*NO ROWID*/;

CREATE INDEX token_imports_by_account ON token_imports (account_sid);

-- A hardware token by the number on its back. `next` and `drift` say how far it has come, whoever holds it; `factor_sid` is
-- the factor that it was given to somebody as, and is nobody's once that is gone.
CREATE TABLE hardware_tokens (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    serial TEXT NOT NULL,
    import_sid TEXT NOT NULL,
    kind TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    digits BIGINT NOT NULL,
    period BIGINT,
    next BIGINT NOT NULL,
    drift BIGINT NOT NULL,
    seed_sealed TEXT NOT NULL,
    manufacturer TEXT,
    factor_sid TEXT,
    imported_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE UNIQUE INDEX hardware_tokens_by_serial ON hardware_tokens (account_sid, serial);
CREATE INDEX hardware_tokens_by_factor ON hardware_tokens (factor_sid) WHERE factor_sid IS NOT NULL;
CREATE INDEX hardware_tokens_by_import ON hardware_tokens (import_sid);

-- When tokens were tried for a person that weren't theirs to have, in the last day.
CREATE TABLE token_tries (
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    tried TEXT NOT NULL,
    tried_at BIGINT NOT NULL,
    PRIMARY KEY (service_sid, identity_key)
) /*NO ROWID*/;

CREATE INDEX token_tries_by_time ON token_tries (tried_at);
