import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import { waitUntil } from '../../support/service.js';

const PASSWORD = 'correct horse 马';

let service: EtherService;
beforeEach(async () => {
  service = await startEtherService();
});
afterEach(async () => {
  await service.server.close();
});

describe('how a person comes in', () => {
  it.each([
    [
      'the session is over the network',
      { type: 'rdp', clientName: 'LAPTOP' },
      undefined,
      true,
      'logon',
    ],
    ['its user is logged on: that is an unlock', { type: 'console' }, FAKE_SID, false, 'unlock'],
    ['somebody else is logged on', { type: 'console' }, 'S-1-5-21-9-9-9-1', false, 'logon'],
  ] as const)('says how the person comes in: %s', async (_, session, sid, remote, scenario) => {
    service.authority.says(verdicts.granted());
    const user = sid === undefined ? undefined : { sid, logonId: '3e7' };
    service.sessions.set(1, { session, user });
    const client = await service.connect({ scenario: 'logon', remote: false });
    const tile = await client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
    await tile.submit({ password: PASSWORD });
    expect(service.authority.calls[0]?.request).toMatchObject({ scenario, remote, session });
  });

  it('says at an unlock how long ago a factor was proven in the session, and not after a disconnect (R7)', async () => {
    const user = { sid: FAKE_SID, logonId: 'a1' };
    service.sessions.set(1, { session: { type: 'console' }, user, boot: 'boot-7' });
    const client = await service.connect({ scenario: 'unlock', remote: false });
    const tile = await client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
    const unlock = async (): Promise<unknown> => {
      service.authority.says(verdicts.granted());
      await tile.submit({ password: PASSWORD });
      await tile.report(0);
      const begun = service.authority.calls.filter(({ method }) => method === 'begin');
      return begun.at(-1)?.request;
    };
    expect(await unlock()).not.toHaveProperty('secondsSinceFactor', 0);
    // The password alone proved no factor.
    expect(await unlock()).not.toHaveProperty('secondsSinceFactor', 0);
    service.authority.says(verdicts.challenge(), verdicts.granted());
    await tile.submit({ password: PASSWORD });
    await tile.submit({ code: '123456' });
    await tile.report(0);
    await waitUntil(
      () =>
        service.grace.ageOf(1, FAKE_SID, {
          session: { type: 'console' },
          user,
          boot: 'boot-7',
        }) === 0,
    );
    expect(await unlock()).toMatchObject({ secondsSinceFactor: 0 });
    service.grace.end(1);
    expect(await unlock()).not.toHaveProperty('secondsSinceFactor', 0);
  });
});
