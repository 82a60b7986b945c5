import type { MessageKey } from './wording.js';

export type Placeholder =
  'name' | 'code' | 'minutes' | 'hours' | 'what' | 'computer' | 'url' | 'left';

/** What a message may be, and what must stand in it: without that a mail would not say what it is sent for. */
export interface MessageShape {
  /** A text of the pages has no subject. */
  kind: 'mail' | 'page';
  mandatory: readonly Placeholder[];
  optional: readonly Placeholder[];
  /** Of a body, in UTF-16 code units. */
  maxLength: number;
  /** Whether a body may have more than one line. */
  lines: boolean;
}

function mail(mandatory: readonly Placeholder[], optional: readonly Placeholder[]): MessageShape {
  return { kind: 'mail', mandatory, optional, maxLength: 4_000, lines: true };
}

function page(maxLength: number, lines: boolean): MessageShape {
  return { kind: 'page', mandatory: [], optional: [], maxLength, lines };
}

/** Values are filled in as they are: there are no conditions, no loops, and no other names. */
export const MESSAGE_SHAPES: Readonly<Record<MessageKey, MessageShape>> = {
  code: mail(['code'], ['name', 'minutes']),
  'password-changed': mail([], ['name']),
  'factor-added': mail(['what'], ['name']),
  'factor-removed': mail(['what'], ['name']),
  'answers-changed': mail([], ['name']),
  'password-reset': mail([], ['name']),
  'factors-reset': mail(['what'], ['name']),
  'enrollment-permitted': mail([], ['name', 'hours']),
  'break-glass': mail([], ['name', 'hours']),
  'offline-code': mail(['computer'], ['name']),
  'password-link': mail(['url'], ['name', 'minutes']),
  'recovery-codes-made': mail([], ['name']),
  'recovery-code-used': mail(['left'], ['name']),
  'help-desk-contact': page(200, false),
  'sign-in-notice': page(1_000, true),
};
