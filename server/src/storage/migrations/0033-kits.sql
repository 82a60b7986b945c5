-- Where each principal was granted a logon and got a kit. The kits themselves are made anew each time: they are not here.
CREATE TABLE kits (
  principal_id text NOT NULL,
  workstation_id text NOT NULL,
  -- Of the newest kit. It never goes back, also not when the kit was destroyed.
  serial bigint NOT NULL CHECK (serial > 0),
  -- SHA-256 of what the newest kit says.
  digest bytea NOT NULL,
  -- The newest password that Windows accepted there.
  accepted_generation numeric(20, 0),
  -- What the questions are asked in.
  language text,
  granted_at timestamptz NOT NULL,
  refreshed_at timestamptz NOT NULL,
  -- The workstation destroyed its kit: it gets another one only with the next granted logon.
  destroyed_at timestamptz,
  PRIMARY KEY (principal_id, workstation_id)
);

-- What workstations told of the time without the server. Each is taken once.
CREATE TABLE offline_events (
  workstation_id text NOT NULL,
  id text NOT NULL,
  taken_at timestamptz NOT NULL,
  -- It stands in the audit, and what follows from it is done.
  done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (workstation_id, id)
);

CREATE INDEX offline_events_by_age ON offline_events (taken_at);

-- Principals who recovered a password that they had forgotten, and may reset it once.
CREATE TABLE reset_grants (
  principal_id text PRIMARY KEY,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
