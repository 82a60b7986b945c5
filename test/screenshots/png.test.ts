import { inflateSync } from 'node:zlib';

import { readBmp, writePng } from './png.js';

/** A BMP file of 32 bits a pixel, the upper row first. */
function bmp(width: number, colors: number[]): Buffer {
  const height = colors.length / width;
  const file = Buffer.alloc(54 + 4 * colors.length);
  file.write('BM', 'latin1');
  file.writeUInt32LE(54, 10);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(-height, 22);
  file.writeUInt16LE(32, 28);
  for (const [index, color] of colors.entries()) file.writeUInt32LE(color, 54 + 4 * index);
  return file;
}

/** The colours that a PNG of ours shows. */
function colorsIn(png: Buffer, width: number): number[] {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const palette = chunks.get('PLTE')!;
  const rows = inflateSync(chunks.get('IDAT')!);
  return [...rows]
    .filter((_, index) => index % (width + 1) !== 0)
    .map((index) => palette.readUIntBE(3 * index, 3));
}

test('a picture of few colours keeps each of them', () => {
  const colors = [0x000000, 0xff0000, 0x00ff00, 0x123456, 0xffffff, 0x123456];
  // The fourth byte of a pixel says nothing.
  const read = readBmp(bmp(3, [...colors.slice(0, 5), (0xff000000 | 0x123456) >>> 0]));
  expect([...read.pixels]).toEqual(colors);
  expect(colorsIn(writePng(read), 3)).toEqual(colors);
});

test('of too many colours the rarest become their neighbours', () => {
  const colors = Array.from({ length: 300 }, (_, index) => (index < 255 ? index << 8 : 0x808081));
  const pixels = Uint32Array.from([...colors, ...colors.slice(0, 255), 0x00fe01]);
  const drawn = colorsIn(writePng({ width: 556, height: 1, pixels }), 556);
  expect(new Set(drawn).size).toBeLessThanOrEqual(256);
  expect(drawn.at(-1)).toBe(0x00fe00);
  expect(drawn[299]).toBe(0x808081);
});

test.each([
  ['of another kind', Buffer.from('GIF89a'.padEnd(60))],
  [
    'of 24 bits',
    (() => {
      const file = bmp(1, [0]);
      file.writeUInt16LE(24, 28);
      return file;
    })(),
  ],
])('a file %s is refused', (_what, file) => {
  expect(() => readBmp(file)).toThrow(RangeError);
});
