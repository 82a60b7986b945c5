-- Workstations, their nonces, join tokens, the server's own keys, and administrators.

CREATE TABLE join_tokens (
  id text PRIMARY KEY,
  -- SHA-256 of the secret, which has 256 random bits: nothing slower is needed.
  secret_hash bytea NOT NULL UNIQUE,
  label text,
  uses_left integer NOT NULL CHECK (uses_left >= 0),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE workstations (
  id text PRIMARY KEY,
  hostname text NOT NULL,
  platform text NOT NULL,
  version text NOT NULL,
  hardware_key boolean NOT NULL,
  -- RFC 7638; a key is one workstation.
  thumbprint text NOT NULL UNIQUE,
  -- JWK coordinates of the ECDSA P-256 key.
  public_x text NOT NULL,
  public_y text NOT NULL,
  -- The token it joined with last: a join whose answer was lost may be sent again.
  join_token_id text NOT NULL,
  joined_at timestamptz NOT NULL,
  last_seen_at timestamptz,
  revoked_at timestamptz
);

-- Nonces of signed requests, each accepted once. Rows may go when their `created` is out of the clock window.
CREATE TABLE request_nonces (
  key_id text NOT NULL,
  nonce text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (key_id, nonce)
);
CREATE INDEX request_nonces_expiry ON request_nonces (expires_at);

-- Keys that all nodes share, their private parts sealed by the keyring.
CREATE TABLE server_keys (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('identity', 'sealing', 'tls-authority')),
  -- The raw public key; of the TLS authority its certificate (DER).
  public_part bytea NOT NULL,
  sealed_private_part bytea NOT NULL,
  created_at timestamptz NOT NULL,
  -- Grows with every key: the greatest is the version of the statement that workstations store.
  version bigint NOT NULL UNIQUE,
  -- A retired sealing key still opens what was sealed to it until then.
  retired_at timestamptz
);
-- Nodes that start together make one of each, not one each.
CREATE UNIQUE INDEX server_keys_current ON server_keys (kind) WHERE retired_at IS NULL;

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  label text NOT NULL,
  secret_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz
);

CREATE TABLE bootstrap_codes (
  code_hash bytea PRIMARY KEY,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  claimed_at timestamptz
);
