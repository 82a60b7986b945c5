-- Every version of every policy: the highest version of a name is the one that holds.
CREATE TABLE policies (
  name text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  document jsonb NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (name, version)
);
