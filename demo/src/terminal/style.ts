import type { MessageClass } from '@gatehouse/protocol';

/** How text is set apart. Every function takes printable text and keeps its width. */
export interface Style {
  bold: (text: string) => string;
  dim: (text: string) => string;
  inverse: (text: string) => string;
  message: (messageClass: MessageClass, text: string) => string;
  /** Black on white whatever the terminal's colours are: a QR code must not be inverted. */
  picture: (text: string) => string;
}

const sgr = (codes: string) => (text: string) => `\u{1b}[${codes}m${text}\u{1b}[0m`;

const MESSAGE_COLOURS: Record<MessageClass, string> = {
  none: '0',
  info: '36',
  warning: '33',
  error: '1;31',
};

/** ECMA-48 SGR sequences. */
export const ansiStyle: Style = {
  bold: sgr('1'),
  dim: sgr('2'),
  inverse: sgr('7'),
  message: (messageClass, text) => sgr(MESSAGE_COLOURS[messageClass])(text),
  picture: sgr('38;5;16;48;5;231'),
};

const same = (text: string): string => text;

/** For terminals that know no sequences, and for NO_COLOR. */
export const plainStyle: Style = {
  bold: same,
  dim: same,
  inverse: same,
  message: (_messageClass, text) => text,
  picture: same,
};
