-- What an API key may do, whom it reaches and how long it lasts. Keys that there are already may do everything.
ALTER TABLE api_keys
  ADD COLUMN roles text[] NOT NULL DEFAULT '{administrator}',
  -- Beside those of the roles.
  ADD COLUMN permissions text[] NOT NULL DEFAULT '{}',
  -- Both absent: everybody.
  ADD COLUMN scope_ous text[],
  ADD COLUMN scope_realms text[],
  ADD COLUMN expires_at timestamptz,
  -- Whose key it is, as the directory knew them when it was made.
  ADD COLUMN person_id text,
  ADD COLUMN person_name text,
  -- The id of the operator who made it.
  ADD COLUMN created_by text,
  ADD CHECK ((person_id IS NULL) = (person_name IS NULL));
-- From now on whoever makes one says what it may do.
ALTER TABLE api_keys ALTER COLUMN roles DROP DEFAULT;
