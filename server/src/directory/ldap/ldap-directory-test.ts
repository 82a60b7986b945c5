import { lookup } from 'node:dns/promises';
import type net from 'node:net';
import type tls from 'node:tls';

import type { administration } from '@gatehouse/protocol';

import { errorMessage } from '../../errors/system-error.js';
import { Deadline } from '../deadline.js';
import { anyUserFilter } from './active-directory.js';
import { failureCode } from './directory-failure.js';
import { dnsDomainOf } from './distinguished-name.js';
import { readDomainFacts } from './domain-facts.js';
import { LdapConnection } from './ldap-connection.js';
import type { LdapDirectoryOptions } from './ldap-directory-options.js';
import { connectTcp, parseLdapUrl, upgradeToTls } from './tls-socket.js';

type Steps = administration.DirectoryTest['steps'];

/**
 * Goes through everything that must be right, in order, on a connection of its own, and stops at the first step that
 * is not. What it says is for administrators: addresses, certificate, codes.
 */
export async function testLdapDirectory(
  options: Required<LdapDirectoryOptions>,
): Promise<administration.DirectoryTest> {
  const endpoint = parseLdapUrl(options.url);
  const deadline = new Deadline(2 * options.timeoutMs);
  const steps: Steps = [];
  const cleanUp: (() => void)[] = [];

  const step = async <T>(name: string, work: () => Promise<[T, string]>): Promise<T> => {
    const start = performance.now();
    const took = () => Math.round(performance.now() - start);
    try {
      const [result, detail] = await work();
      steps.push({ step: name, ok: true, detail, milliseconds: took() });
      return result;
    } catch (error) {
      steps.push({ step: name, ok: false, detail: explain(error), milliseconds: took() });
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
    await step('root dse', async () => {
      const facts = await readDomainFacts(connection, options.baseDn, deadline);
      return [undefined, `${facts.realm}, NetBIOS name ${facts.netbiosDomain}`];
    });
    await step('search', async () => {
      const users = await connection.search(
        options.baseDn,
        { scope: 'sub', filter: anyUserFilter(), attributes: ['objectSid'], sizeLimit: 1 },
        deadline,
      );
      if (users.length === 0) throw new Error('no user is visible under the base DN');
      return [undefined, `users are visible under ${options.baseDn}`];
    });
  } catch {
    // The step that failed says so.
  } finally {
    for (const clean of cleanUp) clean();
  }
  const ok = steps.every((taken) => taken.ok);
  return { directory: `ldap ${dnsDomainOf(options.baseDn)}`, steps, ok };
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
