-- Self-service at doors without a tile: who may continue a session is a workstation, or a browser by the digest of its
-- secret, and never the one at the door of the other.
ALTER TABLE self_service_sessions RENAME COLUMN workstation_id TO source_key;
ALTER TABLE self_service_sessions ADD COLUMN door text NOT NULL DEFAULT 'desktop' CHECK (door IN ('desktop', 'web'));
ALTER TABLE self_service_sessions ALTER COLUMN door DROP DEFAULT;
