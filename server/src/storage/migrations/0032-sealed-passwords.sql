-- Proven passwords, each sealed to the public key of its owner's recovery lock, and sealed again by the keyring, so
-- that a stolen database alone cannot even be searched with answers.
CREATE TABLE sealed_passwords (
  -- Key id and generation.
  id text PRIMARY KEY,
  principal_id text NOT NULL,
  key_id text NOT NULL,
  -- Which password it is, as the directory counts.
  generation numeric(20, 0) NOT NULL,
  sealed bytea NOT NULL,
  sealed_at timestamptz NOT NULL
);

CREATE INDEX sealed_passwords_of_principal ON sealed_passwords (principal_id, key_id, generation);

-- The password that a logon proved; absent where the directory does not tell.
ALTER TABLE logons ADD COLUMN generation numeric(20, 0);
