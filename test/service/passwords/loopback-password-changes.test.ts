import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { LoopbackPasswordChanges } from '../../../service/src/passwords/loopback-password-changes.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { freePort } from '../../support/free-port.js';
import { startPasswordChangeEndpoint } from '../../support/password-change-endpoint.js';
import { Started } from '../../support/started.js';
import { CONTRACT_OLD, describePasswordChanges } from './password-changes-contract.js';

const started = new Started();
afterAll(() => started[Symbol.asyncDispose]());

async function startDomain(): Promise<{ directory: FakeDirectory; url: string }> {
  const directory = new FakeDirectory();
  directory.add({ name: 'alice', password: CONTRACT_OLD });
  const { url } = started.use(await startPasswordChangeEndpoint(directory));
  return { directory, url };
}

describePasswordChanges(
  'LoopbackPasswordChanges',
  async () => new LoopbackPasswordChanges((await startDomain()).url),
);

const ALICE = { domain: 'CORP', name: 'alice' };
const ask = (url: string) =>
  new LoopbackPasswordChanges(url).change(
    ALICE,
    Buffer.from(CONTRACT_OLD),
    Buffer.from('a new horse 2'),
  );

describe('a program on the loopback', () => {
  it('says that the directory is away', async () => {
    const { directory, url } = await startDomain();
    directory.available = false;
    expect(await ask(url)).toEqual({ outcome: 'no-domain-controller' });
  });

  it('that is not there changes nothing', async () => {
    expect(await ask(`http://127.0.0.1:${await freePort()}/`)).toEqual({ outcome: 'unavailable' });
  });

  it.each([
    [200, 'not JSON', { outcome: 'unavailable' }],
    [200, '{}', { outcome: 'unavailable' }],
    [200, 'null', { outcome: 'unavailable' }],
    [200, '{"outcome":"granted"}', { outcome: 'unavailable' }],
    [200, '{"outcome":["changed"]}', { outcome: 'unavailable' }],
    [500, '{"outcome":"changed"}', { outcome: 'unavailable' }],
    [302, '{"outcome":"changed"}', { outcome: 'unavailable' }],
    [200, `{"outcome":"changed"${' '.repeat(2000)}}`, { outcome: 'unavailable' }],
    [200, '{"outcome":"rejected","rule":"x"}', { outcome: 'rejected', rule: 'password.other' }],
    [200, '{"outcome":"locked"}', { outcome: 'locked' }],
  ])('R5: that answers %i %s', async (status, body, outcome) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { location: '/' });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    started.defer(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await ask(`http://127.0.0.1:${port}/`)).toEqual(outcome);
  });
});
