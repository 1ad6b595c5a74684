-- expands
-- Prompts: pages on which people set up their methods and prove themselves. What was asked and how far the person is stands
-- sealed, addresses among it. Of the link's token, the browser's secret and the result's code there are hashes.
CREATE TABLE prompts (
    sid TEXT NOT NULL PRIMARY KEY,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    identity TEXT NOT NULL,
    purpose TEXT NOT NULL,
    status TEXT NOT NULL,
    ended_at BIGINT,
    content_sealed TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    browser_hash TEXT,
    code_hash TEXT,
    code_until BIGINT,
    exchanged_at BIGINT,
    step BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) /*NO ROWID*/;

CREATE UNIQUE INDEX prompts_by_token ON prompts (token_hash);
CREATE INDEX prompts_by_service ON prompts (service_sid, sid);
CREATE INDEX prompts_by_identity ON prompts (identity_key);

-- The guessing budget of prompts: wrong answers by the hour. `who` is a keyed hash of service, person and network.
CREATE TABLE prompt_wrongs (
    who TEXT NOT NULL,
    hour BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    PRIMARY KEY (who, hour)
) /*NO ROWID*/;

CREATE INDEX prompt_wrongs_by_hour ON prompt_wrongs (hour);

-- What results are signed with. `kid` is the public key's thumbprint (RFC 7638), `x` and `y` the key itself.
CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    x TEXT NOT NULL,
    y TEXT NOT NULL,
    secret_sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL
) /*NO ROWID*/;
