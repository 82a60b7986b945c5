import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Attribute, Change, Client, ResultCodeError } from 'ldapts';

/** States of an account in which its right password does not do. */
export type SambaUserState =
  | 'disabled'
  | 'account-expired'
  | 'logon-hours'
  | 'workstation'
  | 'password-expired'
  | 'must-change'
  | 'locked';

export interface SambaUser {
  /** sAMAccountName, 20 characters at most. */
  name: string;
  password: string;
  userPrincipalName?: string;
  displayName?: string;
  givenName?: string;
  surname?: string;
  mail?: string;
  state?: SambaUserState;
}

export interface SambaGroup {
  name: string;
  /** Names of users and of groups that exist already. */
  members: string[];
}

export interface SambaAdministratorOptions {
  url: string;
  ca: string;
  baseDn: string;
  realm: string;
  bindDn: string;
  password: string;
  /** The file that holds the domain's partition. */
  partition: string;
}

/** userAccountControl ([MS-ADTS] 2.2.16). */
const NORMAL_ACCOUNT = 0x200;
const ACCOUNT_DISABLED = 0x2;
/** FILETIME: 100 ns since 1601. */
const THE_YEAR_2000 = '125911584000000000';

/** Changes a domain as its administrator, over LDAP: milliseconds where samba-tool takes a second. */
export class SambaAdministrator {
  readonly #options: SambaAdministratorOptions;
  readonly #moved = new Map<string, string>();
  #client: Client | undefined;

  constructor(options: SambaAdministratorOptions) {
    this.#options = options;
  }

  /** Short passwords and quick changes are wanted here; nothing locks unless a user's own policy says so. */
  async relaxPasswordPolicy(): Promise<void> {
    await this.#replace(this.#options.baseDn, {
      pwdProperties: '0',
      minPwdLength: '0',
      minPwdAge: '0',
      pwdHistoryLength: '0',
    });
  }

  async addUser(user: SambaUser): Promise<void> {
    const client = await this.#connected();
    const dn = this.dnOf(user.name);
    await client.add(dn, {
      objectClass: ['user'],
      sAMAccountName: user.name,
      userPrincipalName: user.userPrincipalName ?? `${user.name}@${this.#options.realm}`,
      ...(user.displayName === undefined ? {} : { displayName: user.displayName }),
      ...(user.givenName === undefined ? {} : { givenName: user.givenName }),
      ...(user.surname === undefined ? {} : { sn: user.surname }),
      ...(user.mail === undefined ? {} : { mail: user.mail }),
    });
    await this.setPassword(user.name, user.password);
    await this.#replace(dn, { userAccountControl: String(NORMAL_ACCOUNT) });
    if (user.state !== undefined) await this.setState(user.name, user.state);
  }

  /** An organisational unit at the root of the domain. */
  async addUnit(name: string): Promise<string> {
    const client = await this.#connected();
    const dn = `OU=${name},${this.#options.baseDn}`;
    await client.add(dn, { objectClass: ['organizationalUnit'], ou: name });
    return dn;
  }

  /** Moves what {@link addUser} added into a unit, for good: `dnOf` knows nothing of that. */
  async move(name: string, unit: string): Promise<void> {
    const client = await this.#connected();
    await client.modifyDN(this.dnOf(name), `CN=${name},${unit}`);
  }

  async addComputer(name: string): Promise<void> {
    const client = await this.#connected();
    await client.add(this.dnOf(name), {
      objectClass: ['computer'],
      sAMAccountName: `${name}$`,
      userAccountControl: String(0x1000),
    });
  }

  async addGroup(group: SambaGroup): Promise<void> {
    const client = await this.#connected();
    await client.add(this.dnOf(group.name), {
      objectClass: ['group'],
      sAMAccountName: group.name,
      ...(group.members.length === 0
        ? {}
        : { member: group.members.map((member) => this.dnOf(member)) }),
    });
  }

  /** Whatever is around it must be there already. */
  async addOu(dn: string): Promise<void> {
    const client = await this.#connected();
    await client.add(dn, { objectClass: ['organizationalUnit'] });
  }

  /** Moves a user or a group into a container; {@link dnOf} knows. */
  async moveInto(name: string, container: string): Promise<void> {
    const client = await this.#connected();
    const moved = `CN=${name},${container}`;
    await client.modifyDN(this.dnOf(name), moved);
    this.#moved.set(name, moved);
  }

  async removeFromGroup(name: string, group: string): Promise<void> {
    const client = await this.#connected();
    const member = new Attribute({ type: 'member', values: [this.dnOf(name)] });
    const change = new Change({ operation: 'delete', modification: member });
    await client.modify(this.dnOf(group), change);
  }

  async setPassword(name: string, password: string): Promise<void> {
    // unicodePwd is the password in quotation marks, as UTF-16LE ([MS-ADTS] 3.1.1.3.1.5).
    await this.#replace(this.dnOf(name), { unicodePwd: Buffer.from(`"${password}"`, 'utf16le') });
  }

  /** Brings an account into a state; the state it was in before stays as well. */
  async setState(name: string, state: SambaUserState): Promise<void> {
    const dn = this.dnOf(name);
    switch (state) {
      case 'disabled':
        return this.#replace(dn, {
          userAccountControl: String(NORMAL_ACCOUNT | ACCOUNT_DISABLED),
        });
      case 'account-expired':
        return this.#replace(dn, { accountExpires: THE_YEAR_2000 });
      case 'logon-hours':
        return this.#replace(dn, { logonHours: Buffer.alloc(21) });
      case 'workstation':
        return this.#replace(dn, { userWorkstations: 'SOMEWHERE-ELSE' });
      case 'must-change':
        return this.#replace(dn, { pwdLastSet: '0' });
      case 'password-expired':
        return this.#backdatePassword(dn);
      case 'locked':
        await this.#lockAfterOneWrongPassword(name);
        return this.#tryWrongPassword(dn);
    }
  }

  /** Into a group that Windows brings: `CN=Account Operators,CN=Builtin` may reset passwords and unlock. */
  async addToGroup(name: string, group: string): Promise<void> {
    const client = await this.#connected();
    const member = new Attribute({ type: 'member', values: [this.dnOf(name)] });
    const change = new Change({ operation: 'add', modification: member });
    await client.modify(`${group},${this.#options.baseDn}`, change);
  }

  /** A policy for one user ([MS-ADTS] 3.1.1.7: PSO), which leaves the domain's alone. */
  async addPasswordSettings(
    name: string,
    settings: {
      minimumLength: number;
      complexity: boolean;
      historyLength: number;
      minimumAgeSeconds: number;
      lockoutMinutes: number;
      lockoutThreshold?: number;
      /** The smallest wins of those that apply. */
      precedence?: number;
    },
  ): Promise<void> {
    const client = await this.#connected();
    const container = `CN=Password Settings Container,CN=System,${this.#options.baseDn}`;
    // Durations are negative, in units of 100 ns.
    const lockout = `-${settings.lockoutMinutes * 600_000_000}`;
    await client.add(`CN=settings of ${name},${container}`, {
      objectClass: ['msDS-PasswordSettings'],
      'msDS-PasswordSettingsPrecedence': String(settings.precedence ?? 10),
      'msDS-PasswordReversibleEncryptionEnabled': 'FALSE',
      'msDS-PasswordHistoryLength': String(settings.historyLength),
      'msDS-PasswordComplexityEnabled': settings.complexity ? 'TRUE' : 'FALSE',
      'msDS-MinimumPasswordLength': String(settings.minimumLength),
      'msDS-MinimumPasswordAge': String(-settings.minimumAgeSeconds * 10_000_000),
      'msDS-MaximumPasswordAge': '-9223372036854775808',
      'msDS-LockoutThreshold': String(settings.lockoutThreshold ?? 0),
      'msDS-LockoutObservationWindow': lockout,
      'msDS-LockoutDuration': lockout,
      'msDS-PSOAppliesTo': this.dnOf(name),
    });
  }

  /** When the domain locks those without a policy of their own. A threshold of 0 is never. */
  async setDomainLockout(threshold: number, minutes: number): Promise<void> {
    const duration = `-${minutes * 600_000_000}`;
    await this.#replace(this.#options.baseDn, {
      lockoutThreshold: String(threshold),
      lockOutObservationWindow: duration,
      lockoutDuration: duration,
    });
  }

  /** Lets go of a lock. */
  async unlock(name: string): Promise<void> {
    await this.#replace(this.dnOf(name), { lockoutTime: '0' });
  }

  async enable(name: string): Promise<void> {
    await this.#replace(this.dnOf(name), { userAccountControl: String(NORMAL_ACCOUNT) });
  }

  async rename(name: string, change: { sAMAccountName?: string; mail?: string }): Promise<void> {
    await this.#replace(this.dnOf(name), change);
  }

  /** Where {@link addUser}, {@link addGroup}, {@link addComputer} and {@link moveInto} put things. */
  dnOf(name: string): string {
    return this.#moved.get(name) ?? `CN=${name},CN=Users,${this.#options.baseDn}`;
  }

  async close(): Promise<void> {
    await this.#client?.unbind().catch(() => undefined);
    this.#client = undefined;
  }

  async #lockAfterOneWrongPassword(name: string): Promise<void> {
    await this.addPasswordSettings(name, {
      minimumLength: 0,
      complexity: false,
      historyLength: 0,
      minimumAgeSeconds: 0,
      lockoutMinutes: 30,
      lockoutThreshold: 1,
    });
  }

  /** The attempt that locks still reads as a wrong password; it counts as a failed bind. */
  async #tryWrongPassword(dn: string): Promise<void> {
    const { url, ca } = this.#options;
    const client = new Client({ url, tlsOptions: { ca } });
    try {
      await client.bind(dn, 'not the password');
    } catch (error) {
      if (!(error instanceof ResultCodeError)) throw error;
    } finally {
      await client.unbind();
    }
  }

  /** No protocol lets a password be old: it is written into the database beneath the domain controller. */
  async #backdatePassword(dn: string): Promise<void> {
    const change = ['dn: ' + dn, 'changetype: modify', 'replace: pwdLastSet'];
    const ldif = [...change, `pwdLastSet: ${THE_YEAR_2000}`, '-', ''].join('\n');
    const modifying = promisify(execFile)('ldbmodify', ['-H', this.#options.partition]);
    modifying.child.stdin?.end(ldif);
    await modifying;
  }

  async #replace(dn: string, values: Record<string, string | Buffer | undefined>): Promise<void> {
    const client = await this.#connected();
    const changes = Object.entries(values)
      .filter((entry): entry is [string, string | Buffer] => entry[1] !== undefined)
      .map(([type, value]) => {
        const attribute = new Attribute({ type });
        if (typeof value === 'string') attribute.values = [value];
        else attribute.values = [value];
        return new Change({ operation: 'replace', modification: attribute });
      });
    await client.modify(dn, changes);
  }

  async #connected(): Promise<Client> {
    if (this.#client?.isBound === true) return this.#client;
    const { url, ca, bindDn, password } = this.#options;
    this.#client = new Client({ url, tlsOptions: { ca }, timeout: 10_000, connectTimeout: 5_000 });
    await this.#client.bind(bindDn, password);
    return this.#client;
  }
}
