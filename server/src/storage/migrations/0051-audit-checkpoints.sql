-- The end of the newest month of each node's chain that retention dropped: what the rest is linked to. The mac is under
-- a key that the database does not hold, over node, month, sequence and hash.
CREATE TABLE audit_checkpoints (
  node text PRIMARY KEY,
  month text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  mac bytea NOT NULL,
  dropped_at timestamptz NOT NULL DEFAULT now()
);
