import type { DllMessage, SlotName, Verdict } from '@gatehouse/protocol';
import fc from 'fast-check';

import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import type { Reply } from '../../fakes/fake-authority.js';
import { startEtherService } from '../../support/ether-service.js';

/** What a client may do to one of two tiles; screens are guessed, right and wrong. */
type Step =
  | { tile: 1 | 2; message: DllMessage }
  | { tile: 1 | 2; present: 'submit' | SlotName }
  | { wait: true };

const bytes = (text: string) => Buffer.from(text);
const inputs = [
  { slot: 'userName', value: bytes('alice') },
  { slot: 'password', value: bytes('secret') },
  { slot: 'code', value: bytes('123456') },
] as const;

const tile = fc.constantFrom(1 as const, 2 as const);
const slot = fc.constantFrom<SlotName>('link1', 'link2', 'link3', 'link4', 'submit');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ tile, present: fc.oneof(fc.constant('submit' as const), slot) }),
  },
  { weight: 3, arbitrary: fc.constant({ wait: true as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      tile,
      message: fc.oneof(
        fc.record({
          type: fc.constant('submit' as const),
          screen: fc.nat(12),
          inputs: fc.subarray([...inputs]),
        }),
        fc.record({ type: fc.constant('choose' as const), screen: fc.nat(12), slot }),
        fc.constant({ type: 'cancel' as const }),
        fc.constant({ type: 'report' as const, ntStatus: 0xc000006d, subStatus: 0 }),
      ),
    }),
  },
);

const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.constantFrom<Reply>(
    'timeout',
    'malformed',
    'not-joined',
    new Error('a defect'),
    verdicts.denied('credentials.wrong'),
    verdicts.changePassword('expired'),
    verdicts.enroll(),
  ),
  fc.integer({ min: 1, max: 2 }).map((n) => verdicts.challenge({}, n)),
  fc.integer({ min: 1, max: 2 }).map((n) => verdicts.granted(n)),
  fc.constant(verdicts.granted(1, { sid: 'S-1-5-21-1-2-3-500' })),
);

describe('whatever messages and verdicts come in whatever order', () => {
  it('R5: a tile is granted exactly what a granted verdict for its own call said', async () => {
    let granted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.array(reply, { maxLength: 20 }),
        async (steps, replies) => {
          const service = await startEtherService();
          const grantedTo = new Map<string, number>();
          service.authority.says(
            ...replies.map((said): Reply => {
              if (typeof said === 'string' || said instanceof Error) return said;
              return async (call) => {
                await new Promise((resolve) => setImmediate(resolve));
                const verdict = said as Verdict;
                if (verdict.outcome === 'granted') {
                  const { correlationId } = call.context;
                  grantedTo.set(correlationId, (grantedTo.get(correlationId) ?? 0) + 1);
                }
                return verdict;
              };
            }),
          );
          const client = await service.connect();
          const tiles = [
            await client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' }),
            await client.openTile(),
          ] as const;
          for (const each of steps) {
            if ('wait' in each) {
              await new Promise((resolve) => setImmediate(resolve));
              continue;
            }
            const screen = tiles[each.tile - 1]?.screen?.id ?? 0;
            if ('message' in each) client.send(each.tile, each.message);
            else if (each.present === 'submit') {
              client.send(each.tile, { type: 'submit', screen, inputs: [...inputs] });
            } else client.send(each.tile, { type: 'choose', screen, slot: each.present });
          }
          await new Promise((resolve) => setTimeout(resolve, 2));
          for (const [index, seen] of tiles.entries()) {
            const grants = seen.received.filter((message) => message.type === 'grant');
            for (const grant of grants) {
              expect(grantedTo.get(grant.correlationId) ?? 0).toBeGreaterThan(0);
              if (index === 0) expect(grant.sid).toBe(FAKE_SID);
            }
            // One logon is granted at most once, and never to two tiles.
            const ids = grants.map(({ correlationId }) => correlationId);
            expect(new Set(ids).size).toBe(ids.length);
            granted += ids.length;
            for (const id of ids) grantedTo.delete(id);
          }
          await service.server.close();
        },
      ),
      { numRuns: 300 },
    );
    // A property that never came to a grant would say nothing.
    expect(granted).toBeGreaterThan(0);
  });
});
