import type { ScreenField, SlotName } from '@gatehouse/protocol';

import type { Tile } from '../pipe/tile.js';
import { drawPicture, drawPictureInverted } from './picture.js';
import { plainStyle } from './style.js';
import type { Style } from './style.js';
import { fit, fitEnd, printable, widthOf, wrap } from './text.js';

/** Labels of the fields: Windows draws them from the field descriptors, which are not on the pipe. */
export const LABELS: Partial<Record<SlotName, string>> = {
  userName: 'User name',
  password: 'Password',
  code: 'Code',
  address: 'E-mail address',
  shownPassword: 'Recovered password',
  answer: 'Answer',
  choice: 'Choice',
  newPassword: 'New password',
  confirmPassword: 'Confirm new password',
};

const MASKED = new Set<SlotName>(['password', 'answer', 'newPassword', 'confirmPassword']);

/** The narrowest tile that is drawn; a narrower terminal cuts it off. */
export const MIN_WIDTH = 16;
export const MAX_WIDTH = 64;

/** What somebody typed, as it may be shown. */
export function shownValue(slot: SlotName, value: string): string {
  return MASKED.has(slot) ? '•'.repeat(widthOf(value)) : printable(value);
}

/** Draws a tile as lines that are all `width` columns wide. */
export function drawTile(
  tile: Tile,
  options: { width: number; style: Style; focus?: SlotName | undefined },
): string[] {
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, options.width));
  const { style } = options;
  const inner = width - 4;
  const side = style.dim('│');
  const lines = linesOf(tile, inner, options).map(({ text, paint }) => {
    const padded = fit(text, inner);
    return `${side} ${paint === undefined ? padded : paint(padded)} ${side}`;
  });
  return [
    style.dim(`╭${'─'.repeat(width - 2)}╮`),
    ...lines,
    style.dim(`╰${'─'.repeat(width - 2)}╯`),
  ];
}

interface Line {
  text: string;
  paint?: (text: string) => string;
}

function linesOf(
  tile: Tile,
  width: number,
  options: { style: Style; focus?: SlotName | undefined },
): Line[] {
  const { style } = options;
  const { state } = tile;
  const waiting: Line[] = tile.waiting
    ? wrap(tile.progress ?? 'Please wait…', width).map((text) => ({ text, paint: style.dim }))
    : [];
  switch (state.kind) {
    case 'opening':
      return waiting;
    case 'fault':
      return wrap(`${state.text} (${state.code})`, width).map((text) => ({
        text,
        paint: (padded) => style.message('error', padded),
      }));
    case 'granted':
      return grantedLines(state.serialization, width, style);
    case 'screen': {
      const { message, fields } = state.screen;
      const shown = message === undefined || message.text === '' ? undefined : message;
      return [
        ...fields
          .filter((field) => field.state === 'selected' || field.state === 'both')
          .flatMap((field) => fieldLines(tile, field, width, options)),
        ...(shown === undefined
          ? []
          : [
              { text: '' },
              ...wrap(shown.text, width).map((text) => ({
                text,
                paint: (padded: string) => style.message(shown.class, padded),
              })),
            ]),
        ...(waiting.length === 0 ? [] : [{ text: '' }, ...waiting]),
      ];
    }
  }
}

function fieldLines(
  tile: Tile,
  field: ScreenField,
  width: number,
  { style, focus }: { style: Style; focus?: SlotName | undefined },
): Line[] {
  const { slot } = field;
  const focused = slot === focus;
  switch (slot) {
    case 'tileImage':
    case 'submit':
      return [];
    case 'title':
      return [
        ...wrap(field.text ?? '', width).map((text) => ({ text, paint: style.bold })),
        { text: '' },
      ];
    case 'message':
    case 'detail':
      return wrap(field.text ?? '', width).map((text) => ({ text }));
    case 'picture':
      if (field.picture === undefined) return [];
      // Without colours, the ground is the terminal's, and that is dark.
      return style === plainStyle
        ? drawPictureInverted(field.picture).map((text) => ({ text }))
        : drawPicture(field.picture).map((text) => ({ text, paint: style.picture }));
    case 'link1':
    case 'link2':
    case 'link3':
    case 'link4':
      return wrap(`${focused ? '>' : ' '} [${slot.slice(-1)}] ${field.text ?? ''}`, width).map(
        (text) => ({ text, ...(focused ? { paint: style.inverse } : {}) }),
      );
    case 'choice': {
      const chosen = field.options?.[Number(tile.valueOf('choice'))] ?? '';
      return inputLines(LABELS.choice ?? '', `< ${printable(chosen)} >`, { width, focused, style });
    }
    case 'userName':
    case 'password':
    case 'code':
    case 'address':
    case 'shownPassword':
    case 'answer':
    case 'newPassword':
    case 'confirmPassword': {
      const value = shownValue(slot, tile.valueOf(slot));
      if (field.mode !== 'normal') return [{ text: `${LABELS[slot] ?? slot}: ${value}` }];
      return inputLines(LABELS[slot] ?? slot, value, { width, focused, style });
    }
  }
}

function inputLines(
  label: string,
  value: string,
  { width, focused, style }: { width: number; focused: boolean; style: Style },
): Line[] {
  const room = width - 4;
  const shown = fitEnd(value + (focused ? '▏' : ''), room);
  const blank = '_'.repeat(room - widthOf(shown));
  return [
    { text: label, paint: style.dim },
    {
      text: `${focused ? '>' : ' '} [${shown}${blank}]`,
      ...(focused ? { paint: style.bold } : {}),
    },
  ];
}

function grantedLines(
  serialization: { domain: string; userName: string; sid: string; password: string },
  width: number,
  style: Style,
): Line[] {
  const { domain, userName, sid, password } = serialization;
  return [
    { text: 'Granted', paint: style.bold },
    { text: '' },
    ...wrap('Windows would now log on with:', width).map((text) => ({ text })),
    ...[
      `domain    ${domain}`,
      `user      ${userName}`,
      `SID       ${sid}`,
      `password  ${shownValue('password', password)}`,
    ]
      .flatMap((text) => wrap(printable(text), width))
      .map((text) => ({ text })),
  ];
}
