import type { SlotName } from '@gatehouse/protocol';

/** A key as `node:readline` reports it. */
export interface KeyPress {
  sequence?: string | undefined;
  name?: string | undefined;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
}

/** What a key asks for. */
export type Command =
  | { type: 'text'; text: string }
  | { type: 'erase' }
  | { type: 'erase-all' }
  | { type: 'next' }
  | { type: 'previous' }
  | { type: 'choose'; step: 1 | -1 }
  | { type: 'submit' }
  | { type: 'link'; slot: SlotName }
  | { type: 'cancel' }
  | { type: 'toggle-qr' }
  | { type: 'toggle-server' }
  | { type: 'end' };

const LINKS: SlotName[] = ['link1', 'link2', 'link3', 'link4'];

/** Reads a key; undefined for keys that mean nothing here. */
export function commandOf(key: KeyPress): Command | undefined {
  const link = LINKS[Number(/^f([1-4])$/.exec(key.name ?? '')?.[1] ?? altDigit(key)) - 1];
  if (link !== undefined) return { type: 'link', slot: link };
  if (key.ctrl) return controlCommand(key.name);
  switch (key.name) {
    case 'return':
    case 'enter':
      return { type: 'submit' };
    case 'tab':
      return key.shift ? { type: 'previous' } : { type: 'next' };
    case 'down':
      return { type: 'next' };
    case 'up':
      return { type: 'previous' };
    case 'left':
      return { type: 'choose', step: -1 };
    case 'right':
      return { type: 'choose', step: 1 };
    case 'backspace':
      return { type: 'erase' };
    case 'escape':
      return { type: 'cancel' };
    default: {
      const text = key.sequence ?? '';
      return !key.meta && text !== '' && !/\p{Cc}/u.test(text) ? { type: 'text', text } : undefined;
    }
  }
}

function altDigit(key: KeyPress): string {
  // eslint-disable-next-line no-control-regex -- a terminal sends Alt as a leading ESC
  return /^\u{1b}([1-4])$/u.exec(key.sequence ?? '')?.[1] ?? 'none';
}

function controlCommand(name: string | undefined): Command | undefined {
  switch (name) {
    case 'c':
    case 'd':
      return { type: 'end' };
    case 'h':
      return { type: 'erase' };
    case 'u':
      return { type: 'erase-all' };
    case 'q':
    case 't':
      return { type: 'toggle-qr' };
    case 'o':
      return { type: 'toggle-server' };
    default:
      return undefined;
  }
}
