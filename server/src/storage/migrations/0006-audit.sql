-- What happened, append-only. Each node has a chain a month: hash covers the event and the previous hash, sequence
-- numbers have no gaps, so that altered, removed and inserted events are found.
CREATE TABLE audit_events (
  node text NOT NULL,
  month text NOT NULL,
  sequence bigint NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  -- The order of reading. Rows become visible out of this order: see transaction_id.
  position bigint GENERATED ALWAYS AS IDENTITY,
  -- A reader stops before the oldest transaction that is still under way, so that a cursor skips nothing.
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id text NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  outcome text NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  door text,
  principal_id text,
  principal_name text,
  workstation_id text,
  source text,
  code text,
  -- JSON as it was hashed, byte for byte.
  detail text NOT NULL,
  PRIMARY KEY (node, month, sequence)
);

CREATE UNIQUE INDEX audit_events_by_position ON audit_events (position);
CREATE INDEX audit_events_by_correlation ON audit_events (correlation_id);
CREATE INDEX audit_events_by_principal ON audit_events (principal_id, position);
