import { ServerSwitch } from '../../demo/src/server-switch.js';

function switchOf(server: { start?: () => Promise<void>; stop?: () => Promise<void> } = {}) {
  const nothing = () => Promise.resolve();
  return new ServerSwitch({ start: server.start ?? nothing, stop: server.stop ?? nothing });
}

describe('going offline', () => {
  it('stops the server and starts it again, and says what it is doing', async () => {
    const server = switchOf();
    const states: string[] = [];
    const note = () => states.push(server.state);
    await server.toggle(note);
    await server.toggle(note);
    expect(states).toEqual(['going-offline', 'offline', 'going-online', 'online']);
  });

  it('does one thing at a time', async () => {
    let stops = 0;
    const server = switchOf({
      stop: () => {
        stops++;
        return Promise.resolve();
      },
    });
    await Promise.all([server.toggle(), server.toggle()]);
    expect(stops).toBe(1);
    expect(server.state).toBe('offline');
  });

  it('stays offline when the server does not start', async () => {
    const server = switchOf({ start: () => Promise.reject(new Error('no')) });
    await server.toggle();
    await server.toggle();
    expect(server.state).toBe('offline');
  });
});
