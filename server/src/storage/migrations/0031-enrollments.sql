-- A logon in which everything was proven and something must be enrolled before the grant.
ALTER TABLE logons DROP CONSTRAINT logons_state_check;
ALTER TABLE logons ADD CONSTRAINT logons_state_check
  CHECK (state IN ('open', 'enrolling', 'granted', 'denied', 'cancelled'));

-- What a logon that may have to enrol something keeps for that. Rows go with their logons.
CREATE TABLE enrollments (
  logon_id text PRIMARY KEY,
  principal_id text NOT NULL,
  -- What the directory knows the person by.
  person jsonb NOT NULL,
  -- Of the password that this logon was begun with; only where answers may be enrolled.
  password_mac bytea,
  password_generation text,
  -- The factor whose enrolment is the proof of this logon: not to be postponed.
  proof text,
  -- Codes that were looked at.
  codes integer NOT NULL DEFAULT 0,
  -- An authenticator of which no code was seen yet: its future id, its seed sealed by the keyring.
  seed_id text,
  sealed_seed bytea,
  -- An address of which no code was seen yet.
  address text,
  challenge_id text,
  code_mac bytea,
  code_expires_at timestamptz,
  sends integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL
) WITH (fillfactor = 80);

-- How many logons a person went on without enrolling.
CREATE TABLE enrollment_postponements (
  principal_id text PRIMARY KEY,
  count integer NOT NULL
);

-- Accounts that came back after nobody used them for long. Looking at their password makes the directory think that
-- they are in use, so it is remembered here, until something is enrolled with a proven factor. Also accounts without a
-- factor whose password was reset by self-service.
CREATE TABLE enrollment_idle_accounts (
  principal_id text PRIMARY KEY,
  found_at timestamptz NOT NULL
);
