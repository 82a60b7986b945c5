import { Authenticator } from '../../../demo/src/authenticator.js';
import { drawPage, visibleWidth } from '../../../demo/src/terminal/page.js';
import { ansiStyle, plainStyle } from '../../../demo/src/terminal/style.js';
import { totp } from '../../../protocol/src/index.js';
import { codeScreen, tileWith } from '../screens.js';

const seed = new Uint8Array(20).fill(9);
const user = {
  name: 'alice',
  password: 'Demo-123456',
  authenticator: new Authenticator(totp.keyUri(seed, 'Gatehouse', 'alice')),
};
const now = new Date('2030-01-01T00:00:12Z');

function page(columns: number, rows: number, showQr = true): string[] {
  return drawPage(tileWith(codeScreen).tile, user, {
    columns,
    rows,
    style: ansiStyle,
    now,
    focus: 'code',
    showQr,
    serverState: 'online',
  });
}

describe('the page around the tile', () => {
  it('shows the present code and how long it lasts', () => {
    const text = page(80, 50).join('\n');
    expect(text).toContain(totp.codeAt(seed, totp.stepAt(now.getTime() / 1000)));
    expect(text).toContain('18 s left');
    expect(text).toContain('Demo-123456');
  });

  it.each([
    [160, 50],
    [120, 40],
    [80, 60],
    [80, 24],
    [60, 20],
    [40, 12],
    [20, 8],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    const lines = page(columns, rows);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(columns);
  });

  it('puts the QR code beside the tile in a wide window, below it in a tall one, and leaves it out else', () => {
    const hasQr = (lines: string[]) => lines.some((line) => line.includes('█▀▀▀▀▀█'));
    expect(hasQr(page(160, 40))).toBe(true);
    expect(hasQr(page(80, 60))).toBe(true);
    expect(hasQr(page(80, 24))).toBe(false);
    expect(hasQr(page(160, 40, false))).toBe(false);
  });

  it('writes no escape sequence in a plain style', () => {
    const lines = drawPage(tileWith(codeScreen).tile, user, {
      columns: 160,
      rows: 50,
      style: plainStyle,
      now,
      showQr: true,
      serverState: 'online',
    });
    expect(lines.join('')).not.toContain('\u{1b}');
  });
});
