/** Password checks that a domain controller saw. */
export interface BindCount {
  succeeded: number;
  failed: number;
}

interface AuthenticationLine {
  Authentication?: {
    status: string;
    serviceDescription: string;
    clientAccount: string | null;
    mappedAccount: string | null;
    becameAccount: string | null;
  };
}

/** Counts the LDAP binds in Samba's authentication log (`auth_json_audit`), of one account or of all. */
export function countBinds(log: string, samAccountName?: string): BindCount {
  const count = { succeeded: 0, failed: 0 };
  for (const line of log.split('\n')) {
    const start = line.indexOf('{"timestamp"');
    // The last line may be half written.
    if (start < 0 || !line.endsWith('}}')) continue;
    const { Authentication: authentication } = JSON.parse(line.slice(start)) as AuthenticationLine;
    if (authentication?.serviceDescription !== 'LDAP') continue;
    const { becameAccount, mappedAccount, clientAccount, status } = authentication;
    const account = becameAccount ?? mappedAccount ?? clientAccount ?? '';
    if (samAccountName !== undefined && !equalIgnoringCase(account, samAccountName)) continue;
    count[status === 'NT_STATUS_OK' ? 'succeeded' : 'failed'] += 1;
  }
  return count;
}

function equalIgnoringCase(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
