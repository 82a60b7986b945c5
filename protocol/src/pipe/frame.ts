import { FRAME_HEADER_BYTES, MAX_FIELDS, MAX_FRAME_BYTES, MAX_VALUE_BYTES } from './limits.js';
import { REPEATED_TAGS } from './messages.js';

/**
 * ```
 *   0          4         5      6          8              12
 *   ┌──────────┬─────────┬──────┬──────────┬──────────────┬────────────────────────────────┐
 *   │ length   │ version │ type │ reserved │ conversation │ fields: tag, length, value …   │
 *   │ u32      │ u8      │ u8   │ u16 = 0  │ u32          │         u8   u16     length    │
 *   └──────────┴─────────┴──────┴──────────┴──────────────┴────────────────────────────────┘
 * ```
 * All numbers are little-endian; `length` counts the bytes after itself. A group is a field whose value is again a
 * row of fields. There is exactly one encoding of every frame: the reader refuses everything else, and a refused
 * frame closes the pipe.
 */

/** Why a frame was refused. The same classes stand in the golden frames that the DLL's reader is tested with. */
export type FrameErrorCode =
  | 'too-long'
  | 'too-short'
  | 'reserved'
  | 'version'
  | 'unknown-type'
  | 'truncated'
  | 'order'
  | 'unknown-tag'
  | 'missing'
  | 'value'
  | 'too-many';

/** @see FrameErrorCode */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: FrameErrorCode;

  constructor(code: FrameErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A frame as bytes see it, before anybody asks what it means. */
export interface RawFrame {
  version: number;
  type: number;
  conversation: number;
  fields: RawField[];
}

export interface RawField {
  tag: number;
  value: Uint8Array;
}

/**
 * Cuts frames out of a stream of bytes. Keeps at most one incomplete frame.
 *
 * @throws FrameError `too-long` or `too-short` as soon as the length is known; the reader is then unusable
 */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  /**
   * Takes the next bytes of the stream and returns the complete frames, each with its length prefix. Frames may be
   * views of `chunk`. Frames carry passwords: whoever wipes the frames and the chunk has wiped every copy but an
   * incomplete frame's, which {@link wipe} takes care of.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let bytes = chunk;
    if (this.#pending.length > 0) {
      bytes = concat(this.#pending, chunk);
      this.#pending.fill(0);
    }
    for (;;) {
      if (bytes.length < 4) break;
      const length = 4 + requireFrameLength(bytes);
      if (bytes.length < length) break;
      frames.push(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    const own = bytes.buffer !== chunk.buffer;
    // Not slice(): a Buffer would hand out a view.
    this.#pending = new Uint8Array(bytes);
    if (own) bytes.fill(0);
    return frames;
  }

  /** Bytes of a frame that is not complete yet. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Forgets an incomplete frame. */
  wipe(): void {
    this.#pending.fill(0);
    this.#pending = new Uint8Array(0);
  }
}

/** @throws FrameError */
export function decodeFrame(bytes: Uint8Array): RawFrame {
  if (bytes.length < 4) throw new FrameError('too-short', 'a frame has at least its length');
  const length = requireFrameLength(bytes);
  if (bytes.length !== 4 + length) {
    throw new FrameError(
      'truncated',
      `the frame says ${String(length)} bytes, ${String(bytes.length - 4)} follow`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(6, true) !== 0)
    throw new FrameError('reserved', 'the reserved bytes are not zero');
  return {
    version: view.getUint8(4),
    type: view.getUint8(5),
    conversation: view.getUint32(8, true),
    fields: decodeFields(bytes.subarray(FRAME_HEADER_BYTES)),
  };
}

/** @throws FrameError `too-long` when the frame or a value exceeds its ceiling */
export function encodeFrame(frame: RawFrame): Uint8Array {
  const fields = encodeFields(frame.fields);
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + fields.length);
  if (bytes.length - 4 > MAX_FRAME_BYTES) throw new FrameError('too-long', 'the frame is too long');
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - 4, true);
  view.setUint8(4, frame.version);
  view.setUint8(5, frame.type);
  view.setUint32(8, frame.conversation, true);
  bytes.set(fields, FRAME_HEADER_BYTES);
  return bytes;
}

/** Decodes a row of fields: the body of a frame, or the value of a group. @throws FrameError */
export function decodeFields(bytes: Uint8Array): RawField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: RawField[] = [];
  let offset = 0;
  let last = 0;
  while (offset < bytes.length) {
    if (bytes.length - offset < 3) throw new FrameError('truncated', 'a field is cut off');
    const tag = view.getUint8(offset);
    const length = view.getUint16(offset + 1, true);
    offset += 3;
    if (bytes.length - offset < length) throw new FrameError('truncated', 'a value is cut off');
    if (tag < last || (tag === last && !REPEATED_TAGS.has(tag))) {
      throw new FrameError('order', 'the fields are not in ascending order');
    }
    if (length > MAX_VALUE_BYTES) throw new FrameError('too-long', 'a value is too long');
    fields.push({ tag, value: bytes.subarray(offset, offset + length) });
    if (fields.length > MAX_FIELDS) throw new FrameError('too-many', 'too many fields');
    last = tag;
    offset += length;
  }
  return fields;
}

/** @throws FrameError */
export function encodeFields(fields: RawField[]): Uint8Array {
  if (fields.length > MAX_FIELDS) throw new FrameError('too-many', 'too many fields');
  let length = 0;
  for (const { value } of fields) {
    if (value.length > MAX_VALUE_BYTES) throw new FrameError('too-long', 'a value is too long');
    length += 3 + value.length;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const { tag, value } of fields) {
    bytes[offset] = tag;
    bytes[offset + 1] = value.length & 0xff;
    bytes[offset + 2] = value.length >> 8;
    bytes.set(value, offset + 3);
    offset += 3 + value.length;
  }
  return bytes;
}

/** Bytes after the length field, once they are within bounds. */
function requireFrameLength(bytes: Uint8Array): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (length > MAX_FRAME_BYTES) {
    throw new FrameError('too-long', `a frame has at most ${String(MAX_FRAME_BYTES)} bytes`);
  }
  if (length < FRAME_HEADER_BYTES - 4) {
    throw new FrameError('too-short', 'a frame has at least its header');
  }
  return length;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
