/** The thread of {@link LsaPasswordChanges}: one message to one authentication package, its statuses as the answer. */
import { parentPort, workerData } from 'node:worker_threads';

import {
  KERB_CHANGE_PASSWORD,
  MSV1_0_CHANGE_PASSWORD,
  changePasswordRequest,
  requestLength,
} from './change-password-request.js';
import type { LsaAnswer, LsaChange } from './lsa-password-changes.js';
import { WindowsError, loadKoffi } from './win32.js';

/** LMEM_FIXED: the handle is the address. */
const FIXED = 0;

type Call = (...args: unknown[]) => number;

/** Functions of Windows, as far as this thread calls them. Addresses and handles are 64-bit numbers. */
function loadFunctions() {
  const koffi = loadKoffi();
  const kernel32 = koffi.load('kernel32.dll');
  const secur32 = koffi.load('secur32.dll');
  const ansiString = koffi.struct('LSA_STRING', {
    Length: 'uint16_t',
    MaximumLength: 'uint16_t',
    Buffer: 'str',
  });
  const handle = '_Out_ int64_t *';
  return {
    allocate: kernel32.func('LocalAlloc', 'int64_t', ['uint32_t', 'uint64_t']) as unknown as (
      flags: number,
      bytes: number,
    ) => number | bigint,
    free: kernel32.func('LocalFree', 'int64_t', ['int64_t']) as unknown as Call,
    move: kernel32.func('RtlMoveMemory', 'void', ['int64_t', 'void *', 'uint64_t']) as unknown as (
      to: bigint,
      from: Uint8Array,
      bytes: number,
    ) => void,
    lastError: kernel32.func('GetLastError', 'uint32_t', []) as () => number,
    connect: secur32.func('LsaConnectUntrusted', 'int32_t', [handle]) as unknown as Call,
    lookup: secur32.func('LsaLookupAuthenticationPackage', 'int32_t', [
      'int64_t',
      koffi.pointer(ansiString),
      '_Out_ uint32_t *',
    ]) as unknown as Call,
    call: secur32.func('LsaCallAuthenticationPackage', 'int32_t', [
      'int64_t',
      'uint32_t',
      'int64_t',
      'uint32_t',
      handle,
      '_Out_ uint32_t *',
      '_Out_ int32_t *',
    ]) as unknown as Call,
    freeReturned: secur32.func('LsaFreeReturnBuffer', 'int32_t', ['int64_t']) as unknown as Call,
    disconnect: secur32.func('LsaDeregisterLogonProcess', 'int32_t', [
      'int64_t',
    ]) as unknown as Call,
  };
}

type Functions = ReturnType<typeof loadFunctions>;

parentPort?.postMessage(change(workerData as LsaChange));

function change({ package: name, strings }: LsaChange): LsaAnswer {
  try {
    const functions = loadFunctions();
    const lsa: [number | bigint] = [0];
    const connected = functions.connect(lsa);
    if (connected !== 0) return { status: connected, protocolStatus: 0 };
    try {
      const found: [number] = [0];
      const named = { Length: name.length, MaximumLength: name.length + 1, Buffer: name };
      const status = functions.lookup(lsa[0], named, found);
      if (status !== 0) return { status, protocolStatus: 0 };
      const type = name === 'Kerberos' ? KERB_CHANGE_PASSWORD : MSV1_0_CHANGE_PASSWORD;
      return submit(functions, { lsa: lsa[0], package: found[0], type, strings });
    } finally {
      functions.disconnect(lsa[0]);
    }
  } finally {
    for (const string of strings) string.fill(0);
  }
}

/** The request needs an address before it is written: it points into itself. */
function submit(
  functions: Functions,
  {
    lsa,
    package: found,
    type,
    strings,
  }: {
    lsa: number | bigint;
    package: number;
    type: typeof KERB_CHANGE_PASSWORD | typeof MSV1_0_CHANGE_PASSWORD;
    strings: LsaChange['strings'];
  },
): LsaAnswer {
  const length = requestLength(strings);
  const address = BigInt(functions.allocate(FIXED, length));
  if (address === 0n) throw new WindowsError('LocalAlloc', functions.lastError());
  const request = changePasswordRequest(type, strings, address);
  try {
    functions.move(address, request, length);
    const returned: [number | bigint] = [0];
    const returnedLength: [number] = [0];
    const protocolStatus: [number] = [0];
    const status = functions.call(
      lsa,
      found,
      address,
      length,
      returned,
      returnedLength,
      protocolStatus,
    );
    if (BigInt(returned[0]) !== 0n) functions.freeReturned(returned[0]);
    return { status, protocolStatus: protocolStatus[0] };
  } finally {
    request.fill(0);
    functions.move(address, request, length);
    functions.free(address);
  }
}
