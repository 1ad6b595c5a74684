-- expands
-- What prompts asked of a person's devices: one question waits at a time, whichever prompt it is of, and those that let nobody
-- in are counted. `asked` is moments in milliseconds; before `free_at` no device is asked.
CREATE TABLE prompt_pushes (
    service_sid TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    prompt_sid TEXT,
    challenge_sid TEXT,
    asked TEXT NOT NULL,
    free_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (service_sid, identity_key)
) /*NO ROWID*/;

CREATE INDEX prompt_pushes_by_moment ON prompt_pushes (asked_at);
CREATE INDEX prompt_pushes_by_identity ON prompt_pushes (identity_key);

-- Which prompt gave a permission to make a factor; null for those that an application asked for.
ALTER TABLE access_tokens ADD COLUMN prompt_sid TEXT;

CREATE INDEX access_tokens_of_prompts ON access_tokens (factor_sid) WHERE prompt_sid IS NOT NULL;
