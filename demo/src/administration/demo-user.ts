import { randomInt } from 'node:crypto';

import type { BodyOf } from '@gatehouse/protocol';

import { Authenticator } from '../authenticator.js';
import type { DemoUser } from '../terminal/panel.js';
import { RefusedError } from './administration-socket.js';
import type { AdministrationSocket } from './administration-socket.js';

const NAME = 'alice';

/** Failures before the lock. */
export const STRIKES = 5;

const POLICY: BodyOf<'applyPolicy'> = {
  name: 'demo',
  description: 'Everybody needs a code; five failures lock.',
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
  },
};

/** Makes the user of the demo, or, in a kept folder, gives her a new password and a new authenticator. */
export async function prepareDemoUser(administration: AdministrationSocket): Promise<DemoUser> {
  const password = `Demo-${String(randomInt(1_000_000)).padStart(6, '0')}`;
  await administration.call('applyPolicy', {
    parameters: { policyName: POLICY.name },
    body: POLICY,
  });
  try {
    await administration.call('addUser', {
      body: { name: NAME, displayName: 'Alice Example', password },
    });
  } catch (error) {
    if (!(error instanceof RefusedError && error.code === 'principal.exists')) throw error;
    await administration.call('setPassword', { parameters: { name: NAME }, body: { password } });
    await removeFactors(administration);
    await administration.call('unlockUser', { parameters: { name: NAME } });
  }
  const { uri } = await administration.call('enrollTotp', { parameters: { name: NAME }, body: {} });
  return { name: NAME, password, authenticator: new Authenticator(uri) };
}

async function removeFactors(administration: AdministrationSocket): Promise<void> {
  const { factors } = await administration.call('showUser', { parameters: { name: NAME } });
  for (const { id } of factors) {
    await administration.call('removeFactor', { parameters: { name: NAME, credentialId: id } });
  }
}
