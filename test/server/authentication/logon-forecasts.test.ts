import type { LogonForecast } from '@gatehouse/protocol';

import { CHECK_LIMIT } from '../../../server/src/authentication/logon-forecasts.js';
import { startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';

let scene: LogonScene;
startSceneForEachTest((started) => {
  scene = started;
});

const ask = (name = 'alice'): Promise<LogonForecast> =>
  scene.test.core.forecasts.ask({ source: scene.source, name, scenario: 'logon', remote: false });
const stepOf = async () => {
  const forecast = await ask();
  return forecast.known ? forecast.step : undefined;
};

describe('the forecast where the policy only observes', () => {
  beforeEach(() => scene.applyPolicy({ desktop: { mode: 'observe' } }));

  it('says that Windows decides, and looks at no password', async () => {
    expect(await ask()).toMatchObject({
      ...{ known: true, mode: 'observe', policy: 'everyone@1' },
      step: { would: 'grant', because: 'observed' },
    });
    expect(scene.test.directory.passwordChecks).toBe(0);
  });

  it('stops there: it heeds neither a lock nor the state of the account, which else would deny', async () => {
    await scene.applyPolicy({ lockout: { strikes: 2 } });
    for (let attempt = 0; attempt < 2; attempt++) await scene.begin('alice', 'wrong');
    expect(await stepOf()).toMatchObject({ would: 'deny', code: 'principal.locked' });
    const strikes = await scene.strikes();
    const looks = scene.test.directory.passwordChecks;
    await scene.applyPolicy({ desktop: { mode: 'observe' }, lockout: { strikes: 2 } });
    expect(await stepOf()).toEqual({ would: 'grant', because: 'observed' });
    // Asking is no attempt, and no attempt is taken back by it.
    expect(await scene.strikes()).toBe(strikes);
    expect(scene.test.directory.passwordChecks).toBe(looks);
  });

  it('is counted and written down once for each time that it is asked', async () => {
    for (let time = 0; time < CHECK_LIMIT.limit; time++) await ask();
    expect(await scene.events('logon.checked')).toHaveLength(CHECK_LIMIT.limit);
    await expect(ask()).rejects.toMatchObject({ code: 'rate.limited' });
    expect(await scene.events('limit.reached')).toHaveLength(1);
    expect(await scene.events('logon.checked')).toHaveLength(CHECK_LIMIT.limit);
    // It is no logon: there is none that could be finished.
    expect(await scene.events('logon.observed')).toEqual([]);
    expect(await scene.events('logon.begun')).toEqual([]);
  });
});

describe('the forecast of somebody in an excluded group of the computer', () => {
  it('believes the workstation of who is in it, as a logon does', async () => {
    const administrators = 'S-1-5-32-544';
    await scene.applyPolicy({
      desktop: { exclusions: [{ sid: administrators, reason: 'helpers' }] },
    });
    const known = await ask();
    const sid = known.known ? known.account.sid : '';
    expect(sid).toMatch(/^S-1-5-21-/);
    const stepWith = async (member: string) =>
      scene.test.core.forecasts.ask({
        ...{ source: scene.source, name: 'alice', scenario: 'logon', remote: false },
        localGroups: [{ sid: administrators, members: [member] }],
      });
    const excluded = { would: 'grant', because: 'excluded', exclusion: { sid: administrators } };
    expect(await stepWith(sid)).toMatchObject({ step: excluded });
    expect(await stepWith(`${sid}9`)).not.toMatchObject({ step: { would: 'grant' } });
    expect(known).not.toMatchObject({ step: { would: 'grant' } });
  });
});
