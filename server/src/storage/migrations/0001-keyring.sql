-- Keys that seal and authenticate what the other tables hold, themselves sealed under the master key, which is
-- never in the database.
CREATE TABLE keyring_keys (
  purpose text NOT NULL CHECK (purpose IN ('data', 'mac')),
  version integer NOT NULL CHECK (version > 0),
  wrapped bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (purpose, version)
);
