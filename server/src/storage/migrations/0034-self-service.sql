-- Self-service in progress: a new password, or an unlocked account, for who cannot log on. Every transition is one
-- conditional UPDATE, so any node can make it, and only one does.
CREATE TABLE self_service_sessions (
  id text PRIMARY KEY,
  -- Who may continue it.
  workstation_id text NOT NULL,
  -- Principal, purpose and proof stay as they are to the end.
  purpose text NOT NULL CHECK (purpose IN ('reset', 'unlock')),
  proof text NOT NULL CHECK (proof IN ('answers', 'otp', 'answers-and-otp')),
  -- Of names that nobody has, too: they are asked the same things.
  principal_id text NOT NULL,
  principal_name text,
  -- Absent for whoever cannot get through, whatever is proven.
  account jsonb,
  language text,
  -- The policy as it was when the session began.
  settings jsonb NOT NULL,
  questions jsonb,
  stage text NOT NULL CHECK (stage IN
    ('questions', 'challenge', 'new-password', 'working', 'done', 'denied', 'cancelled')),
  challenge_id text,
  method text,
  code_mac bytea,
  sends integer NOT NULL DEFAULT 0,
  offered jsonb,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX self_service_sessions_by_expiry ON self_service_sessions (expires_at);
