-- Who works on others: people by their immutable id, or whoever is in a group.
CREATE TABLE role_assignments (
  id text PRIMARY KEY,
  subject_kind text NOT NULL CHECK (subject_kind IN ('user', 'group')),
  -- Of a user the id of the principal; of a group its name or SID, in lower case, and the realm, in lower case.
  subject text NOT NULL,
  subject_realm text NOT NULL DEFAULT '',
  -- For people: the name of the user or the group when the role was given.
  subject_name text NOT NULL,
  role text NOT NULL,
  -- Both absent: everybody.
  scope_ous text[],
  scope_realms text[],
  assigned_at timestamptz NOT NULL,
  assigned_by text NOT NULL,
  CHECK ((subject_kind = 'group') = (subject_realm <> ''))
);
CREATE INDEX role_assignments_subject ON role_assignments (subject_kind, subject, subject_realm);
