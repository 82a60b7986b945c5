-- Texts of mails and pages that administrators wrote in place of those that come with the program.
CREATE TABLE wordings (
  key text NOT NULL,
  language text NOT NULL,
  -- Of this row, which is never deleted: whoever writes says which one they saw.
  version integer NOT NULL CHECK (version > 0),
  -- Subject and body. Null where somebody went back to the text of the program.
  content jsonb,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (key, language)
);

-- Which languages are offered, and the default: one row, or none while nobody chose.
CREATE TABLE language_choice (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version integer NOT NULL CHECK (version > 0),
  offered text[] NOT NULL,
  fallback text NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);
