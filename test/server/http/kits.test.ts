import {
  IssuedKit,
  KitSeed,
  RefreshedKits,
  SEED_PURPOSE,
  generateSealingKey,
  importSealingKey,
  openMessage,
  pathOf,
  verifyKit,
} from '@gatehouse/protocol';
import type { LogonId } from '@gatehouse/protocol';

import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestWorkstation } from '../../support/workstation.js';

let gatehouse: TestGatehouse | undefined;
let workstation: TestWorkstation;

beforeAll(async () => {
  gatehouse = await startTestGatehouse({ rateLimits: { kitRefreshes: 8 } });
  workstation = await gatehouse.join();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

async function logOn(name: string, seed: Uint8Array, from = workstation): Promise<LogonId> {
  const verdict = await from.begin(name, PASSWORD);
  if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
  const granted = await from.answer(verdict.logonId, verdict.challengeId, currentCode(seed));
  expect(granted).toMatchObject({ outcome: 'granted', kit: true });
  expect(granted).toHaveProperty('generation');
  return verdict.logonId;
}

async function replyKey() {
  const { publicKey, privateKey } = await generateSealingKey();
  return { text: Buffer.from(publicKey).toString('base64url'), privateKey };
}

test('a granted logon leads to a kit that the pinned key signed, and a seed that only the asker opens', async () => {
  const { seed } = await gatehouse!.addUser('alice');
  const logonId = await logOn('alice', seed);
  const reply = await replyKey();
  const request = await workstation.prepare('POST', pathOf('requestKit', { logonId }), {
    replyKey: reply.text,
  });
  const answer = await workstation.send(request);
  expect(answer.status).toBe(200);
  expect(workstation.isSigned(answer, request)).toBe(true);
  const issued = IssuedKit.parse(answer.body);
  const kit = await verifyKit(issued.kit, {
    identityKeys: [workstation.serverKeys!.identityKey],
    workstationId: workstation.id,
  });
  expect(kit).toMatchObject({ serial: 1, account: { samAccountName: 'alice' } });
  const open = async (context: string[]) =>
    openMessage(issued.seed!, await importSealingKey(reply.privateKey), {
      purpose: SEED_PURPOSE,
      context,
    });
  const opened = KitSeed.parse(JSON.parse(Buffer.from(await open([logonId])).toString()));
  expect(Buffer.from(opened.seed, 'base64url').equals(seed)).toBe(true);
  await expect(open(['lgn_other'])).rejects.toThrow('cannot be opened');

  // A replay is refused, whatever it would bring.
  expect(await workstation.send(request)).toMatchObject({
    status: 401,
    body: { code: 'signature.replayed' },
  });
  const none = await workstation.call('POST', pathOf('refreshKits'), {
    kits: [{ principalId: kit.principalId, serial: kit.serial, accepted: '1' }],
    events: [],
  });
  expect(RefreshedKits.parse(none.body)).toEqual({ kits: [], withdrawn: [] });
});

test('R29: a foreign logon has no kit, and a foreign kit no renewal', async () => {
  const { seed } = await gatehouse!.addUser('bob');
  const other = await gatehouse!.join();
  const logonId = await logOn('bob', seed);
  const { text } = await replyKey();
  const path = pathOf('requestKit', { logonId });
  expect(await other.call('POST', path, { replyKey: text })).toMatchObject({
    status: 404,
    body: { code: 'request.not-found' },
  });
  const issued = IssuedKit.parse((await workstation.call('POST', path, { replyKey: text })).body);
  const signers = { identityKeys: [other.serverKeys!.identityKey], workstationId: other.id };
  await expect(verifyKit(issued.kit, signers)).rejects.toMatchObject({
    fault: 'wrong-workstation',
  });
  const { principalId } = await verifyKit(issued.kit, {
    ...signers,
    workstationId: workstation.id,
  });
  const refreshed = await other.call('POST', pathOf('refreshKits'), {
    kits: [{ principalId, serial: 1 }],
    events: [],
  });
  expect(refreshed.body).toEqual({ kits: [], withdrawn: [principalId] });
});

test('a kit of a policy that leaves nothing is refused with a code of its own', async () => {
  const { seed } = await gatehouse!.addUser('carol');
  await gatehouse!.server.administer('PUT', pathOf('applyPolicy', { policyName: 'nothing' }), {
    name: 'nothing',
    assign: { users: ['carol'] },
    settings: { desktop: { offline: 'deny' }, recovery: { offline: false } },
  });
  const verdict = await workstation.begin('carol', PASSWORD);
  if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
  const { logonId, challengeId } = verdict;
  const granted = await workstation.answer(logonId, challengeId, currentCode(seed));
  expect(granted).toMatchObject({ outcome: 'granted', kit: false });
  const { text } = await replyKey();
  const answer = await workstation.call('POST', pathOf('requestKit', { logonId }), {
    replyKey: text,
  });
  expect(answer).toMatchObject({ status: 404, body: { code: 'kit.none' } });
});

test('a revoked workstation gets no kit and tells nothing', async () => {
  const gone = await gatehouse!.join();
  await gatehouse!.server.administer(
    'DELETE',
    pathOf('revokeWorkstation', { workstationId: gone.id }),
  );
  const body = { kits: [], events: [] };
  expect(await gone.call('POST', pathOf('refreshKits'), body)).toMatchObject({
    status: 401,
    body: { code: 'workstation.revoked' },
  });
});

test('refreshes are few a minute: each may look up many people', async () => {
  const eager = await gatehouse!.join();
  const statuses: number[] = [];
  for (let at = 0; at < 10; at++) {
    const answer = await eager.call('POST', pathOf('refreshKits'), { kits: [], events: [] });
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([...Array<number>(8).fill(200), 429, 429]);
  // Logons go on.
  expect(await eager.begin('alice', PASSWORD)).toMatchObject({ outcome: 'challenge' });
});
