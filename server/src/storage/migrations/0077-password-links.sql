-- Links by which people set a new password, one a person: a newer one takes the place of the older. Of the token there is a
-- keyed hash only.
CREATE TABLE password_links (
  principal_id text COLLATE "C" PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  token_mac bytea NOT NULL UNIQUE,
  operator text NOT NULL,
  -- Which password was to be replaced, as the directory counts; a newer one ends the link.
  generation text,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- The session that used it.
  used_by text
) WITH (fillfactor = 80);

CREATE INDEX password_links_by_expiry ON password_links (expires_at);
