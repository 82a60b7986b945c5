import { describe, expect, test } from '@jest/globals';

import type { SelfServiceId } from '../../../protocol/src/index.js';
import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { ApplicationError } from '../../../server/src/errors/application-error.js';
import { People } from '../../../server/src/help-desk/people.js';
import { Unlocking } from '../../../server/src/help-desk/unlocking.js';
import type { VerifiedCallers } from '../../../server/src/help-desk/unlocking.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { makeOperator } from '../../support/operators.js';
import { makeSource } from '../../support/server-core.js';

let scene: LogonScene;
startSceneForEachTest((one) => (scene = one));

const operator = makeOperator();
const request = { reason: 'ticket 4711', directory: false };
const VERIFIED = 'sfs_verified' as SelfServiceId;

/** Has one verification, of Alice. */
class OneVerifiedCaller implements VerifiedCallers {
  async require(id: SelfServiceId | undefined, { principalId }: { principalId: string }) {
    if (id !== VERIFIED || principalId !== scene.alice.principalId) {
      throw new ApplicationError('verification.required');
    }
  }
}

function unlock(
  changes: Partial<Parameters<Unlocking['unlock']>[1]> = {},
  { name = 'alice', by = operator } = {},
) {
  const { directory, core } = scene.test;
  const unlocking = new Unlocking({
    ...{ directory, people: new People(directory), policies: core.policies },
    strikes: core.strikes,
    callers: new OneVerifiedCaller(),
  });
  return unlocking.unlock(
    name,
    { ...request, ...changes },
    { operator: by, context: makeSource() },
  );
}

/** Locks Alice at one workstation by wrong passwords. */
async function lockAt(source = makeSource()) {
  for (let n = 0; n < 2; n++) await scene.begin('alice', `wrong ${n}`, source);
  return { ...source, name: `desktop:${source.key}` };
}

const outcomeAt = async (source = scene.source) =>
  (await scene.begin('alice', PASSWORD, source)).outcome;

async function policy(verifyCaller: 'required' | 'optional', strikes = 8) {
  await scene.applyPolicy({
    lockout: { strikes, sourceStrikes: 2, durationMinutes: 0 },
    helpDesk: { verifyCaller },
  });
}

describe('unlocking', () => {
  test('ends the locks of every source, and says which', async () => {
    await policy('optional', 4);
    const [here, there] = [await lockAt(), await lockAt()];
    expect(await outcomeAt()).toBe('denied');
    expect(await unlock()).toEqual({
      sources: [here.name, there.name].toSorted(),
      everywhere: true,
    });
    expect([await outcomeAt(here), await outcomeAt(there)]).toEqual(['challenge', 'challenge']);
  });

  test('ends the lock of one source and no other', async () => {
    await policy('optional');
    const [here, there] = [await lockAt(), await lockAt()];
    expect(await unlock({ source: here.name })).toEqual({
      sources: [here.name],
      everywhere: false,
    });
    expect([await outcomeAt(here), await outcomeAt(there)]).toEqual(['challenge', 'denied']);
    expect(await unlock({ source: 'desktop:wks_nowhere' })).toMatchObject({ sources: [] });
    expect(await unlock({ source: `desktop:${there.key}' OR ''='` })).toMatchObject({
      sources: [],
    });
    expect(await outcomeAt(there)).toBe('denied');
  });

  test('is in the audit with who, why and what', async () => {
    await policy('optional');
    const here = await lockAt();
    await unlock({ source: here.name, directory: true, verificationId: VERIFIED });
    expect((await scene.events('principal.unlocked')).map(({ detail }) => detail)).toEqual([
      {
        operator: 'key_desk',
        operatorName: 'desk',
        reason: 'ticket 4711',
        directory: 'unlocked',
        verificationId: VERIFIED,
        unlocked: here.name,
      },
    ]);
  });

  test('ends the lock of the directory only where that is asked for', async () => {
    await policy('optional');
    const { directory } = scene.test;
    directory.lock('alice');
    expect(await unlock()).not.toHaveProperty('directory');
    expect(await directory.lockout(scene.alice)).toBeDefined();
    directory.mayWrite = false;
    expect(await unlock({ directory: true })).toMatchObject({ directory: 'forbidden' });
    expect(await directory.lockout(scene.alice)).toBeDefined();
    directory.mayWrite = true;
    expect(await unlock({ directory: true })).toMatchObject({ directory: 'unlocked' });
    expect(await directory.lockout(scene.alice)).toBeUndefined();
  });

  test('ends our own locks although the directory stopped answering', async () => {
    await policy('optional', 2);
    await lockAt();
    const { directory } = scene.test;
    directory.unlock = () => Promise.reject(new DirectoryUnavailableError('away'));
    expect(await unlock({ directory: true })).toMatchObject({
      directory: 'unavailable',
      everywhere: true,
    });
    expect(await outcomeAt()).toBe('challenge');
  });
});

describe('what unlocking takes', () => {
  test('a verified caller where the policy asks for one', async () => {
    await policy('required', 2);
    await lockAt();
    await expect(unlock()).rejects.toThrow('verification.required');
    const other = 'sfs_anothers' as SelfServiceId;
    await expect(unlock({ verificationId: other })).rejects.toThrow('verification.required');
    expect(await outcomeAt()).toBe('denied');
    expect(await scene.events('principal.unlocked')).toEqual([]);
    expect(await unlock({ verificationId: VERIFIED })).toMatchObject({ everywhere: true });
    expect(await outcomeAt()).toBe('challenge');
  });

  test('no bad verification where it asks for none', async () => {
    await policy('optional');
    const other = 'sfs_anothers' as SelfServiceId;
    await expect(unlock({ verificationId: other })).rejects.toThrow('verification.required');
  });

  test('somebody within the scope', async () => {
    await policy('optional', 2);
    await lockAt();
    const by = makeOperator({ ous: ['OU=Sales,DC=corp,DC=test'] });
    await expect(unlock({}, { by })).rejects.toThrow('principal.unknown');
    await expect(unlock({}, { name: scene.alice.principalId, by })).rejects.toThrow(
      'principal.unknown',
    );
    expect(await outcomeAt()).toBe('denied');
  });
});
