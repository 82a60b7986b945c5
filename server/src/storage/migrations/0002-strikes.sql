-- Consecutive failures. Two counters for each principal, known or phantom: source '' counts over all sources, every
-- other source for itself. A counter counts until expires_at, which is the end of the lock once the limit is reached;
-- 'infinity' means until the help desk ends it.
--
-- No index on expires_at: it changes with every attempt, and without the index the update stays in its page.
CREATE TABLE strikes (
  principal_id text NOT NULL,
  source text NOT NULL,
  count integer NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (principal_id, source)
) WITH (fillfactor = 60);
