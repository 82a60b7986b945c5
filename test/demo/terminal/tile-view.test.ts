import { visibleWidth } from '../../../demo/src/terminal/page.js';
import { ansiStyle, plainStyle } from '../../../demo/src/terminal/style.js';
import { drawTile } from '../../../demo/src/terminal/tile-view.js';
import { codeScreen, questionScreen, signInScreen, tileWith } from '../screens.js';

describe('a tile in the terminal', () => {
  it('shows title, fields and links of the screen, and no slot that the screen does not name', () => {
    const { tile } = tileWith(codeScreen);
    const text = drawTile(tile, { width: 60, style: plainStyle }).join('\n');
    expect(text).toContain('Enter the code');
    expect(text).toContain('Code');
    expect(text).toContain('[1] Send a code to a•••@corp.test');
    expect(text).toContain('[4] Start over');
    expect(text).toContain('That code is not right. 3 attempts left.');
    expect(text).not.toContain('Password');
  });

  it('never shows a password, only how long it is (R8)', () => {
    const { tile } = tileWith(signInScreen);
    tile.type('userName', 'alice');
    tile.type('password', 'canary-7f3a');
    const text = drawTile(tile, { width: 60, style: plainStyle }).join('\n');
    expect(text).toContain('alice');
    expect(text).not.toContain('canary');
    expect(text).toContain('•'.repeat(11));
  });

  it('shows the chosen question, and of an answer only how long it is (R8)', () => {
    const { tile } = tileWith(questionScreen);
    tile.type('answer', 'canary');
    const text = drawTile(tile, { width: 60, style: plainStyle }).join('\n');
    expect(text).toContain('< Who was your hero? >');
    expect(text).toContain('Answer');
    expect(text).not.toContain('canary');
    expect(text).toContain('•'.repeat(6));
  });

  it('draws a picture in whole, dark on light whatever the terminal can do', () => {
    const picture = { width: 9, height: 9, bits: new Uint8Array(18).fill(0xff) };
    const { tile } = tileWith({
      id: 4,
      fields: [{ slot: 'picture', state: 'selected', mode: 'normal', picture }],
    });
    const plain = drawTile(tile, { width: 60, style: plainStyle }).join('\n');
    expect(plain).toContain('█'.repeat(13));
    const coloured = drawTile(tile, { width: 60, style: ansiStyle });
    expect(coloured.some((line) => line.includes(`  ${'█'.repeat(9)}  `))).toBe(true);
  });

  it.each([200, 64, 40, 24, 16, 5])('draws lines of one width in %i columns', (width) => {
    const { tile } = tileWith(codeScreen);
    tile.type('code', '1234567890'.repeat(4));
    const lines = drawTile(tile, { width, style: ansiStyle, focus: 'code' });
    const widths = new Set(lines.map(visibleWidth));
    expect(widths.size).toBe(1);
    expect([...widths][0]).toBe(Math.max(16, Math.min(64, width)));
  });

  it('keeps the end of what is typed in sight', () => {
    const { tile } = tileWith(signInScreen);
    tile.type('userName', 'a-name-that-is-longer-than-the-field@corp.test');
    const text = drawTile(tile, { width: 30, style: plainStyle, focus: 'userName' }).join('\n');
    expect(text).toContain('corp.test▏]');
  });

  it('colours the message by its class', () => {
    const { tile } = tileWith(codeScreen);
    const line = drawTile(tile, { width: 60, style: ansiStyle }).find((each) =>
      each.includes('not right'),
    );
    expect(line).toContain('\u{1b}[1;31m');
  });

  it('does not let text from the pipe steer the terminal', () => {
    const { tile } = tileWith({
      ...signInScreen,
      message: { class: 'info', text: 'be\u{1b}[2Jware\u{7}\u{202e}' },
    });
    tile.type('userName', '\u{1b}]0;title\u{7}');
    const text = drawTile(tile, { width: 60, style: plainStyle }).join('\n');
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });

  it('says what Windows would get after a grant, the password masked', () => {
    const { tile } = tileWith(signInScreen);
    tile.type('password', 'canary-7f3a');
    tile.submit();
    tile.receive({
      type: 'grant',
      domain: 'CORP',
      userName: 'alice',
      sid: 'S-1-5-21-1-2-3-1104',
      correlationId: '0af7651916cd43dd8448eb211c80319c',
    });
    const text = drawTile(tile, { width: 60, style: plainStyle }).join('\n');
    expect(text).toContain('CORP');
    expect(text).toContain('alice');
    expect(text).toContain('S-1-5-21-1-2-3-1104');
    expect(text).not.toContain('canary');
  });

  it('shows the progress that the service reports while it works', () => {
    const { tile } = tileWith(signInScreen);
    tile.submit();
    tile.receive({ type: 'progress', text: 'Checking the password…' });
    expect(drawTile(tile, { width: 60, style: plainStyle }).join('\n')).toContain('Checking the');
  });
});
