import type { Picture } from '@gatehouse/protocol';

/** Light modules around a QR code that readers need (ISO/IEC 18004, 9.1); four, where there is room. */
const QUIET_ZONE = 2;

/**
 * Draws a picture with half blocks: one character is one pixel wide and two high, so that it stays square.
 *
 * @returns one string a line, all equally wide
 */
export function drawPicture(picture: Picture, margin = QUIET_ZONE): string[] {
  const lines: string[] = [];
  for (let y = -margin; y < picture.height + margin; y += 2) {
    let line = '';
    for (let x = -margin; x < picture.width + margin; x++) {
      line += halfBlock(isBlack(picture, x, y), isBlack(picture, x, y + 1));
    }
    lines.push(line);
  }
  return lines;
}

/** The same for terminals without colours on a dark ground: the light pixels are what is drawn. */
export function drawPictureInverted(picture: Picture, margin = QUIET_ZONE): string[] {
  const swap: Record<string, string> = { '█': ' ', ' ': '█', '▀': '▄', '▄': '▀' };
  return drawPicture(picture, margin).map((line) =>
    line.replaceAll(/./gu, (character) => swap[character] ?? character),
  );
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}

function isBlack({ width, height, bits }: Picture, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= width || y >= height) return false;
  const byte = bits[y * Math.ceil(width / 8) + (x >> 3)] ?? 0;
  return ((byte >> (7 - (x & 7))) & 1) === 1;
}
