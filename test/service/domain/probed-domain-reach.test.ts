import { once } from 'node:events';
import net from 'node:net';

import { domainOf } from '../../../service/src/domain/domain-reach.js';
import { endpointOf } from '../../../service/src/domain/endpoint.js';
import { ProbedDomainReach } from '../../../service/src/domain/probed-domain-reach.js';

let controller: net.Server;
let port: number;
beforeEach(async () => {
  controller = net
    .createServer((socket) => socket.on('error', () => undefined))
    .listen(0, '127.0.0.1');
  await once(controller, 'listening');
  port = (controller.address() as net.AddressInfo).port;
});
afterEach(() => void controller.close());

const here = () => Promise.resolve({ host: '127.0.0.1', port });

describe('whether a domain controller is reachable', () => {
  it('is told by a connection to its port, not by what the system remembers', async () => {
    expect(await new ProbedDomainReach({ find: here }).isReachable('CORP')).toBe(true);
    controller.close();
    await once(controller, 'close');
    expect(await new ProbedDomainReach({ find: here }).isReachable('CORP')).toBe(false);
  });

  it('no controller, a failing and a hanging look-up are no', async () => {
    const nobody = new ProbedDomainReach({ find: () => Promise.resolve(undefined) });
    const failing = new ProbedDomainReach({ find: () => Promise.reject(new Error('none')) });
    const hanging = new ProbedDomainReach({ find: () => new Promise(() => undefined) });
    const begun = performance.now();
    for (const reach of [nobody, failing, hanging])
      expect(await reach.isReachable('X')).toBe(false);
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  it('is looked up once for people who ask at the same time, and by domain', async () => {
    const asked: (string | undefined)[] = [];
    const reach = new ProbedDomainReach({
      find: (domain) => {
        asked.push(domain);
        return here();
      },
    });
    await Promise.all([reach.isReachable('CORP'), reach.isReachable('corp')]);
    await reach.isReachable(undefined);
    expect(asked).toEqual(['CORP', undefined]);
  });

  it('is for the domain of a name, where the name has one', () => {
    expect(domainOf('CORP\\alice')).toBe('CORP');
    expect(domainOf('alice@corp.test')).toBeUndefined();
    expect(domainOf('\\alice')).toBeUndefined();
    expect(endpointOf('dc1.corp.test:88')).toEqual({ host: 'dc1.corp.test', port: 88 });
  });
});
