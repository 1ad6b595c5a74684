-- expands
-- Events of prompts, and mails about what has changed of somebody's methods.

-- 1 where an enabled webhook of the service wanted events of prompts when the prompt was made; null once it was told that
-- the prompt's time is over.
ALTER TABLE prompts ADD COLUMN is_told BIGINT;
CREATE INDEX prompts_told_by_time ON prompts (expires_at) WHERE is_told = 1 AND status = 'pending';

-- Such a mail, and its own outbox: `due_at` is also the lease, null once it is over. The content, an address among it, stands
-- sealed until then. The mails of one change have its name in common.
CREATE TABLE notices (
    sid TEXT NOT NULL PRIMARY KEY,
    change_sid TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    identity TEXT NOT NULL,
    content_sealed TEXT,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    tries BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    owner TEXT,
    outcome TEXT,
    provider TEXT
) /*NO ROWID*/;

CREATE INDEX notices_by_time ON notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notices_by_identity ON notices (identity_key, service_sid);
