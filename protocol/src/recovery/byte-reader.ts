import { RecoveryError } from './recovery-error.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads big-endian fields one after the other. @throws RecoveryError `malformed` when there are too few bytes */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#offset;
  }

  /** A copy. */
  bytes(length: number): Uint8Array {
    if (length > this.bytesLeft) throw new RecoveryError('malformed', 'there are too few bytes');
    const bytes = Uint8Array.from(this.#bytes.subarray(this.#offset, this.#offset + length));
    this.#offset += length;
    return bytes;
  }

  u8(): number {
    return this.#view(1).getUint8(0);
  }

  u16(): number {
    return this.#view(2).getUint16(0);
  }

  u32(): number {
    return this.#view(4).getUint32(0);
  }

  text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return utf8.decode(bytes);
    } catch {
      throw new RecoveryError('malformed', 'a text is not UTF-8');
    }
  }

  #view(length: number): DataView {
    return new DataView(this.bytes(length).buffer);
  }
}
