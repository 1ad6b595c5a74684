-- expands
-- Events of verifications, and an end to what may wait for a webhook.

-- 1 where an enabled webhook of the service wants events of verifications, else null. A create reads it with the service, so
-- that nobody else pays for them.
ALTER TABLE services ADD COLUMN is_told BIGINT;
-- The same as it was when the verification began.
ALTER TABLE verifications ADD COLUMN is_told BIGINT;
-- Since when nothing new is kept for the webhook, because too much waits for it; else null.
ALTER TABLE webhooks ADD COLUMN full_since BIGINT;
