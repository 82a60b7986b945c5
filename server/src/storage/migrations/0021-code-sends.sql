-- Codes sent to each person within the present window, which began with the first of them.
CREATE TABLE code_sends (
  principal_id text PRIMARY KEY,
  count integer NOT NULL,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 60);
