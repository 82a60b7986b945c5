import type { Picture } from '@gatehouse/protocol/pipe';
import QRCode from 'qrcode';

/**
 * The QR code of a text, as the tile's image field takes it. The lowest level of error correction makes the largest
 * modules: a screen has no scratches.
 *
 * @throws Error when the text is too long for a QR code
 */
export function qrPicture(text: string): Picture {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' });
  const rowBytes = Math.ceil(modules.size / 8);
  const bits = new Uint8Array(rowBytes * modules.size);
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      const index = y * rowBytes + (x >> 3);
      if (modules.get(y, x) !== 0) bits[index] = (bits[index] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width: modules.size, height: modules.size, bits };
}
