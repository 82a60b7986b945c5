-- A logon that is there to change the password at the workstation: what the workstation says of the new one is looked
-- at a few times, and believed once.
ALTER TABLE logons ADD COLUMN changes_password boolean NOT NULL DEFAULT false;
ALTER TABLE logons ADD COLUMN password_tries integer NOT NULL DEFAULT 0;
ALTER TABLE logons ADD COLUMN password_changed boolean NOT NULL DEFAULT false;
