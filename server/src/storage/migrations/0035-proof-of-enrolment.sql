-- Whether the factor that is the proof of a logon was enrolled in that logon: who enrolled it elsewhere proved nothing here.
ALTER TABLE enrollments ADD COLUMN proof_enrolled boolean NOT NULL DEFAULT false;
