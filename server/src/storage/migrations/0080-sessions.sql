-- Sessions of people who signed in at a browser. A row is a session that holds or has expired; one that was ended is gone.
-- A person has as many slots as the policy allows sessions, and a slot has one session: however many sign-ins race on
-- however many nodes, there is never one too many.
CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY,
  principal_id text NOT NULL,
  slot smallint NOT NULL CHECK (slot > 0),
  -- SHA-256 of the token that only the browser has.
  token_hash bytea NOT NULL UNIQUE,
  principal_name text NOT NULL,
  methods text[] NOT NULL,
  -- Of the password that was proven; unknown where the directory does not tell, and after the owner changed it here.
  generation numeric(20, 0),
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  authenticated_at timestamptz NOT NULL,
  -- When the directory last said that the account may be used.
  checked_at timestamptz NOT NULL,
  -- The policy as it was at the sign-in.
  idle_minutes integer NOT NULL CHECK (idle_minutes > 0),
  idle_expires_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  address text,
  user_agent text,
  -- Of the sign-in, as it stands in the audit.
  correlation_id text NOT NULL,
  UNIQUE (principal_id, slot)
) WITH (fillfactor = 80);

CREATE INDEX sessions_by_expiry ON sessions (least(idle_expires_at, expires_at));
