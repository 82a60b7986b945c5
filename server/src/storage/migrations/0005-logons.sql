-- Logons in progress. Every transition is one conditional UPDATE, so any node can make it, and only one does.
CREATE TABLE logons (
  id text PRIMARY KEY,
  door text NOT NULL,
  -- Who may continue it: see Source.key.
  source_key text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'granted', 'denied', 'cancelled')),
  principal_id text NOT NULL,
  principal_name text NOT NULL,
  sid text NOT NULL,
  netbios_domain text NOT NULL,
  sam_account_name text NOT NULL,
  language text,
  -- The policy as it was when the logon began: a logon is judged by one policy.
  settings jsonb NOT NULL,
  offered jsonb NOT NULL,
  -- The open challenge; absent when the policy asked for nothing but the password.
  challenge_id text,
  method text,
  code_mac bytea,
  sends integer NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  reported boolean NOT NULL DEFAULT false
) WITH (fillfactor = 80);

CREATE INDEX logons_by_expiry ON logons (expires_at);
