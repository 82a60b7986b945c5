-- Recovery codes are credentials as well, one a code, each in a slot of its own: used up by the same statement as a step of an
-- authenticator (`last_step` is 0 then). A used one stays until there is a new set, so that it can be said that it was used.
ALTER TABLE credentials
  DROP CONSTRAINT credentials_method_check,
  ADD CONSTRAINT credentials_method_check
    CHECK (method IN ('totp', 'hotp', 'email', 'break-glass', 'recovery-code')),
  DROP CONSTRAINT credentials_break_glass_check,
  ADD CONSTRAINT credentials_code_check CHECK (
    CASE method
      WHEN 'break-glass' THEN code_mac IS NOT NULL AND slot IS NOT NULL AND expires_at IS NOT NULL
      WHEN 'recovery-code' THEN code_mac IS NOT NULL AND slot IS NOT NULL AND expires_at IS NULL
      ELSE code_mac IS NULL AND slot IS NULL AND expires_at IS NULL
    END);

CREATE UNIQUE INDEX one_recovery_code_per_slot ON credentials (principal_id, slot) WHERE method = 'recovery-code';
