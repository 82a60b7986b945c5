-- Break-glass codes that workstations keep as slow hashes, for when the server is away. Each is of one principal at one
-- workstation.
CREATE TABLE offline_codes (
  principal_id text NOT NULL,
  workstation_id text NOT NULL,
  -- By which the help desk names it.
  number integer NOT NULL CHECK (number > 0),
  id text NOT NULL UNIQUE,
  -- The code itself, sealed by the keyring, until it is read out.
  sealed_code bytea,
  -- Argon2id, as it stands in kits.
  hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- The workstation told that it has the kit that this code was in.
  held boolean NOT NULL DEFAULT false,
  read_out_at timestamptz,
  -- By the workstation's clock.
  spent_at timestamptz,
  PRIMARY KEY (principal_id, workstation_id, number),
  CHECK ((sealed_code IS NULL) = (read_out_at IS NOT NULL))
);

CREATE INDEX offline_codes_by_end ON offline_codes (expires_at);
