-- expands
-- Calls that ask for an approval in place of reading a code.

-- What was pressed in the calls of a verification that has no code: empty before anything was, null where there is a code.
-- Its digits are derived with code_key; code_length is null, so that an older release can't take it for a code.
ALTER TABLE verifications ADD COLUMN approval TEXT;
