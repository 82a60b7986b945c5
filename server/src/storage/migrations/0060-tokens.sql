-- Tokens that were imported, whoever has them. One that somebody has is a credential, too, with a copy of the seed that is
-- bound to that person; its counter goes on there and comes back here, so that no code is good again (R37).
CREATE TABLE tokens (
  serial text COLLATE "C" PRIMARY KEY,
  method text NOT NULL CHECK (method IN ('totp', 'hotp')),
  sealed_seed bytea NOT NULL,
  algorithm text NOT NULL CHECK (algorithm IN ('sha1', 'sha256', 'sha512')),
  digits smallint NOT NULL CHECK (digits IN (6, 8)),
  -- Of tokens with a clock.
  period_seconds integer CHECK (period_seconds > 0),
  last_step bigint NOT NULL DEFAULT -1,
  imported_at timestamptz NOT NULL,
  CHECK ((method = 'totp') = (period_seconds IS NOT NULL))
) WITH (fillfactor = 80);

ALTER TABLE credentials
  ADD COLUMN algorithm text NOT NULL DEFAULT 'sha1' CHECK (algorithm IN ('sha1', 'sha256', 'sha512')),
  ADD COLUMN digits smallint NOT NULL DEFAULT 6 CHECK (digits IN (6, 8)),
  ADD COLUMN period_seconds integer NOT NULL DEFAULT 30 CHECK (period_seconds > 0),
  -- A code far beyond the expected one: with the one after it the counter moves there (RFC 4226, section 7.4).
  ADD COLUMN far_step bigint,
  ADD COLUMN far_at timestamptz,
  ADD COLUMN serial text COLLATE "C" UNIQUE REFERENCES tokens (serial),
  DROP CONSTRAINT credentials_method_check,
  DROP CONSTRAINT credentials_check,
  ADD CONSTRAINT credentials_method_check CHECK (method IN ('totp', 'hotp', 'email')),
  ADD CONSTRAINT credentials_seed_check CHECK ((method IN ('totp', 'hotp')) = (sealed_seed IS NOT NULL));
