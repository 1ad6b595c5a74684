-- expands
-- Which node is carrying a notification out: what it held when it died is freed when it starts again.
ALTER TABLE notifications ADD COLUMN owner TEXT;
