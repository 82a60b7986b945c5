-- Administrators ask by name as well as by id.
CREATE INDEX audit_events_by_name ON audit_events (lower(principal_name), position);
