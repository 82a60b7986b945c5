import { VaultError, VaultUnavailableError } from '../../../service/src/vault/vault.js';
import { DpapiVault } from '../../../service/src/windows/dpapi-vault.js';
import type { Blob, Dpapi } from '../../../service/src/windows/dpapi-vault.js';

/** Plays crypt32.dll, which fails as often as it is told to; what it really does is tried under Wine. */
class ScriptedDpapi implements Dpapi {
  failures = 0;
  calls = 0;

  readonly protect: Dpapi['protect'] = (input, entropy, output) =>
    this.#answer(output, Buffer.concat([mark(entropy), input.pbData]));

  readonly unprotect: Dpapi['unprotect'] = (input, entropy, output) => {
    const bytes = Buffer.from(input.pbData);
    const own = mark(entropy);
    const isOwn = bytes.subarray(0, own.length).equals(own);
    return this.#answer(output, isOwn ? bytes.subarray(own.length) : undefined);
  };

  take({ pbData }: Blob): Uint8Array {
    return Uint8Array.from(pbData as Uint8Array);
  }

  #answer(output: Blob, bytes: Uint8Array | undefined): boolean {
    this.calls++;
    if (this.failures > 0) {
      this.failures--;
      return false;
    }
    output.pbData = bytes;
    return bytes !== undefined;
  }
}

const mark = ({ pbData }: { pbData: Uint8Array }) =>
  Buffer.from(`<${Buffer.from(pbData).toString()}>`);

function vaultOf(dpapi: Dpapi): DpapiVault {
  return new DpapiVault(() => dpapi);
}

const secret = Buffer.from('secret');

it('bytes that a working vault does not open are not its own', () => {
  const vault = vaultOf(new ScriptedDpapi());
  const sealed = vault.seal(secret, 'one');
  expect(() => vault.open(sealed, 'two')).toThrow(VaultError);
  expect(Buffer.from(vault.open(sealed, 'one'))).toEqual(secret);
});

it('a vault that opens nothing, not even what it seals now, says nothing of the bytes', () => {
  const dpapi = new ScriptedDpapi();
  const vault = vaultOf(dpapi);
  const sealed = vault.seal(secret, 'p');
  for (const failures of [2, 99]) {
    dpapi.failures = failures;
    expect(() => vault.open(sealed, 'p')).toThrow(VaultUnavailableError);
    expect(() => vault.open(Buffer.from('spoilt'), 'p')).toThrow(
      failures === 99 ? VaultUnavailableError : VaultError,
    );
  }
  expect(() => vault.seal(secret, 'p')).toThrow(VaultUnavailableError);
});

it('a failure that is over by the next call costs nothing', () => {
  const dpapi = new ScriptedDpapi();
  const vault = vaultOf(dpapi);
  const sealed = vault.seal(secret, 'p');
  dpapi.failures = 1;
  expect(Buffer.from(vault.open(sealed, 'p'))).toEqual(secret);
});

it('a library that cannot be loaded is a vault that cannot be asked, and is loaded when it can be', () => {
  const dpapi = new ScriptedDpapi();
  let isThere = false;
  const vault = new DpapiVault(() => {
    if (!isThere) throw new Error('no such module');
    return dpapi;
  });
  expect(() => vault.open(secret, 'p')).toThrow(VaultUnavailableError);
  isThere = true;
  expect(Buffer.from(vault.open(vault.seal(secret, 'p'), 'p'))).toEqual(secret);
});
