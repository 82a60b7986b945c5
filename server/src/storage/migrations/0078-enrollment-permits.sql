-- The help desk lets somebody who has no factor enrol the first one by the password alone, once.
CREATE TABLE enrollment_permits (
  principal_id text COLLATE "C" PRIMARY KEY,
  operator text NOT NULL,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Whether the enrolment of a logon lives on such a permit, which is spent when the first factor is stored.
ALTER TABLE enrollments ADD COLUMN permitted boolean NOT NULL DEFAULT false;
