import type { PolicyDocument, Scenario } from '@gatehouse/protocol';

import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { beginRequest } from '../../support/server-core.js';

let scene: LogonScene;
startSceneForEachTest((started) => {
  scene = started;
});

type Desktop = NonNullable<PolicyDocument['settings']['desktop']>;

async function outcomeOf(scenario: Scenario, remote: boolean, desktop: Desktop): Promise<string> {
  await scene.applyPolicy({ desktop });
  const request = beginRequest(scene.source, 'alice', PASSWORD, { scenario, remote });
  return (await scene.engine.begin(request)).outcome;
}

describe('how somebody comes in', () => {
  it.each<[scenario: Scenario, remote: boolean, desktop: Desktop, outcome: string]>([
    ['logon', false, {}, 'challenge'],
    ['unlock', true, {}, 'challenge'],
    ['credui', false, {}, 'challenge'],
    ['unlock', false, { scenarios: ['logon'] }, 'granted'],
    ['credui', true, { scenarios: ['logon', 'unlock'] }, 'granted'],
    ['logon', false, { scenarios: ['logon'] }, 'challenge'],
    ['logon', false, { sessions: ['remote'] }, 'granted'],
    ['logon', true, { sessions: ['remote'] }, 'challenge'],
    ['logon', true, { sessions: ['local'] }, 'granted'],
    ['change-password', false, { scenarios: [] }, 'challenge'],
  ])('%s (remote: %s) under %j ends in %s', async (scenario, remote, desktop, outcome) => {
    expect(await outcomeOf(scenario, remote, desktop)).toBe(outcome);
  });

  it('stands in the audit, with the session', async () => {
    const session = { type: 'rdp', clientName: 'LAPTOP', clientAddress: '10.0.0.9' } as const;
    const facts = { scenario: 'unlock', remote: true, session } as const;
    await scene.engine.begin(beginRequest(scene.source, 'alice', PASSWORD, facts));
    expect((await scene.events('logon.begun')).map(({ detail }) => detail)).toEqual([
      {
        ...{ scenario: 'unlock', remote: true, session: 'rdp' },
        ...{ clientName: 'LAPTOP', clientAddress: '10.0.0.9' },
      },
    ]);
  });
});
