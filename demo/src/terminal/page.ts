import type { SlotName } from '@gatehouse/protocol';

import type { Tile } from '../pipe/tile.js';
import { drawFacts, drawQr } from './panel.js';
import type { DemoUser, ServerState } from './panel.js';
import type { Style } from './style.js';
import { widthOf, wrap } from './text.js';
import { MAX_WIDTH, drawTile } from './tile-view.js';

export interface PageOptions {
  columns: number;
  rows: number;
  style: Style;
  now: Date;
  focus?: SlotName | undefined;
  /** Whether the person wants to see the enrolment QR code when it fits. */
  showQr: boolean;
  serverState: ServerState;
}

const GAP = '  ';

/** Draws the whole screen: tile, what the person needs to know, the QR code where it fits, and the keys. */
export function drawPage(tile: Tile, user: DemoUser, options: PageOptions): string[] {
  const { columns, rows, style, now, focus, showQr, serverState } = options;
  const title = style.bold('Gatehouse demo');
  const tileLines = drawTile(tile, { width: columns, style, focus });
  const tileWidth = Math.min(columns, MAX_WIDTH);
  const facts = drawFacts(user, serverState, { now, width: tileWidth, style });
  const keys = wrap(keysOf(tile, serverState), tileWidth).map((line) => style.dim(line));
  const left = [title, ...facts, '', ...tileLines, ...keys];
  if (!showQr) return left.slice(0, rows);

  const qr = drawQr(user.authenticator.uri, style);
  const qrWidth = qrColumns(qr);
  if (columns >= tileWidth + GAP.length + qrWidth && rows >= qr.length) {
    return beside(left, qr, tileWidth).slice(0, rows);
  }
  if (columns >= qrWidth && rows >= left.length + qr.length + 1) return [...left, '', ...qr];
  const hint = wrap(
    'The QR code needs a larger window; its text is above the demo, in the scrollback.',
    columns,
  );
  return [...left, ...hint.map((line) => style.dim(line))].slice(0, rows);
}

function keysOf(tile: Tile, serverState: ServerState): string {
  const away = serverState === 'offline' || serverState === 'going-online';
  const line = `Ctrl-O: go ${away ? 'online' : 'offline'}`;
  if (tile.state.kind === 'granted') return `Enter: log on again · ${line} · Ctrl-C: end`;
  const links = tile.links().length > 0 ? ' · Alt+digit or F-key: link' : '';
  return `Enter: submit · Tab: next${links} · Esc: cancel · ${line} · Ctrl-Q: QR code · Ctrl-C: end`;
}

function beside(left: string[], right: string[], width: number): string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const line = left[index] ?? '';
    const padding = ' '.repeat(Math.max(0, width - visibleWidth(line)));
    return `${line}${padding}${GAP}${right[index] ?? ''}`.trimEnd();
  });
}

function qrColumns(qr: string[]): number {
  return visibleWidth(qr[0] ?? '');
}

/** Columns of a line that may have SGR sequences. */
export function visibleWidth(line: string): number {
  // eslint-disable-next-line no-control-regex -- the sequences that style.ts writes begin with ESC
  return widthOf(line.replaceAll(/\u001b\[[\d;]*m/g, ''));
}
