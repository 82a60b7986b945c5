import { VaultError, VaultUnavailableError } from '../vault/vault.js';
import type { Vault } from '../vault/vault.js';
import { loadKoffi } from './win32.js';

const CRYPTPROTECT_UI_FORBIDDEN = 0x1;
const CRYPTPROTECT_LOCAL_MACHINE = 0x4;

/** Largest input; our secrets are keys. */
const MAX_BYTES = 65_536;

/** No secret; what it says does not matter. */
const PROBE = Buffer.from('gatehouse', 'utf8');

export interface Blob {
  cbData: number;
  pbData: unknown;
}

type Crypt = (
  input: { cbData: number; pbData: Uint8Array },
  entropy: { cbData: number; pbData: Uint8Array },
  output: Blob,
) => boolean;

/** The calls of crypt32.dll; false is a failure. */
export interface Dpapi {
  protect: Crypt;
  unprotect: Crypt;
  /** Copies what a call returned, then wipes and frees it. */
  take(output: Blob): Uint8Array;
}

/**
 * DPAPI with machine scope; the purpose is the optional entropy, so bytes open for their own purpose only.
 *
 * It protects from somebody who copies the file to another machine. It does not protect from any process on this
 * machine that can read the file, whoever runs it, nor from somebody who holds the whole disk: the state folder's
 * descriptor keeps users out, disk encryption keeps thieves out, and a TPM key is what would bind to the hardware.
 *
 * https://learn.microsoft.com/windows/win32/api/dpapi/nf-dpapi-cryptprotectdata
 */
export class DpapiVault implements Vault {
  readonly #load: () => Dpapi;
  #dpapi: Dpapi | undefined;

  constructor(load: () => Dpapi = loadDpapi) {
    this.#load = load;
  }

  seal(plaintext: Uint8Array, purpose: string): Uint8Array {
    requireSize(plaintext);
    const sealed = this.#call('protect', plaintext, purpose);
    if (sealed === undefined) throw new VaultUnavailableError('Windows could not protect bytes');
    return sealed;
  }

  /**
   * Microsoft documents no error by which bytes that are not ours could be told from a system that cannot answer. So a
   * failure is believed only of a vault that has just opened what it has just sealed.
   */
  open(sealed: Uint8Array, purpose: string): Uint8Array {
    requireSize(sealed);
    const opened = this.#call('unprotect', sealed, purpose);
    if (opened !== undefined) return opened;
    const probe = this.#call('protect', PROBE, purpose);
    if (probe === undefined || this.#call('unprotect', probe, purpose) === undefined) {
      throw new VaultUnavailableError('Windows could not unprotect bytes');
    }
    const again = this.#call('unprotect', sealed, purpose);
    if (again !== undefined) return again;
    throw new VaultError('the bytes were protected elsewhere, for another purpose, or changed');
  }

  /** Undefined when Windows refuses. */
  #call(
    direction: 'protect' | 'unprotect',
    bytes: Uint8Array,
    purpose: string,
  ): Uint8Array | undefined {
    const dpapi = (this.#dpapi ??= this.#require());
    const label = Buffer.from(`gatehouse vault v1\0${purpose}`, 'utf8');
    const output: Blob = { cbData: 0, pbData: null };
    const succeeded = dpapi[direction](
      { cbData: bytes.length, pbData: bytes },
      { cbData: label.length, pbData: label },
      output,
    );
    return succeeded ? dpapi.take(output) : undefined;
  }

  #require(): Dpapi {
    try {
      return this.#load();
    } catch (cause) {
      throw new VaultUnavailableError('crypt32.dll cannot be called', { cause });
    }
  }
}

/** DPAPI refuses empty input with an error that says nothing. */
function requireSize({ length }: Uint8Array): void {
  if (length === 0 || length > MAX_BYTES) {
    throw new VaultError('the bytes are none, or too many for the vault');
  }
}

function loadDpapi(): Dpapi {
  const koffi = loadKoffi();
  const crypt32 = koffi.load('crypt32.dll');
  const localFree = koffi.load('kernel32.dll').func('LocalFree', 'void *', ['void *']);
  const blob = koffi.struct({ cbData: 'uint32_t', pbData: 'uint8_t *' });
  const [input, output] = [koffi.pointer(blob), koffi.out(koffi.pointer(blob))];
  const parameters = [input, 'void *', input, 'void *', 'void *', 'uint32_t', output];
  const protect = crypt32.func('CryptProtectData', 'bool', parameters);
  const unprotect = crypt32.func('CryptUnprotectData', 'bool', parameters);
  const flags = CRYPTPROTECT_UI_FORBIDDEN | CRYPTPROTECT_LOCAL_MACHINE;
  return {
    protect: (bytes, entropy, sealed) =>
      protect(bytes, null, entropy, null, null, flags, sealed) as boolean,
    unprotect: (bytes, entropy, opened) =>
      unprotect(bytes, null, entropy, null, null, CRYPTPROTECT_UI_FORBIDDEN, opened) as boolean,
    take({ cbData, pbData }) {
      const native = new Uint8Array(koffi.view(pbData, cbData));
      const copy = Uint8Array.from(native);
      native.fill(0);
      localFree(pbData);
      return copy;
    },
  };
}
