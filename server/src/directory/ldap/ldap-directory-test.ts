import { lookup } from 'node:dns/promises';
import type net from 'node:net';
import type tls from 'node:tls';

import type { administration } from '@gatehouse/protocol';

import { errorMessage } from '../../errors/system-error.js';
import { Deadline } from '../deadline.js';
import { failureCode } from './directory-failure.js';
import { hostListOf } from './hosts-of.js';
import { LdapConnection } from './ldap-connection.js';
import type { LdapConnectionOptions } from './ldap-directory-options.js';
import { connectTcp, upgradeToTls } from './tls-socket.js';
import type { LdapEndpoint } from './tls-socket.js';

type Steps = administration.DirectoryTest['steps'];

/** What a dialect has to ask beyond a connection that is bound as the service account. */
type Ask = (connection: LdapConnection, step: Step, deadline: Deadline) => Promise<void>;

/** Runs one step and writes down how it went. @throws what `work` throws */
export type Step = <T>(name: string, work: () => Promise<[T, string]>) => Promise<T>;

/**
 * Goes through everything that must be right, in order, on a connection of its own, and stops at the first step that
 * is not; that for each host. What it says is for administrators: addresses, certificate, codes.
 */
export async function testLdapDirectory(
  options: Required<LdapConnectionOptions>,
  ask: Ask,
): Promise<administration.DirectoryTest> {
  const steps: Steps = [];
  const hosts: readonly LdapEndpoint[] = await listHosts(options, steps);
  for (const endpoint of hosts) {
    const host = `${endpoint.host}:${endpoint.port}`;
    await testHost(endpoint, options, ask, (step) => steps.push({ ...step, host }));
  }
  const ok = steps.every((taken) => taken.ok);
  return { directory: `ldap ${options.realm}`, steps, ok };
}

async function listHosts(
  { url }: Required<LdapConnectionOptions>,
  steps: Steps,
): Promise<readonly LdapEndpoint[]> {
  const start = performance.now();
  try {
    return await hostListOf(url).current();
  } catch (error) {
    const milliseconds = Math.round(performance.now() - start);
    steps.push({ step: 'find hosts', ok: false, detail: explain(error), milliseconds });
    return [];
  }
}

async function testHost(
  endpoint: LdapEndpoint,
  options: Required<LdapConnectionOptions>,
  ask: Ask,
  note: (step: Steps[number]) => void,
): Promise<void> {
  const deadline = new Deadline(2 * options.timeoutMs);
  const cleanUp: (() => void)[] = [];

  const step: Step = async (name, work) => {
    const start = performance.now();
    const took = () => Math.round(performance.now() - start);
    try {
      const [result, detail] = await work();
      note({ step: name, ok: true, detail, milliseconds: took() });
      return result;
    } catch (error) {
      note({ step: name, ok: false, detail: explain(error), milliseconds: took() });
      throw error;
    }
  };

  try {
    await step('resolve', async () => {
      const addresses = await deadline.limit(
        'resolving',
        lookup(endpoint.host, { all: true }),
        () => undefined,
      );
      return [undefined, addresses.map(({ address }) => address).join(', ')];
    });
    const socket = await step<net.Socket>('connect', async () => {
      const connected = await connectTcp(endpoint, deadline);
      cleanUp.push(() => connected.destroy());
      return [connected, `${connected.remoteAddress ?? endpoint.host} port ${endpoint.port}`];
    });
    const secured = await step<tls.TLSSocket>('tls', async () => {
      const upgraded = await upgradeToTls(socket, endpoint, options.ca, deadline);
      return [upgraded, describeCertificate(upgraded)];
    });
    const connection = new LdapConnection(secured);
    await step('service bind', async () => {
      await connection.bind(options.bindDn, options.password, deadline);
      return [undefined, options.bindDn];
    });
    await ask(connection, step, deadline);
  } catch {
    // The step that failed says so.
  } finally {
    for (const clean of cleanUp) clean();
  }
}

function explain(error: unknown): string {
  const message = errorMessage(error);
  const code = failureCode(error);
  return message.includes(code) || code === 'Error' ? message : `${message} (${code})`;
}

function describeCertificate(socket: tls.TLSSocket): string {
  const certificate = socket.getPeerCertificate();
  const issuer = [certificate.issuer.CN].flat().join(', ');
  return [
    socket.getProtocol() ?? 'TLS',
    `names ${certificate.subjectaltname ?? 'none'}`,
    `issued by ${issuer}`,
    `until ${certificate.valid_to}`,
  ].join('; ');
}
