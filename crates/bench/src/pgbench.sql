-- The statements of countersign-store for one cycle, in the round trips in which it sends them.
\set n random(1, 1000000000000000)
\set now random(1700000000000, 1700000600000)

-- Create: find the service, take the slot, write.
\startpipeline
BEGIN;
SELECT sid, account_sid, friendly_name, settings, created_at, updated_at,
    CAST(CASE WHEN is_told IS NULL THEN 1 ELSE 7 END AS BIGINT) FROM services
    WHERE sid = :service AND account_sid = :account
    AND pg_advisory_xact_lock_shared(hashtextextended(:service, 0)) IS NOT NULL
    UNION ALL SELECT verification_sid, NULL, NULL, NULL, NULL, NULL, 2 FROM live_slots
    WHERE service_sid = :service AND recipient = '+' || :n::text AND mode = 'code'
    UNION ALL SELECT what, made_by, reason, NULL, until_at, made_at, 3
    FROM (SELECT 1 FROM blocks LIMIT 1) AS present CROSS JOIN blocks
    WHERE what IN (:account, 'all', '+1', '+12', '+123', '+1234', '+12345', '+123456', '+1234567', '+12345678',
    '+123456789', '+1234567890', '+12345678901', '+123456789012', '+1234567890123', '+12345678901234',
    '+123456789012345');
\endpipeline
INSERT INTO live_slots (service_sid, recipient, mode, verification_sid, until_at)
    SELECT :service, '+' || :n::text, 'code', 'VE' || lpad(:n::text, 32, '0'), CAST(:now AS BIGINT)
    WHERE EXISTS (SELECT 1 FROM services WHERE sid = :service)
    ON CONFLICT (service_sid, recipient, mode) DO UPDATE SET mode = excluded.mode RETURNING verification_sid;
\startpipeline
INSERT INTO verifications (sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length,
    code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
    approval, upstream, upstream_sid, is_told)
    VALUES ('VE' || lpad(:n::text, 32, '0'), :account, :service, '+' || :n::text, 'sms', 'pending', NULL, 'k1', 6,
    NULL, NULL, NULL, '1700000000000 sms VL' || lpad(:n::text, 32, '0'), 1, 0, NULL, :now, :now, :now,
    NULL, NULL, NULL, NULL);
INSERT INTO attempts (sid, account_sid, service_sid, verification_sid, channel, state, tries, provider, provider_id,
    error, created_at, updated_at)
    VALUES ('VL' || lpad(:n::text, 32, '0'), :account, :service, 'VE' || lpad(:n::text, 32, '0'), 'sms', 'queued', 0,
    NULL, NULL, NULL, :now, :now);
INSERT INTO outbox (attempt_sid, verification_sid, wording, due_at, tries, fence, owner)
    VALUES ('VL' || lpad(:n::text, 32, '0'), 'VE' || lpad(:n::text, 32, '0'), '{"channel":"sms"}', :now, 1, 1, 'node');
COMMIT;
\endpipeline

-- The record of its delivery.
\startpipeline
BEGIN;
DELETE FROM outbox WHERE attempt_sid = 'VL' || lpad(:n::text, 32, '0') AND fence = 1;
\endpipeline
\startpipeline
UPDATE attempts SET state = 'sent', tries = 1, provider = 'sink', provider_id = NULL, error = NULL, updated_at = :now,
    journal = COALESCE(journal, '') || '{"at":1700000000000,"fate":"accepted","hop":"sink","ms":3}'
    WHERE sid = 'VL' || lpad(:n::text, 32, '0');
COMMIT;
\endpipeline

-- Check.
\startpipeline
BEGIN;
SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length, code_sealed, amount,
    payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at,
    approval, upstream, upstream_sid, is_told, (SELECT settings FROM services WHERE services.sid = :service)
    FROM verifications WHERE sid = (SELECT verification_sid FROM live_slots
        WHERE live_slots.service_sid = :service AND live_slots.recipient = '+' || :n::text AND live_slots.mode = 'code')
    AND service_sid = :service AND account_sid = :account FOR UPDATE;
\endpipeline
\startpipeline
UPDATE verifications SET status = 'approved', ended_at = :now, checks_used = 1, updated_at = :now
    WHERE sid = 'VE' || lpad(:n::text, 32, '0');
COMMIT;
\endpipeline
