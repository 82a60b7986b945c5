-- Events by the policy that decided, and by the operator who caused them, each in order of time.
CREATE INDEX audit_events_by_policy ON audit_events (policy, at, position) WHERE policy IS NOT NULL;

-- Operators stand in the detail, of few events: only those are taken apart.
CREATE INDEX audit_events_by_operator ON audit_events ((detail::jsonb ->> 'operator'), at, position)
  WHERE detail LIKE '%"operator":"%';
CREATE INDEX audit_events_by_operator_name ON audit_events (lower(detail::jsonb ->> 'operatorName'), at, position)
  WHERE detail LIKE '%"operator":"%';
