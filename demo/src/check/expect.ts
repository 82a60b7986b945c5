import type { SlotName } from '@gatehouse/protocol';

import type { Person } from '../administration/demo-user.js';
import type { AuditTrail } from './audit-trail.js';
import type { Sight } from './desk.js';

export type Screen = Extract<Sight, { kind: 'screen' }>;

/** @throws Error when the tile shows no screen that asks for this, or its message is of another kind */
export function expectScreen(sight: Sight, expected: { asks: SlotName; error: boolean }): string {
  const screen = requireScreen(sight);
  expectThat(
    screen.inputs.includes(expected.asks),
    `the tile asks for ${screen.inputs.join(', ') || 'nothing'}, not for ${expected.asks}: "${screen.text}"`,
  );
  const isError = screen.message !== undefined && screen.message.class !== 'info';
  expectThat(isError === expected.error, `the message is "${screen.message?.text ?? ''}"`);
  return screen.message?.text ?? '';
}

export function expectCodeScreen(sight: Sight): string {
  return expectScreen(sight, { asks: 'code', error: false });
}

/** Unreachable is a screen of its own: it says so, and there is nothing to type (R5). */
export function expectUnreachable(sight: Sight): string {
  const screen = requireScreen(sight);
  expectThat(screen.inputs.length === 0, `the tile asks for ${screen.inputs.join(', ')}`);
  expectThat(screen.text.includes('cannot be reached'), `the tile says "${screen.text}"`);
  return screen.message?.text ?? '';
}

/** The tile says something, wherever it does. */
export function expectText(sight: Sight, words: RegExp): string {
  const screen = requireScreen(sight);
  expectThat(words.test(screen.text), `the tile says "${screen.text}"`);
  return screen.message?.text ?? '';
}

/** Windows gets the names of the directory, and the password that is the person's. */
export function expectGranted(sight: Sight, { user, account }: Person): string {
  if (sight.kind !== 'granted') {
    throw new Error(
      `the tile shows ${sight.kind === 'screen' ? `"${sight.text}"` : sight.kind}, no grant`,
    );
  }
  expectThat(sight.userName === user.name, `the user is ${sight.userName}`);
  expectThat(sight.domain === account.netbiosDomain, `the domain is ${sight.domain}`);
  const sid = sight.sid ?? account.sid;
  expectThat(sid === account.sid, `the SID is ${sid}`);
  expectThat(sight.password === user.password, "the password is not the person's");
  return [`${sight.domain}\\${sight.userName}`, sight.sid ?? ''].join(' ').trimEnd();
}

export async function expectEvent(audit: AuditTrail, event: string): Promise<void> {
  const events = await audit.since();
  expectThat(events.includes(event), `the audit has ${events.join(', ')}, not ${event}`);
}

export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function requireScreen(sight: Sight): Screen {
  if (sight.kind !== 'screen') throw new Error(`the tile shows ${sight.kind}, not a screen`);
  return sight;
}
