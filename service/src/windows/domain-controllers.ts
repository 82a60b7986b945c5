import type { Endpoint } from '../domain/probed-domain-reach.js';
import { loadKoffi, wideString } from './win32.js';

/**
 * Kerberos: what a logon with a password of the domain asks for, on every domain controller. LDAP may be open where
 * nobody can log on, and closed where everybody can.
 */
const KERBEROS_PORT = 88;

// dsgetdc.h
const DS_IP_REQUIRED = 0x200;
const DS_KDC_REQUIRED = 0x400;

type Koffi = ReturnType<typeof loadKoffi>;

interface Calls {
  koffi: Koffi;
  locate: ReturnType<ReturnType<Koffi['load']>['func']>;
  free: (buffer: unknown) => unknown;
}

let calls: Calls | undefined;

/**
 * Where Windows' locator says that a domain controller with a key distribution center is. Without DS_FORCE_REDISCOVERY
 * it answers from what it remembers, and is quick; it is called in a thread all the same, because it may look for seconds
 * when it remembers nothing.
 *
 * https://learn.microsoft.com/windows/win32/api/dsgetdc/nf-dsgetdc-dsgetdcnamew
 *
 * @param domain NetBIOS name; undefined for the domain that the computer is in
 */
export async function findDomainController(
  domain: string | undefined,
): Promise<Endpoint | undefined> {
  const { koffi, locate, free } = (calls ??= loadCalls());
  const found: [unknown] = [null];
  const error = await new Promise<number>((resolve, reject) => {
    const name = domain === undefined ? null : wideString(domain);
    const flags = DS_IP_REQUIRED | DS_KDC_REQUIRED;
    locate.async(null, name, null, null, flags, found, (failure: unknown, result: number) => {
      if (failure === null || failure === undefined) resolve(result);
      else reject(failure instanceof Error ? failure : new Error('DsGetDcNameW was not called'));
    });
  });
  if (error !== 0) return undefined;
  try {
    // Name, then address: `\\10.0.0.1`.
    const [, address] = koffi.decode(found[0], 'str16', 2) as [string, string];
    return { host: address.replace(/^\\\\/, ''), port: KERBEROS_PORT };
  } finally {
    free(found[0]);
  }
}

function loadCalls(): Calls {
  const koffi = loadKoffi();
  const netapi = koffi.load('netapi32.dll');
  return {
    koffi,
    locate: netapi.func('DsGetDcNameW', 'uint32_t', [
      'void *',
      'void *',
      'void *',
      'void *',
      'uint32_t',
      '_Out_ void **',
    ]),
    free: netapi.func('NetApiBufferFree', 'uint32_t', ['void *']) as (buffer: unknown) => unknown,
  };
}
