-- Break-glass codes are credentials that the help desk gives: used up by the same statement as a step of an authenticator
-- (`last_step` is 0 then). A person has a limited number of them, each in a slot of its own.
ALTER TABLE credentials
  ADD COLUMN code_mac bytea,
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN slot smallint,
  DROP CONSTRAINT credentials_method_check,
  ADD CONSTRAINT credentials_method_check CHECK (method IN ('totp', 'hotp', 'email', 'break-glass')),
  ADD CONSTRAINT credentials_break_glass_check CHECK (
    (method = 'break-glass') = (code_mac IS NOT NULL AND expires_at IS NOT NULL AND slot IS NOT NULL));

CREATE UNIQUE INDEX one_break_glass_code_per_slot ON credentials (principal_id, slot) WHERE method = 'break-glass';
