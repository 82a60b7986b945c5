-- Passwords that people had, as far as they were proven here: keyed tags over Argon2id, which say nothing without the
-- keyring. The last 24 of each person.
CREATE TABLE password_history (
  principal_id text NOT NULL,
  -- HMAC by the keyring over Argon2id with a salt of the person's own.
  tag bytea NOT NULL,
  -- Which password it was, as the directory counts; absent where it had not told yet.
  generation numeric(20, 0),
  proven_at timestamptz NOT NULL,
  PRIMARY KEY (principal_id, tag)
);
