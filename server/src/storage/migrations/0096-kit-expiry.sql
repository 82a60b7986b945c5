-- When the newest kit expires, as it says itself: policies change, and what a workstation has does not. Null for kits from before.
ALTER TABLE kits ADD COLUMN expires_at timestamptz;
