-- What may happen so often within a window, counted over all nodes: requests of an address, codes to a destination. Keys
-- are addresses, ids or digests. Rows go when their window ends.
CREATE TABLE quotas (
  scope text NOT NULL,
  key text NOT NULL,
  count integer NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
) WITH (fillfactor = 60);

CREATE INDEX quotas_by_expiry ON quotas (expires_at);
