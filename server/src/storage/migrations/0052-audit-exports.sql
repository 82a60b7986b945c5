-- How far events were passed on, and which node does that now. A holder that died is replaced when its time is over.
CREATE TABLE audit_exports (
  name text PRIMARY KEY,
  position bigint NOT NULL DEFAULT 0,
  holder text,
  held_until timestamptz NOT NULL DEFAULT '-infinity',
  advanced_at timestamptz
);
