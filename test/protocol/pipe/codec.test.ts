import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import {
  FRAME_HEADER_BYTES,
  FrameError,
  FrameReader,
  MAX_FRAME_BYTES,
  decodeMessage,
  encodeMessage,
} from '../../../protocol/src/index.js';
import type { PipeMessage } from '../../../protocol/src/index.js';

interface Vectors {
  valid: {
    name: string;
    hex: string;
    /** 1 where it is not said. */
    version?: number;
    conversation: number;
    message: PipeMessage;
  }[];
  invalid: { name: string; hex: string; error: string }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/pipe-frames.json', import.meta.url), 'utf8'),
  (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'hex' in value && Object.keys(value).length === 1
      ? new Uint8Array(Buffer.from(String(value.hex), 'hex'))
      : value,
) as Vectors;

/** Views of a larger buffer compare by content, not by offset. */
const plain = (message: PipeMessage) =>
  JSON.parse(
    JSON.stringify(message, (_key, value: unknown) =>
      value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
    ),
  ) as unknown;

describe('the golden frames', () => {
  it.each(vectors.invalid)('refuses $name as $error', ({ hex, error }) => {
    expect(() => decodeMessage(Buffer.from(hex, 'hex'))).toThrow(
      expect.objectContaining({ name: 'FrameError', code: error }) as Error,
    );
  });

  it.each(vectors.valid)('decodes $name', ({ hex, version = 1, conversation, message }) => {
    const frame = decodeMessage(new Uint8Array(Buffer.from(hex, 'hex')));
    expect(frame.version).toBe(version);
    expect(frame.conversation).toBe(conversation);
    expect(plain(frame.message)).toEqual(plain(message));
  });

  it.each(vectors.valid)('encodes $name', ({ hex, version = 1, conversation, message }) => {
    const bytes = encodeMessage({ version, conversation, message });
    expect(Buffer.from(bytes).toString('hex')).toBe(hex);
  });
});

describe('the frame codec (R18)', () => {
  it('never throws anything but a FrameError, whatever the bytes', () => {
    const seeds = vectors.valid.map(({ hex }) => Buffer.from(hex, 'hex'));
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        (seed, edits, cut) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          const input = bytes.subarray(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0));
          try {
            const frame = decodeMessage(input);
            expect(Buffer.from(encodeMessage(frame))).toEqual(Buffer.from(input));
          } catch (error) {
            expect(error).toBeInstanceOf(FrameError);
          }
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('refuses to encode what a reader would refuse', () => {
    const value = new Uint8Array(8193);
    const message: PipeMessage = { type: 'submit', screen: 1, inputs: [{ slot: 'code', value }] };
    expect(() => encodeMessage({ version: 1, conversation: 1, message })).toThrow(FrameError);
  });
});

describe('FrameReader', () => {
  const frames = vectors.valid.map(({ hex }) => Buffer.from(hex, 'hex'));

  it('cuts the same frames out of a stream however it is chopped', () => {
    const stream = Buffer.concat(frames);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (sizes) => {
        const reader = new FrameReader();
        const found: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          found.push(...reader.push(stream.subarray(at, at + size)).map((frame) => frame.slice()));
          at += size;
        }
        expect(found.map((frame) => Buffer.from(frame))).toEqual(frames);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses an oversize frame as soon as its length is there, before its body', () => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(MAX_FRAME_BYTES + 1);
    expect(() => new FrameReader().push(head)).toThrow(
      expect.objectContaining({ code: 'too-long' }) as Error,
    );
  });

  it('refuses a frame shorter than its header', () => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(FRAME_HEADER_BYTES - 5);
    expect(() => new FrameReader().push(head)).toThrow(
      expect.objectContaining({ code: 'too-short' }) as Error,
    );
  });
});
