-- What one operator asked another one for. Decided once and used once, by the statements that change `state`.
CREATE TABLE approvals (
  id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'used', 'expired')),
  action text NOT NULL,
  principal_id text NOT NULL,
  principal_name text NOT NULL,
  -- Where the account was: whom a scope reaches may see the request.
  principal_realm text NOT NULL,
  principal_dn text,
  reason text NOT NULL,
  correlation_id text NOT NULL,
  requester_id text NOT NULL,
  requester_name text NOT NULL,
  -- The id of the principal behind the requester, where that is known.
  requester_person text,
  requested_at timestamptz NOT NULL,
  -- How long it waits, and once approved, may be used.
  minutes integer NOT NULL CHECK (minutes > 0),
  expires_at timestamptz NOT NULL,
  decider_id text,
  decider_name text,
  decided_at timestamptz,
  comment text,
  CHECK ((decider_id IS NULL) = (decided_at IS NULL)),
  CHECK (decider_id <> requester_id)
);
CREATE INDEX approvals_pending ON approvals (expires_at) WHERE state IN ('open', 'approved');
CREATE INDEX approvals_newest ON approvals (requested_at);
CREATE INDEX approvals_requester ON approvals (requester_id) WHERE state = 'open';
