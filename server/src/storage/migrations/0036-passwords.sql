-- A logon that is there to change the password at the workstation: what the workstation says of the new one is looked
-- at a few times, and believed once.
ALTER TABLE logons ADD COLUMN changes_password boolean NOT NULL DEFAULT false;
ALTER TABLE logons ADD COLUMN password_tries integer NOT NULL DEFAULT 0;
ALTER TABLE logons ADD COLUMN password_changed boolean NOT NULL DEFAULT false;

-- A recovery without the server grants one reset, at the workstation at which it happened. Those of before name no
-- workstation, and nothing could use them.
DELETE FROM reset_grants;
ALTER TABLE reset_grants ADD COLUMN workstation_id text NOT NULL;
-- What the workstation told it with: told again, it grants nothing again.
ALTER TABLE reset_grants ADD COLUMN event_id text NOT NULL;
-- The self-service that used it.
ALTER TABLE reset_grants ADD COLUMN used_by text;
ALTER TABLE reset_grants DROP CONSTRAINT reset_grants_pkey;
ALTER TABLE reset_grants ADD PRIMARY KEY (principal_id, workstation_id);

-- Whether such a grant is part of the proof.
ALTER TABLE self_service_sessions ADD COLUMN reset_grant boolean NOT NULL DEFAULT false;

-- So many of each are kept, the newest.
CREATE INDEX self_service_sessions_of_workstation ON self_service_sessions (workstation_id, expires_at);
CREATE INDEX self_service_sessions_of_principal ON self_service_sessions (principal_id, expires_at);
