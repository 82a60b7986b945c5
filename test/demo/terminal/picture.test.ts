import { Authenticator } from '../../../demo/src/authenticator.js';
import { qrPicture } from '../../../demo/src/terminal/panel.js';
import { drawPicture, drawPictureInverted } from '../../../demo/src/terminal/picture.js';
import { totp } from '../../../protocol/src/index.js';

describe('a picture in the terminal', () => {
  const picture = {
    width: 3,
    height: 3,
    bits: Uint8Array.of(0b101_00000, 0b100_00000, 0b011_00000),
  };

  it('puts two rows of pixels into one line of half blocks', () => {
    expect(drawPicture(picture, 0)).toEqual(['█ ▀', ' ▀▀']);
  });

  it('draws the light pixels where the ground is dark', () => {
    expect(drawPictureInverted(picture, 0)).toEqual([' █▄', '█▄▄']);
  });

  it('leaves a light margin around the pixels', () => {
    const lines = drawPicture(picture, 2);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('       ');
    expect(lines.every((line) => line.startsWith('  ') && line.endsWith('  '))).toBe(true);
  });

  it('draws the finder patterns of a QR code', () => {
    const { uri } = new Authenticator(
      totp.keyUri(new Uint8Array(20).fill(9), 'Gatehouse', 'alice'),
    );
    const lines = drawPicture(qrPicture(uri), 0);
    // The top row of a finder pattern is seven dark modules, the second has dark modules at its ends only.
    expect(lines[0]?.slice(0, 7)).toBe('█▀▀▀▀▀█');
    expect(lines[0]?.slice(-7)).toBe('█▀▀▀▀▀█');
  });
});
