import type { LogonHost, Submitted } from '../logon-host.js';
import type { Cell } from './dimensions.js';
import { tileOf, typedName } from './people.js';
import type { MatrixPerson } from './people.js';

/** What was seen at the tile. */
export interface Played {
  asks: ('code' | 'new-password')[];
  ends: 'credential' | 'sign-in' | 'new-password' | 'unreachable' | 'done' | 'not-served';
  /** Everything that can be read at the end. */
  text: string;
  serialization: Submitted['serialization'];
  /** As the help desk is told; absent where nothing failed. */
  reference: string | undefined;
  /** Whose account the tile had found, where one logged on or was to. */
  sid: string;
}

const COM_SCENARIOS = {
  logon: 'logon',
  unlock: 'unlock',
  credui: 'credui',
  'credui-elsewhere': 'credui',
  'change-password': 'change-password',
} as const;

/** Lets somebody come in as the cell says, by right name, password and code, as far as they are asked. */
export async function play(host: LogonHost, cell: Cell, person: MatrixPerson): Promise<Played> {
  try {
    return await playOn(host, cell, person);
  } finally {
    await host.command('unadvise');
  }
}

async function playOn(host: LogonHost, cell: Cell, person: MatrixPerson): Promise<Played> {
  const begun = await host.command(`scenario ${COM_SCENARIOS[cell.scenario]}`);
  const set = begun.find(({ call }) => call === 'SetUsageScenario');
  const { sid } = person;
  if (set?.['hr'] !== '0x00000000') {
    return {
      asks: [],
      ends: 'not-served',
      text: String(set?.['hr']),
      serialization: undefined,
      reference: undefined,
      sid,
    };
  }
  const asks: Played['asks'] = [];
  let shown = await signIn(host, cell, person);
  for (let screens = 0; ; screens++) {
    const { fields, serialization, response } = shown;
    const shows = (slot: keyof Submitted['fields']) =>
      fields[slot].state === 'selected' || fields[slot].state === 'both';
    const texts = Object.values(fields).map(({ state, text }) => (state === 'hidden' ? '' : text));
    const text = [shown.status, ...texts].join('\n');
    const reference = /Reference for the help desk: (\S+)/.exec(text)?.[1];
    const over = (ends: Played['ends']): Played => ({
      asks,
      ends,
      text,
      serialization,
      reference,
      sid,
    });
    if (screens > 5) throw new Error(`it does not end: ${text}`);
    if (serialization !== undefined) {
      await host.report(0, 0);
      return over('credential');
    }
    if (response === 'no-credential-finished') return over('done');
    if (shows('code') && !asks.includes('code')) {
      asks.push('code');
      shown = await host.enterCode(await codeOf(person));
    } else if (shows('newPassword') && !asks.includes('new-password')) {
      asks.push('new-password');
      const next = `${person.password}!`;
      await host.type('newPassword', next);
      await host.type('confirmPassword', next);
      shown = await host.submit();
      if (shown.response === 'no-credential-finished') person.password = next;
    } else if (shows('newPassword')) return over('new-password');
    else return over(shows('password') ? 'sign-in' : 'unreachable');
  }
}

/** Name and password: typed, or brought by the remote session where it is Remote Desktop's. */
async function signIn(host: LogonHost, cell: Cell, person: MatrixPerson): Promise<Submitted> {
  const { scenario, session } = cell;
  const hasOwnTile = scenario === 'unlock' || scenario === 'change-password';
  if (hasOwnTile) {
    const { sid, name } = tileOf(cell, person);
    await host.command(`user ${sid} ${name}`);
  }
  // Network level authentication collects it for a logon and for taking up a locked session, for nothing else.
  if (session === 'rdp' && (scenario === 'logon' || scenario === 'unlock')) {
    await host.command(`remote ${typedName(cell, person)} ${person.password}`);
    await host.command('advise');
    return host.auto();
  }
  await host.command('advise');
  await host.command('select 0');
  await host.command('wait-field password visible 40000');
  if (!hasOwnTile) await host.type('userName', typedName(cell, person));
  await host.type('password', person.password);
  return host.submit();
}

async function codeOf({ account, authenticator }: MatrixPerson): Promise<string> {
  if (authenticator === undefined) throw new Error(`${account} is asked for a code, and has none`);
  return authenticator.nextCode();
}
