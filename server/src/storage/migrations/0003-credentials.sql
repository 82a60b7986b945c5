-- What people enrolled: authenticators (the seed sealed by the keyring) and alternate addresses.
CREATE TABLE credentials (
  id text PRIMARY KEY,
  principal_id text NOT NULL,
  method text NOT NULL CHECK (method IN ('totp', 'email')),
  label text,
  sealed_seed bytea,
  -- The newest step that was accepted: this one and older ones are refused (RFC 6238, section 5.2).
  last_step bigint NOT NULL DEFAULT -1,
  address text,
  created_at timestamptz NOT NULL,
  CHECK ((method = 'totp') = (sealed_seed IS NOT NULL)),
  CHECK ((method = 'email') = (address IS NOT NULL))
) WITH (fillfactor = 80);

CREATE INDEX credentials_of_principal ON credentials (principal_id);
CREATE UNIQUE INDEX one_address_per_principal ON credentials (principal_id) WHERE method = 'email';
