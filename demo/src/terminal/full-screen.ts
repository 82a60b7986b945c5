import { emitKeypressEvents } from 'node:readline';

import type { Tile } from '../pipe/tile.js';
import type { ServerSwitch } from '../server-switch.js';
import { Focus } from './focus.js';
import { commandOf } from './keyboard.js';
import type { KeyPress } from './keyboard.js';
import { drawPage } from './page.js';
import type { DemoUser } from './panel.js';
import type { Style } from './style.js';

/** DECSET 1049: the alternate screen, so that the scrollback survives; DECTCEM hides the cursor. */
const ENTER = '\u{1b}[?1049h\u{1b}[?25l';
const LEAVE = '\u{1b}[?25h\u{1b}[?1049l';
const HOME = '\u{1b}[H';
const CLEAR_LINE = '\u{1b}[K';
const CLEAR_BELOW = '\u{1b}[J';

/** For a terminal that does not say how large it is. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** The code's countdown moves. */
const TICK_MS = 1000;

/**
 * Draws tiles on the whole terminal and takes keys, one logon after another, until the person ends it.
 *
 * @param openTile opens the next tile
 */
export async function runFullScreen(
  openTile: () => Tile,
  user: DemoUser,
  server: ServerSwitch,
  style: Style,
  ended: AbortSignal,
): Promise<void> {
  const { stdin, stdout } = process;
  let showQr = true;
  let tile = openTile();
  let focus = new Focus(tile);

  let left = false;
  const draw = () => {
    if (left) return;
    const lines = drawPage(tile, user, {
      columns: stdout.columns > 0 ? stdout.columns : DEFAULT_COLUMNS,
      rows: stdout.rows > 0 ? stdout.rows : DEFAULT_ROWS,
      style,
      now: new Date(),
      focus: focus.slot,
      showQr,
      serverState: server.state,
    });
    stdout.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW);
  };
  const show = (next: Tile) => {
    tile = next;
    focus = new Focus(next);
    next.onChange(draw);
  };
  show(tile);

  await new Promise<void>((resolve) => {
    const onKey = (_text: string | undefined, key: KeyPress) => {
      const command = commandOf(key);
      if (command === undefined) return;
      if (command.type === 'end') {
        leave();
        return;
      }
      if (command.type === 'toggle-qr') showQr = !showQr;
      else if (command.type === 'toggle-server') void server.toggle(draw);
      else if (tile.state.kind === 'granted' || tile.state.kind === 'fault') {
        if (command.type === 'submit') {
          tile.finish();
          show(openTile());
        }
      } else focus.apply(command);
      draw();
    };
    const timer = setInterval(draw, TICK_MS);
    const leave = () => {
      left = true;
      clearInterval(timer);
      stdin.off('keypress', onKey);
      stdout.off('resize', draw);
      ended.removeEventListener('abort', leave);
      stdin.setRawMode(false);
      stdin.pause();
      stdout.write(LEAVE);
      resolve();
    };
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('keypress', onKey);
    stdout.on('resize', draw);
    ended.addEventListener('abort', leave);
    stdout.write(ENTER);
    draw();
  });
}
