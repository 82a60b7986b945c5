import { SocketAddress } from 'node:net';

import { describeSession } from '../sessions/session-description.js';
import type { SessionFacts, SessionUser, Sessions } from '../sessions/sessions.js';
import { readRegistryKey } from './registry.js';
import { sidText } from './sid-text.js';
import { loadKoffi } from './win32.js';

/** WTS_INFO_CLASS of wtsapi32.h. */
const WTS_WIN_STATION_NAME = 6;
const WTS_CLIENT_NAME = 10;
const WTS_CLIENT_ADDRESS = 14;
const WTS_CLIENT_PROTOCOL_TYPE = 16;
const WTS_IS_REMOTE_SESSION = 29;

/** TOKEN_INFORMATION_CLASS of winnt.h. */
const TOKEN_USER = 1;
const TOKEN_STATISTICS = 10;

const AF_INET = 2;
const AF_INET6 = 23;
/** A name and what ends it; more is not read. */
const MAX_TEXT_UNITS = 256;

type Koffi = ReturnType<typeof loadKoffi>;
type Func = ReturnType<ReturnType<Koffi['load']>['func']>;

interface Calls {
  koffi: Koffi;
  query: Func;
  free: Func;
  queryToken: Func;
  readToken: Func;
  closeHandle: Func;
}

let calls: Calls | undefined;

/**
 * Sessions as Terminal Services describes them. Each answer is asked for in a thread of its own, because the Remote Desktop
 * service may be slow.
 *
 * https://learn.microsoft.com/windows/win32/api/wtsapi32/nf-wtsapi32-wtsquerysessioninformationw
 */
export class TerminalSessions implements Sessions {
  async describe(session: number): Promise<SessionFacts> {
    const [protocol, station, isRemote, clientName, address, user] = await Promise.all([
      query(session, WTS_CLIENT_PROTOCOL_TYPE),
      query(session, WTS_WIN_STATION_NAME),
      query(session, WTS_IS_REMOTE_SESSION),
      query(session, WTS_CLIENT_NAME),
      query(session, WTS_CLIENT_ADDRESS),
      userOf(session),
    ]);
    return {
      session: describeSession({
        protocol:
          protocol !== undefined && protocol.length >= 2 ? protocol.readUInt16LE(0) : undefined,
        station: textOf(station),
        isRemote: isRemote === undefined ? undefined : isRemote.some((byte) => byte !== 0),
        clientName: textOf(clientName),
        clientAddress: address && addressOf(address),
      }),
      user,
      boot: bootOf(readRegistryKey(BOOT_KEY)),
    };
  }
}

/** Windows counts its boots there; a start from hibernation, "fast startup" included, is none. */
const BOOT_KEY =
  'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters';

export function bootOf({ BootId: count }: Record<string, unknown>): string | undefined {
  return typeof count === 'number' ? `boot-${count}` : undefined;
}

/**
 * WTS_CLIENT_ADDRESS: the family, then 20 bytes. An address of IPv4 is "offset by two bytes from the start" of those, one of IPv6 is
 * there "as raw byte values" (https://learn.microsoft.com/windows/win32/api/wtsapi32/ns-wtsapi32-wts_client_address).
 */
export function addressOf(bytes: Buffer): string | undefined {
  if (bytes.length < 10) return undefined;
  const family = bytes.readUInt32LE(0);
  if (family === AF_INET) return [...bytes.subarray(6, 10)].join('.');
  if (family !== AF_INET6 || bytes.length < 20) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(4 + 2 * i).toString(16));
  return new SocketAddress({ family: 'ipv6', address: groups.join(':') }).address;
}

/** UTF-16 up to the null character. */
function textOf(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const text = bytes.subarray(0, 2 * MAX_TEXT_UNITS).toString('utf16le');
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

/** Undefined where there is no answer. */
async function query(session: number, what: number): Promise<Buffer | undefined> {
  const { koffi, query: ask, free } = (calls ??= loadCalls());
  const buffer: [unknown] = [null];
  const length: [number] = [0];
  if (!(await call(ask, null, session, what, buffer, length)) || buffer[0] === null)
    return undefined;
  try {
    // A copy: the memory is Windows'.
    return Buffer.from(new Uint8Array(koffi.view(buffer[0], length[0])));
  } finally {
    free(buffer[0]);
  }
}

/** Who is logged on there. Only SYSTEM may ask; undefined where nobody is, and where we may not. */
async function userOf(session: number): Promise<SessionUser | undefined> {
  const { queryToken, closeHandle } = (calls ??= loadCalls());
  const token: [unknown] = [null];
  if (!(await call(queryToken, session, token)) || token[0] === null) return undefined;
  try {
    const sid = readSid(token[0]);
    const statistics = readToken(token[0], TOKEN_STATISTICS);
    if (sid === undefined || statistics === undefined || statistics.length < 16) return undefined;
    // TokenId, then AuthenticationId: the LUID of the logon session.
    return { sid, logonId: statistics.readBigUInt64LE(8).toString(16) };
  } finally {
    closeHandle(token[0]);
  }
}

function readToken(token: unknown, what: number): Buffer | undefined {
  const { readToken: read } = (calls ??= loadCalls());
  const bytes = Buffer.alloc(256);
  const length: [number] = [0];
  return read(token, what, bytes, bytes.length, length) ? bytes.subarray(0, length[0]) : undefined;
}

function readSid(token: unknown): string | undefined {
  const user = readToken(token, TOKEN_USER);
  // TOKEN_USER is a pointer and a number, and the SID that it points to is behind it.
  return user && sidText(user.subarray(16));
}

async function call(func: Func, ...parameters: unknown[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    func.async(...parameters, (failure: unknown, result: number) => {
      if (failure === null || failure === undefined) resolve(result !== 0);
      else reject(failure instanceof Error ? failure : new Error('the function was not called'));
    });
  });
}

function loadCalls(): Calls {
  const koffi = loadKoffi();
  const wts = koffi.load('wtsapi32.dll');
  const advapi = koffi.load('advapi32.dll');
  const kernel = koffi.load('kernel32.dll');
  const out = '_Out_ void **';
  return {
    koffi,
    query: wts.func('WTSQuerySessionInformationW', 'int', [
      'void *',
      'uint32_t',
      'int',
      out,
      '_Out_ uint32_t *',
    ]),
    free: wts.func('WTSFreeMemory', 'void', ['void *']),
    queryToken: wts.func('WTSQueryUserToken', 'int', ['uint32_t', out]),
    readToken: advapi.func('GetTokenInformation', 'int', [
      'void *',
      'int',
      'void *',
      'uint32_t',
      '_Out_ uint32_t *',
    ]),
    closeHandle: kernel.func('CloseHandle', 'int', ['void *']),
  };
}
