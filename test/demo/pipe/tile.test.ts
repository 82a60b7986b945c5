import { codeScreen, signInScreen, tileWith } from '../screens.js';

const text = (value: Uint8Array) => new TextDecoder().decode(value);

describe('a tile, as the DLL keeps it', () => {
  it('sends each visible edit field and nothing else', () => {
    const { tile, sent } = tileWith(signInScreen);
    tile.type('userName', 'alice');
    tile.type('password', 'secret');
    tile.type('code', '123456');
    tile.submit();
    const last = sent.at(-1);
    expect(last?.type === 'submit' && last.inputs.map(({ slot }) => slot)).toEqual([
      'userName',
      'password',
    ]);
  });

  it('keeps the password while the code is asked for, for the serialization', () => {
    const { tile } = tileWith(signInScreen);
    tile.type('password', 'secret');
    tile.receive({ type: 'screen', screen: codeScreen });
    tile.receive({
      type: 'grant',
      domain: 'CORP',
      userName: 'alice',
      sid: 'S-1-5-21-1',
      correlationId: 'c',
    });
    expect(tile.state.kind === 'granted' && tile.state.serialization.password).toBe('secret');
  });

  it('uses the password of the grant when there is one', () => {
    const { tile } = tileWith(signInScreen);
    tile.receive({
      type: 'grant',
      domain: 'CORP',
      userName: 'alice',
      sid: 'S-1-5-21-1',
      correlationId: 'c',
      password: new TextEncoder().encode('recovered'),
    });
    expect(tile.state.kind === 'granted' && tile.state.serialization.password).toBe('recovered');
  });

  it('wipes a value when the screen says so, and presets those that it names', () => {
    const { tile, sent } = tileWith(codeScreen);
    tile.type('code', '000000');
    tile.receive({ type: 'screen', screen: { ...codeScreen, id: 3 } });
    expect(tile.valueOf('code')).toBe('');
    tile.receive({
      type: 'screen',
      screen: {
        id: 4,
        fields: [{ slot: 'userName', state: 'selected', mode: 'normal', text: 'bob' }],
      },
    });
    tile.submit();
    const last = sent.at(-1);
    expect(last?.type === 'submit' && last.screen).toBe(4);
    expect(last?.type === 'submit' && last.inputs.map(({ value }) => text(value))).toEqual(['bob']);
  });

  it('reports and closes after a grant, and forgets what was typed', () => {
    const { tile, sent } = tileWith(signInScreen);
    tile.type('password', 'secret');
    tile.receive({
      type: 'grant',
      domain: 'D',
      userName: 'u',
      sid: 'S-1-5-21-1',
      correlationId: 'c',
    });
    tile.finish();
    expect(sent.slice(-2).map(({ type }) => type)).toEqual(['report', 'close']);
    expect(tile.valueOf('password')).toBe('');
  });

  it('settles when the service has answered, progress not counting', async () => {
    const { tile } = tileWith(signInScreen);
    tile.submit();
    const settled = tile.settled();
    tile.receive({ type: 'progress', text: 'Checking…' });
    expect(tile.progress).toBe('Checking…');
    tile.receive({ type: 'screen', screen: codeScreen });
    expect(await settled).toEqual({ kind: 'screen', screen: codeScreen });
    expect(tile.progress).toBeUndefined();
  });

  it('takes "done" for a fault, because it changes no passwords', async () => {
    const { tile } = tileWith(signInScreen);
    tile.submit();
    const settled = tile.settled();
    tile.receive({ type: 'done', text: 'Your password was changed.' });
    expect(await settled).toMatchObject({ kind: 'fault', code: 'pipe.unusable' });
  });
});
