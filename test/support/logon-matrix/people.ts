import type { Authenticator } from '../authenticator.js';
import type { Cell, MatrixScenario, PersonKind } from './dimensions.js';

export const MATRIX_PASSWORD = 'Correct-Horse 7 päßwörd';
/** Not in the directory: the account of that name on the computer itself, whose accounts Wine numbers so. */
const LOCAL_SID = 'S-1-5-21-0-0-0-1001';

/** Somebody of the domain. */
export interface MatrixPerson {
  kind: PersonKind;
  /** sAMAccountName. */
  account: string;
  /** As it is now: some cells change it. */
  password: string;
  sid: string;
  authenticator?: Authenticator;
}

/**
 * Whose cell it is. A workstation keeps 64 kits at most and a code counts once, so people who answer codes are many and all
 * others few; nobody is in two scenarios, which run side by side.
 */
export function accountOf({ person, scenario, session, form }: Cell): string {
  const short = shortOf(scenario);
  // An account of the computer has the name of somebody in the domain: whoever takes one for the other is found out.
  const spelt = form === 'domain' ? 'dom' : form === 'local' ? 'sam' : form;
  switch (person) {
    case 'no-factor':
      return `n.${short}`;
    case 'excluded':
      return `e.${short}`;
    case 'locked': {
      const where = scenario === 'change-password' || session === 'console' ? '' : '.far';
      return `l.${short}.${spelt}${where}`;
    }
    case 'totp':
      return `t.${short}.${session}.${spelt}`;
  }
}

function shortOf(scenario: MatrixScenario): string {
  if (scenario === 'credui-elsewhere') return 'credui';
  return scenario === 'change-password' ? 'change' : scenario;
}

/** The name as it is typed, or as the other end of a remote session gives it. */
export function typedName({ form }: Cell, { account }: MatrixPerson): string {
  switch (form) {
    case 'sam':
      return account;
    case 'upn':
      return `${account}@corp.test`;
    case 'domain':
      return `CORP\\${account}`;
    case 'local':
      return `.\\${account}`;
  }
}

/** The tile that LogonUI has for whoever is logged on. */
export function tileOf(cell: Cell, person: MatrixPerson): { sid: string; name: string } {
  return {
    sid: cell.form === 'local' ? LOCAL_SID : person.sid,
    name: typedName(cell, person),
  };
}
