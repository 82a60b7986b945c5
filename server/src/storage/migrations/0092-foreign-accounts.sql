-- Accounts of Windows that no directory has, and whose factor is asked for when one of them logs on.
CREATE TABLE foreign_accounts (
  id text PRIMARY KEY,
  -- Null where it holds on every workstation.
  workstation_id text,
  -- Names change, SIDs do not. Clones of one image share the SIDs of their own accounts, so that such a one means nothing
  -- without its workstation.
  sid text,
  -- As it was given, and as it is compared.
  name text,
  folded_name text,
  principal_id text NOT NULL,
  principal_name text NOT NULL,
  reason text NOT NULL,
  mapped_at timestamptz NOT NULL,
  mapped_by text NOT NULL,
  CHECK ((sid IS NULL) <> (name IS NULL)),
  CHECK ((name IS NULL) = (folded_name IS NULL)),
  CHECK (name IS NULL OR workstation_id IS NULL)
);

-- Nobody is asked for one factor here and for another there: one person an account.
CREATE UNIQUE INDEX foreign_accounts_by_workstation ON foreign_accounts (workstation_id, sid)
  WHERE workstation_id IS NOT NULL;
CREATE UNIQUE INDEX foreign_accounts_by_sid ON foreign_accounts (sid) WHERE workstation_id IS NULL AND sid IS NOT NULL;
CREATE UNIQUE INDEX foreign_accounts_by_name ON foreign_accounts (folded_name) WHERE folded_name IS NOT NULL;
