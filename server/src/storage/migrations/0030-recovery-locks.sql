-- The recovery lock of each principal: what opens the private key of sealed passwords with the right answers.
CREATE TABLE recovery_locks (
  principal_id text PRIMARY KEY,
  key_id text NOT NULL,
  public_key bytea NOT NULL,
  -- The lock, sealed by the keyring and bound to principal and key: a stolen table cannot be searched for answers.
  sealed_lock bytea NOT NULL,
  -- Which questions the policy demanded when it was made.
  policy_digest text NOT NULL,
  enrolled_at timestamptz NOT NULL
);
