import { crc32, deflateSync } from 'node:zlib';

/** A picture, 24 bits a pixel. */
export interface Bitmap {
  width: number;
  height: number;
  /** 0xRRGGBB, the upper row first. */
  pixels: Uint32Array;
}

/**
 * Reads a BMP file as logon-host writes it: 32 bits a pixel, uncompressed, the upper row first.
 *
 * @throws RangeError when it is another
 */
export function readBmp(file: Buffer): Bitmap {
  const [width, height, depth] = [
    file.readInt32LE(18),
    -file.readInt32LE(22),
    file.readUInt16LE(28),
  ];
  const offset = file.readUInt32LE(10);
  if (file.toString('latin1', 0, 2) !== 'BM' || depth !== 32 || width < 1 || height < 1) {
    throw new RangeError('this is no BMP file of logon-host');
  }
  const pixels = Uint32Array.from(
    { length: width * height },
    (_, index) => file.readUInt32LE(offset + 4 * index) & 0xff_ff_ff,
  );
  return { width, height, pixels };
}

/** How many colours a palette can hold. */
const MAX_PALETTE = 256;

/**
 * PNG (ISO/IEC 15948) with a palette: the tile has few colours. Where smooth edges make more of them than that, the rarest
 * become the nearest that are kept.
 */
export function writePng({ width, height, pixels }: Bitmap): Buffer {
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    // Each row begins with its filter: none.
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = indexOf(pixels[y * width + x] ?? 0);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, indexed; compression, filter and interlace have one value each that matters here: 0.
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => bytesOf(color)))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function paletteOf(pixels: Uint32Array): {
  palette: number[];
  indexOf: (color: number) => number;
} {
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_PALETTE)
    .map(([color]) => color);
  const indices = new Map(palette.map((color, index) => [color, index]));
  return {
    palette,
    indexOf(color) {
      const known = indices.get(color);
      if (known !== undefined) return known;
      const distances = palette.map((kept) => distanceOf(kept, color));
      const nearest = distances.indexOf(Math.min(...distances));
      indices.set(color, nearest);
      return nearest;
    },
  };
}

function distanceOf(one: number, other: number): number {
  const channels = bytesOf(other);
  return bytesOf(one).reduce((sum, byte, index) => sum + (byte - (channels[index] ?? 0)) ** 2, 0);
}

function bytesOf(color: number): number[] {
  return [color >> 16, (color >> 8) & 0xff, color & 0xff];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
