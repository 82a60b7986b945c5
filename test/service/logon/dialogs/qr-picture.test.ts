import { MAX_PICTURE_SIDE, MAX_VALUE_BYTES } from '@gatehouse/protocol';

import { drawAuthenticator } from '../../../../service/src/logon/dialogs/draw-authenticator.js';
import { qrPicture } from '../../../../service/src/logon/dialogs/qr-picture.js';

const URI = 'otpauth://totp/Gatehouse:alice?secret=JBSWY3DPEHPK3PXP&issuer=Gatehouse';

describe('the QR code of an authenticator', () => {
  it('is rows of whole bytes, with a finder pattern in its corner', () => {
    const { width, height, bits } = qrPicture(URI);
    const rowBytes = Math.ceil(width / 8);
    expect(height).toBe(width);
    expect(bits).toHaveLength(rowBytes * height);
    const corner = [0, 1, 2, 6].map((row) => (bits[row * rowBytes] ?? 0) >> 1);
    expect(corner).toEqual([0b1111111, 0b1000001, 0b1011101, 0b1111111]);
  });

  it('fits into the picture field with the longest URI that a server may send', () => {
    const { width, bits } = qrPicture('x'.repeat(1024));
    expect(width).toBeLessThanOrEqual(MAX_PICTURE_SIDE);
    expect(bits.length).toBeLessThanOrEqual(MAX_VALUE_BYTES);
  });

  it('is left out when it cannot be drawn: the key can be typed', async () => {
    const drawn = await drawAuthenticator({ uri: 'x'.repeat(5000), secret: 'JBSW' });
    expect(drawn).toMatchObject({ secret: 'JBSW', picture: undefined });
    expect((await drawAuthenticator({ uri: URI, secret: 'JBSW' })).picture).toBeDefined();
  });
});
