-- When somebody last logged on, proved a factor and was locked: these are few among the events of a person whose name is
-- being guessed, and the help desk asks for them while somebody waits at the telephone.
CREATE INDEX audit_events_marks_of_principal ON audit_events (principal_id, at, position)
  WHERE principal_id IS NOT NULL
    AND type IN ('logon.granted', 'offline.granted', 'factor.verified', 'principal.locked', 'source.locked');
