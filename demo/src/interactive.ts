import type { House } from './house.js';
import { ServerSwitch } from './server-switch.js';
import { runFullScreen } from './terminal/full-screen.js';
import { runLineMode } from './terminal/line-mode.js';
import { drawQr } from './terminal/panel.js';
import { ansiStyle, plainStyle } from './terminal/style.js';

/** Shows how to enrol, then one logon after another. */
export async function interact(house: House, lines: boolean, ended: AbortSignal): Promise<void> {
  const { connection, user } = house;
  const server = new ServerSwitch(house.server);
  const openTile = () => connection.openTile();
  const whole = !lines && isCapable();
  const style = whole && (process.env['NO_COLOR'] ?? '') === '' ? ansiStyle : plainStyle;

  console.log(
    '\nTo use a phone, scan this with an authenticator app (or use the code shown below):\n',
  );
  for (const line of drawQr(user.authenticator.uri, style)) console.log(line);
  console.log(`\n${user.authenticator.uri}\n`);
  if (whole) await runFullScreen(openTile, user, server, style, ended);
  else await runLineMode(openTile, user, server, ended);
}

/** A terminal at both ends that knows cursor movements. */
function isCapable(): boolean {
  const { stdin, stdout } = process;
  return stdin.isTTY && stdout.isTTY && process.env['TERM'] !== 'dumb';
}
