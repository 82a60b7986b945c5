import { randomInt } from 'node:crypto';

import type { BodyOf } from '@gatehouse/protocol';

import { Authenticator } from '../authenticator.js';
import type { DemoUser } from '../terminal/panel.js';
import { RefusedError } from './administration-socket.js';
import type { AdministrationSocket } from './administration-socket.js';

const NAME = 'alice';
/** Who is added for a play; numbered where the folder was kept. */
const NEWCOMER = 'bob';

/** Failures before the lock. */
export const STRIKES = 5;
/** How many answers are enrolled, and how many of them open the lock. */
export const SHARES = 5;
export const THRESHOLD = 3;
/** Wrong sets of answers before the workstation destroys what it keeps. */
export const ATTEMPTS = 2;

const POLICY: BodyOf<'applyPolicy'> = {
  name: 'demo',
  description: 'Everybody needs a code and enrols answers; five failures lock.',
  assign: { everyone: true },
  settings: {
    logon: { desktop: { require: 'second-factor', methods: ['totp'] } },
    lockout: {
      strikes: STRIKES,
      durationMinutes: 15,
      showStrikes: true,
      // One workstation is all there is: its lock and that of the person come together.
      sourceStrikes: STRIKES,
    },
    enrollment: { required: ['answers'], postponements: 3 },
    answers: { shares: SHARES, threshold: THRESHOLD },
    desktop: { offline: 'offline-otp' },
    recovery: { offline: true, attempts: ATTEMPTS, secondFactor: true },
    // Nobody calls a demonstration.
    helpDesk: { verifyCaller: 'optional' },
  },
};

/** A user, and how the directory calls her. */
export interface Person {
  user: DemoUser;
  account: { sid: string; netbiosDomain: string };
}

/** Makes the user of the demo, or, in a kept folder, gives her a new password and a new authenticator. */
export async function prepareDemoUser(administration: AdministrationSocket): Promise<Person> {
  const password = newPassword();
  await administration.call('applyPolicy', {
    parameters: { policyName: POLICY.name },
    body: POLICY,
  });
  if (!(await addUser(administration, { name: NAME, displayName: 'Alice Example', password }))) {
    await administration.call('setPassword', { parameters: { name: NAME }, body: { password } });
    await removeFactors(administration);
    await administration.call('unlockUser', {
      parameters: { name: NAME },
      body: { reason: 'the demo begins anew' },
    });
  }
  return equip(administration, NAME, password);
}

/** Makes a user who has never logged on. */
export async function addNewcomer(administration: AdministrationSocket): Promise<Person> {
  const password = newPassword();
  for (let number = 1; ; number++) {
    const name = number === 1 ? NEWCOMER : `${NEWCOMER}${number}`;
    if (await addUser(administration, { name, displayName: 'Bob Example', password })) {
      return equip(administration, name, password);
    }
  }
}

/** Whether there was none of that name. */
async function addUser(
  administration: AdministrationSocket,
  body: BodyOf<'addUser'>,
): Promise<boolean> {
  try {
    await administration.call('addUser', { body });
    return true;
  } catch (error) {
    if (!(error instanceof RefusedError && error.code === 'principal.exists')) throw error;
    return false;
  }
}

/** Gives a user an authenticator. */
async function equip(
  administration: AdministrationSocket,
  name: string,
  password: string,
): Promise<Person> {
  const { uri } = await administration.call('enrollTotp', { parameters: { name }, body: {} });
  const { sid, netbiosDomain } = await administration.call('showUser', { parameters: { name } });
  if (sid === undefined || netbiosDomain === undefined) throw new Error(`${name} has no account`);
  const account = { sid, netbiosDomain };
  return { user: { name, password, authenticator: new Authenticator(uri) }, account };
}

async function removeFactors(administration: AdministrationSocket): Promise<void> {
  const { factors } = await administration.call('showUser', { parameters: { name: NAME } });
  for (const { id } of factors ?? []) {
    await administration.call('removeFactor', { parameters: { name: NAME, credentialId: id } });
  }
}

function newPassword(): string {
  return `Demo-${String(randomInt(1_000_000)).padStart(6, '0')}`;
}
