-- When a principal last logged on at the workstation, with the server or, as the workstation told, without it.
ALTER TABLE kits ADD COLUMN used_at timestamptz;
UPDATE kits SET used_at = granted_at;
ALTER TABLE kits ALTER COLUMN used_at SET NOT NULL;
