import type { ScreenField } from '@gatehouse/protocol';

import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeKitKeeper } from '../../fakes/fake-kit-keeper.js';
import { FakeOfflineAuthority, recoveries } from '../../fakes/fake-offline-authority.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';
import type { PipeTile } from '../../support/pipe-client.js';

const ADDRESS = { what: 'email', stage: 'address', digits: 6 } as const;
const CODE = { ...ADDRESS, stage: 'code', destination: 'a•••@home.test' } as const;

let service: EtherService;
let offline: FakeOfflineAuthority;
beforeEach(async () => {
  offline = new FakeOfflineAuthority();
  offline.recoverable.add(FAKE_SID);
  service = await startEtherService({ offline, keeper: new FakeKitKeeper() });
});
afterEach(async () => {
  await service.server.close();
});

/** As an old DLL opens one: every frame is of version 1, and the codec refuses a slot that it has not. */
async function openTile(): Promise<PipeTile> {
  const client = await service.connect({ newestVersion: 1 });
  return client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
}

const slotsOf = (tile: PipeTile) => tile.screen!.fields.map(({ slot }) => slot);
const codeFields = (tile: PipeTile): ScreenField[] =>
  tile.screen!.fields.filter(({ slot }) => slot === 'code');

describe('a DLL of version 1', () => {
  it('types a mail address into the field for codes, and then the code', async () => {
    service.authority.says(
      verdicts.enroll({ step: ADDRESS }),
      verdicts.enroll({ step: CODE }),
      verdicts.granted(),
    );
    const tile = await openTile();
    await tile.submit({ password: 'Correct-Horse 7' });
    expect(tile.screen).toMatchObject({ focus: 'code', submitAfter: 'code' });
    expect(slotsOf(tile)).not.toContain('address');
    await tile.submit({ code: 'alice@home.test' });
    // One field of each slot, and the address is out of it.
    expect(codeFields(tile)).toMatchObject([{ state: 'selected', clear: true }]);
    expect(new Set(slotsOf(tile)).size).toBe(slotsOf(tile).length);
    expect((await tile.submit({ code: '123456' })).type).toBe('grant');
    const enrolled = service.authority.calls.filter(({ method }) => method === 'enroll');
    expect(enrolled.map(({ request }) => request['action'])).toEqual([
      { action: 'email', address: 'alice@home.test' },
      { action: 'email-code', code: '123456' },
    ]);
  });

  it('reads a recovered password in that field, which is wiped with the screen', async () => {
    const tile = await openTile();
    offline.says(recoveries.questions());
    await tile.follow(/I forgot my password/);
    offline.says(recoveries.recovered({ reveal: 'show' }));
    await tile.submit({ answer: 'Vienna' });
    await tile.submit({ choice: '2', answer: 'attic' });
    await tile.submit({ choice: '0', answer: 'Pippi' });
    expect(codeFields(tile)).toMatchObject([{ mode: 'readonly', text: 'recovered-password' }]);
    expect(tile.screen?.submitAfter).toBe('code');
    await tile.follow(/Start over/);
    expect(codeFields(tile)).toMatchObject([{ state: 'hidden', clear: true }]);
  });
});
