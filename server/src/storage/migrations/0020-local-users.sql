-- Users of the local directory, and the one domain that they are in.

CREATE TABLE local_domain (
  -- One row: the domain is made once, and its SID is in every user's.
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  sid text NOT NULL
);

CREATE TABLE local_users (
  id uuid PRIMARY KEY,
  -- The last part of the SID; below 1000 are Windows' own accounts.
  rid bigint NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY (START WITH 1000),
  name text NOT NULL,
  -- Names are one when they differ only in case.
  folded_name text NOT NULL UNIQUE,
  display_name text,
  mail text,
  -- PHC string.
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  password_changed_at timestamptz NOT NULL
);
