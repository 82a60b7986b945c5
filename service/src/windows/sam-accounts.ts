import type { Account } from '@gatehouse/protocol';

import type { ComputerFacts, WindowsAccounts } from '../accounts/windows-accounts.js';
import { readMachine } from './machine.js';
import { sidBytes, sidText } from './sid-text.js';
import { WindowsError, loadKoffi, wideString } from './win32.js';

// winnt.h
const SID_TYPE_USER = 1;
/** What Windows calls local groups. */
const SID_TYPE_ALIAS = 4;
const SECURITY_MAX_SID_SIZE = 68;
// lmaccess.h: groups that an account is in by way of global ones, as well.
const LG_INCLUDE_INDIRECT = 1;
const MAX_PREFERRED_LENGTH = 0xffffffff;
// lmjoin.h
const NET_SETUP_DOMAIN_NAME = 3;
/** DNLEN and UNLEN (lmcons.h) are 15 and 256; names of Microsoft accounts are longer than the former. */
const MAX_NAME = 257;
/** More groups than SAM has for one account; what is beyond is left out, and so excludes nobody. */
const MAX_GROUPS = 1024;

type Call = (...args: unknown[]) => number;

interface Calls {
  lookupName: Call;
  lookupSid: Call;
  localGroups: Call;
  members: Call;
  joinInformation: Call;
  free: (buffer: unknown) => unknown;
  decode: (pointer: unknown, count: number) => string[];
  decodeSids: (pointer: unknown, count: number) => Buffer[];
}

interface Found {
  sid: string;
  use: number;
}

/**
 * Accounts as SAM on this computer has them. Nothing that may be a domain's is asked for, so that no call goes over the network; but
 * the SID of a tile without a name, which the names that Windows keeps mostly answer.
 *
 * https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-lookupaccountnamew
 * https://learn.microsoft.com/windows/win32/api/lmaccess/nf-lmaccess-netusergetlocalgroups
 * https://learn.microsoft.com/windows/win32/api/lmaccess/nf-lmaccess-netlocalgroupgetmembers
 */
export class SamAccounts implements WindowsAccounts {
  #calls: Calls | undefined;
  #facts: ComputerFacts | undefined;

  // eslint-disable-next-line @typescript-eslint/require-await -- a port's method: failures must reject, not throw
  async facts(): Promise<ComputerFacts> {
    this.#facts ??= this.#readFacts();
    return this.#facts;
  }

  async find(subject: { sid: string } | { name: string }): Promise<Account | undefined> {
    if ('sid' in subject) return this.#findSid(subject.sid);
    const { name: computer } = await this.facts();
    const found = this.#lookUp(qualified(subject.name.trim(), computer));
    if (found?.use !== SID_TYPE_USER) return undefined;
    // As Windows spells it.
    return this.#findSid(found.sid);
  }

  async groups({ netbiosDomain, samAccountName }: Account): Promise<readonly string[]> {
    const { name: computer } = await this.facts();
    const isOwn = netbiosDomain.toUpperCase() === computer.toUpperCase();
    const user = isOwn ? samAccountName : `${netbiosDomain}\\${samAccountName}`;
    const { localGroups, free, decode } = this.#loaded();
    const buffer: [unknown] = [null];
    const [read, total]: [[number], [number]] = [[0], [0]];
    const level = 0;
    const result = localGroups(
      ...[null, wideString(user), level, LG_INCLUDE_INDIRECT],
      ...[buffer, MAX_PREFERRED_LENGTH, read, total],
    );
    // An account that SAM does not know, as an Entra account may be, is in no group that we can name.
    if (result !== 0 || buffer[0] === null) return [];
    try {
      const names = decode(buffer[0], Math.min(read[0], MAX_GROUPS));
      return names.flatMap((name) => this.#lookUp(name)?.sid ?? []);
    } finally {
      free(buffer[0]);
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a port's method: failures must reject, not throw
  async members(groupSid: string): Promise<readonly string[]> {
    const name = this.#groupName(groupSid);
    if (name === undefined) return [];
    const { members, free, decodeSids } = this.#loaded();
    const buffer: [unknown] = [null];
    const [read, total]: [[number], [number]] = [[0], [0]];
    // Level 0 is SIDs alone: nobody has to look up a name, which would be at a domain controller.
    const level = 0;
    const result = members(
      ...[null, wideString(name), level],
      ...[buffer, MAX_PREFERRED_LENGTH, read, total, null],
    );
    if (result !== 0 || buffer[0] === null) return [];
    try {
      return decodeSids(buffer[0], Math.min(read[0], MAX_GROUPS)).flatMap(
        (bytes) => sidText(bytes) ?? [],
      );
    } finally {
      free(buffer[0]);
    }
  }

  #readFacts(): ComputerFacts {
    const { name } = readMachine();
    // The computer's own name is the name of the domain of its accounts.
    return { name, accountsSid: this.#lookUp(name)?.sid, isInDomain: this.#isInDomain() };
  }

  #isInDomain(): boolean {
    const { joinInformation, free } = this.#loaded();
    const [name, status]: [[unknown], [number]] = [[null], [0]];
    const result = joinInformation(null, name, status);
    if (result !== 0) throw new WindowsError('NetGetJoinInformation', result);
    free(name[0]);
    return status[0] === NET_SETUP_DOMAIN_NAME;
  }

  #lookUp(name: string): Found | undefined {
    const sid = Buffer.alloc(SECURITY_MAX_SID_SIZE);
    const domain = Buffer.alloc(MAX_NAME * 2);
    // Its domain is what the account itself says it is.
    const [size, length, use]: [[number], [number], [number]] = [[sid.length], [MAX_NAME], [0]];
    const { lookupName } = this.#loaded();
    if (lookupName(null, wideString(name), sid, size, domain, length, use) === 0) return undefined;
    const text = sidText(sid);
    return text === undefined ? undefined : { sid: text, use: use[0] };
  }

  #findSid(sid: string): Account | undefined {
    const found = this.#nameOf(sid);
    if (found?.use !== SID_TYPE_USER) return undefined;
    return { sid, netbiosDomain: found.domain, samAccountName: found.name };
  }

  /** Of a group of this computer, or of every one; other groups are a domain's, where SAM has no say. */
  #groupName(sid: string): string | undefined {
    const found = this.#nameOf(sid);
    return found?.use === SID_TYPE_ALIAS ? found.name : undefined;
  }

  #nameOf(sid: string): { name: string; domain: string; use: number } | undefined {
    const bytes = sidBytes(sid);
    if (bytes === undefined) return undefined;
    const [name, domain] = [Buffer.alloc(MAX_NAME * 2), Buffer.alloc(MAX_NAME * 2)];
    const [nameLength, length, use]: [[number], [number], [number]] = [[MAX_NAME], [MAX_NAME], [0]];
    const { lookupSid } = this.#loaded();
    if (lookupSid(null, bytes, name, nameLength, domain, length, use) === 0) return undefined;
    return { name: read(name, nameLength[0]), domain: read(domain, length[0]), use: use[0] };
  }

  #loaded(): Calls {
    this.#calls ??= load();
    return this.#calls;
  }
}

/** A bare name is looked for here alone, not in whatever else Windows trusts. The name of a Microsoft account has an `@`. */
function qualified(name: string, computer: string): string {
  const isElsewhere = name.includes('@') || (name.includes('\\') && !name.startsWith('.\\'));
  return isElsewhere ? name : `${computer}\\${name.replace(/^\.\\/, '')}`;
}

function read(text: Buffer, length: number): string {
  return text.toString('utf16le', 0, length * 2);
}

function load(): Calls {
  const koffi = loadKoffi();
  const [advapi, netapi] = [koffi.load('advapi32.dll'), koffi.load('netapi32.dll')];
  const out = ['_Out_ uint8_t *', '_Inout_ uint32_t *'];
  return {
    lookupName: advapi.func('LookupAccountNameW', 'int32_t', [
      ...['void *', 'void *', ...out, ...out, '_Out_ int32_t *'],
    ]) as Call,
    lookupSid: advapi.func('LookupAccountSidW', 'int32_t', [
      ...['void *', 'void *', ...out, ...out, '_Out_ int32_t *'],
    ]) as Call,
    localGroups: netapi.func('NetUserGetLocalGroups', 'uint32_t', [
      ...['void *', 'void *', 'uint32_t', 'uint32_t', '_Out_ void **'],
      ...['uint32_t', '_Out_ uint32_t *', '_Out_ uint32_t *'],
    ]) as Call,
    members: netapi.func('NetLocalGroupGetMembers', 'uint32_t', [
      ...['void *', 'void *', 'uint32_t', '_Out_ void **', 'uint32_t'],
      ...['_Out_ uint32_t *', '_Out_ uint32_t *', 'void *'],
    ]) as Call,
    joinInformation: netapi.func('NetGetJoinInformation', 'uint32_t', [
      ...['void *', '_Out_ void **', '_Out_ int32_t *'],
    ]) as Call,
    free: netapi.func('NetApiBufferFree', 'uint32_t', ['void *']),
    // LOCALGROUP_USERS_INFO_0 is one pointer to a name.
    decode: (pointer, count) => koffi.decode(pointer, 'str16', count) as string[],
    // LOCALGROUP_MEMBERS_INFO_0 is one pointer to a SID: 8 bytes, of which the second counts the parts of 4 that follow.
    decodeSids: (pointer, count) =>
      (koffi.decode(pointer, 'void *', count) as unknown[]).map((sid) => {
        const parts = koffi.decode(sid, 1, 'uint8_t') as number;
        return Buffer.from(koffi.decode(sid, 'uint8_t', 8 + 4 * parts) as number[]);
      }),
  };
}
