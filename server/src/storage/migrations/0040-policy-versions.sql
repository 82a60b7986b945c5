-- Who made a version and why; a retired policy keeps its versions and holds for nobody.
ALTER TABLE policies
  ADD COLUMN author jsonb,
  ADD COLUMN comment text,
  ADD COLUMN retired boolean NOT NULL DEFAULT false;

-- One number for all policies: nodes look at it to learn that something changed, and whoever changes something holds its
-- row while deciding, so that no two changes that exclude each other are both accepted.
CREATE TABLE policy_revision (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  revision bigint NOT NULL
);
INSERT INTO policy_revision (revision) VALUES (0);

-- By a trigger, so that a node of the version before counts as well.
CREATE FUNCTION count_policy_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE policy_revision SET revision = revision + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER policies_changed AFTER INSERT OR UPDATE OR DELETE ON policies
  FOR EACH STATEMENT EXECUTE FUNCTION count_policy_revision();
