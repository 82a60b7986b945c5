-- Audit events in one partition a month, so that a month that is over goes at once and leaves nothing to clean up; with
-- the policy that a logon was judged by, and an index for each way to search. All of it or, after a crash, none.
ALTER TABLE audit_events RENAME TO audit_events_before;
ALTER TABLE audit_events_before RENAME CONSTRAINT audit_events_pkey TO audit_events_before_pkey;
DROP INDEX audit_events_by_position, audit_events_by_correlation, audit_events_by_principal,
  audit_events_by_name;

CREATE SEQUENCE audit_event_positions;

CREATE TABLE audit_events (
  node text NOT NULL,
  -- `2026-03`, of the chain: never earlier than that of `at`.
  month text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  -- The order of writing. Rows become visible out of this order: see transaction_id.
  position bigint NOT NULL DEFAULT nextval('audit_event_positions'),
  -- A reader stops before the oldest transaction that is still under way, so that a cursor skips nothing.
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id text NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  outcome text NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  door text,
  principal_id text COLLATE "C",
  principal_name text,
  workstation_id text,
  source text,
  code text,
  -- JSON as it was hashed, byte for byte.
  detail text NOT NULL,
  -- The policy that decided, with its version where that is known: `staff@3`.
  policy text,
  PRIMARY KEY (node, month, sequence)
) PARTITION BY LIST (month);
ALTER SEQUENCE audit_event_positions OWNED BY audit_events.position;

-- An event that no other partition takes must not keep anybody from logging on.
CREATE TABLE audit_events_other PARTITION OF audit_events DEFAULT;

DO $$
DECLARE
  one text;
BEGIN
  FOR one IN SELECT DISTINCT month FROM audit_events_before LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_events FOR VALUES IN (%L)',
      'audit_events_' || replace(one, '-', '_'), one);
  END LOOP;
END $$;

INSERT INTO audit_events (node, month, sequence, previous_hash, hash, position, transaction_id, id, at, type, outcome,
  correlation_id, door, principal_id, principal_name, workstation_id, source, code, detail)
SELECT node, month, sequence, previous_hash, hash, position, transaction_id, id, at, type, outcome,
  correlation_id, door, principal_id, principal_name, workstation_id, source, code, detail
FROM audit_events_before;
SELECT setval('audit_event_positions', greatest(max(position), 1), max(position) IS NOT NULL)
FROM audit_events_before;
DROP TABLE audit_events_before;

CREATE INDEX audit_events_by_position ON audit_events (position);
CREATE INDEX audit_events_by_correlation ON audit_events (correlation_id);
-- Searches are answered in order of time: each of these has the events of one value in that order.
CREATE INDEX audit_events_by_time ON audit_events (at, position);
CREATE INDEX audit_events_by_type ON audit_events (type, at, position);
CREATE INDEX audit_events_by_outcome ON audit_events (outcome, at, position);
CREATE INDEX audit_events_by_principal ON audit_events (principal_id, at, position)
  WHERE principal_id IS NOT NULL;
CREATE INDEX audit_events_by_name ON audit_events (lower(principal_name), at, position);
CREATE INDEX audit_events_by_door ON audit_events (door, at, position) WHERE door IS NOT NULL;
CREATE INDEX audit_events_by_workstation ON audit_events (workstation_id, at, position)
  WHERE workstation_id IS NOT NULL;
CREATE INDEX audit_events_by_source ON audit_events (source, at, position)
  WHERE source IS NOT NULL;
CREATE INDEX audit_events_by_code ON audit_events (code, at, position) WHERE code IS NOT NULL;
