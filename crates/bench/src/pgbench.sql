-- The statements of countersign-store for one cycle, in the round trips in which it sends them.
\set n random(1, 1000000000000000)
\set now random(1700000000000, 1700000600000)

-- Create: find the service, take the slot, write.
\startpipeline
BEGIN;
SELECT sid, account_sid, friendly_name, settings, created_at, updated_at FROM services
    WHERE sid = :service AND account_sid = :account;
\endpipeline
INSERT INTO live_slots (service_sid, recipient, mode, verification_sid, until_at)
    VALUES (:service, '+' || :n::text, 'code', 'VE' || lpad(:n::text, 32, '0'), :now)
    ON CONFLICT (service_sid, recipient, mode) DO UPDATE SET mode = excluded.mode RETURNING verification_sid;
\startpipeline
INSERT INTO verifications (sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length,
    code_sealed, amount, payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at)
    VALUES ('VE' || lpad(:n::text, 32, '0'), :account, :service, '+' || :n::text, 'sms', 'pending', NULL, 'k1', 6,
    NULL, NULL, NULL, '1700000000000 sms VL' || lpad(:n::text, 32, '0'), 1, 0, NULL, :now, :now, :now);
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
UPDATE attempts SET state = 'sent', tries = 1, provider = 'sink', provider_id = NULL, error = NULL, updated_at = :now
    WHERE sid = 'VL' || lpad(:n::text, 32, '0');
COMMIT;
\endpipeline

-- Check.
\startpipeline
BEGIN;
SELECT sid, account_sid, service_sid, recipient, channel, status, ended_at, code_key, code_length, code_sealed, amount,
    payee, sends, sends_used, checks_used, tags, created_at, updated_at, expires_at
    FROM verifications WHERE sid = (SELECT verification_sid FROM live_slots
        WHERE live_slots.service_sid = :service AND live_slots.recipient = '+' || :n::text AND live_slots.mode = 'code')
    AND service_sid = :service AND account_sid = :account
    AND EXISTS (SELECT 1 FROM services WHERE services.sid = :service) FOR UPDATE;
\endpipeline
\startpipeline
UPDATE verifications SET channel = 'sms', status = 'approved', ended_at = :now,
    sends = '1700000000000 sms VL' || lpad(:n::text, 32, '0'), sends_used = 1, checks_used = 1, updated_at = :now
    WHERE sid = 'VE' || lpad(:n::text, 32, '0');
COMMIT;
\endpipeline
