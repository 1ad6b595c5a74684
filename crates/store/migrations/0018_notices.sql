-- expands
-- Events of prompts.

-- 1 where an enabled webhook of the service wanted events of prompts when the prompt was made; null once it was told that
-- the prompt's time is over.
ALTER TABLE prompts ADD COLUMN is_told BIGINT;
CREATE INDEX prompts_told_by_time ON prompts (expires_at) WHERE is_told = 1 AND status = 'pending';
