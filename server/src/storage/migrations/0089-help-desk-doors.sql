-- Proofs are given to operators as well, and behind links that operators gave.
ALTER TABLE self_service_sessions
  DROP CONSTRAINT self_service_sessions_door_check,
  ADD CONSTRAINT self_service_sessions_door_check CHECK (door IN ('desktop', 'web', 'help-desk', 'password-link')),
  DROP CONSTRAINT self_service_sessions_purpose_check,
  ADD CONSTRAINT self_service_sessions_purpose_check CHECK (purpose IN ('reset', 'unlock', 'verify'));
