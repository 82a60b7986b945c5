import { transcode } from 'node:buffer';

import { Attribute, Change, Control } from 'ldapts';
import type { BerWriter } from 'ldapts';

import type { PasswordOutcome } from '../directory.js';
import type { PasswordRule } from '../password-rules.js';

/**
 * `unicodePwd` and, for who was locked, `lockoutTime` in one request: the controller does both or neither. A replaced
 * value is a reset ([MS-ADTS] 3.1.1.3.1.5.1).
 */
export function resetChanges(newPassword: Uint8Array): Change[] {
  return [replace('unicodePwd', quoted(newPassword)), ...unlockChanges()];
}

/** A deleted and an added value are a change, with all the rules for one, whoever asks for it. */
export function changeChanges(oldPassword: Uint8Array, newPassword: Uint8Array): Change[] {
  return [
    new Change({ operation: 'delete', modification: valueOf('unicodePwd', quoted(oldPassword)) }),
    new Change({ operation: 'add', modification: valueOf('unicodePwd', quoted(newPassword)) }),
  ];
}

export function unlockChanges(): Change[] {
  return [replace('lockoutTime', '0')];
}

/** Overwrites the passwords in changes that were sent. */
export function wipe(changes: readonly Change[]): void {
  for (const { modification } of changes) {
    for (const value of modification.values) if (Buffer.isBuffer(value)) value.fill(0);
  }
}

/** Makes a reset obey the password history ([MS-ADTS] 3.1.1.3.4.1.27). */
export class PolicyHintsControl extends Control {
  static readonly type = '1.2.840.113556.1.4.2239';

  constructor() {
    super(PolicyHintsControl.type, { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    // PolicyHintsRequestValue ::= SEQUENCE { Flags INTEGER }, with the flag for the history.
    writer.writeBuffer(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01]), OCTET_STRING);
  }
}

const OCTET_STRING = 0x04;

/** Result codes of RFC 4511, appendix A. */
const UNAVAILABLE_CRITICAL_EXTENSION = 12;
const CONSTRAINT_VIOLATION = 19;
const INSUFFICIENT_ACCESS_RIGHTS = 50;
const UNWILLING_TO_PERFORM = 53;

export function isControlRefused({ code }: { code: number }): boolean {
  return code === UNAVAILABLE_CRITICAL_EXTENSION;
}

/** ERROR_INVALID_PASSWORD and ERROR_PASSWORD_RESTRICTION, which stand first in a controller's message. */
const INVALID_PASSWORD = '00000056';
const PASSWORD_RESTRICTION = '0000052D';

/** How Samba words its refusals. Active Directory does not say which rule it was. */
const REASONS: [RegExp, PasswordRule][] = [
  [/too short|equal to or longer/i, 'length'],
  [/complexity/i, 'complexity'],
  [/already used|history/i, 'history'],
  [/too young|minimum.{0,12} age/i, 'age'],
];

/** What a refused change of a password means; undefined when it says nothing of password or rights. */
export function readPasswordRefusal({
  code,
  message,
}: {
  code: number;
  message: string;
}): PasswordOutcome | { outcome: 'wrong' } | undefined {
  if (code === INSUFFICIENT_ACCESS_RIGHTS) return { outcome: 'forbidden' };
  const windowsError = /^\s*([0-9A-F]{8}):/i.exec(message)?.[1]?.toUpperCase();
  if (code === CONSTRAINT_VIOLATION && windowsError === INVALID_PASSWORD) {
    return { outcome: 'wrong' };
  }
  const restricted = code === UNWILLING_TO_PERFORM && windowsError === PASSWORD_RESTRICTION;
  if (code !== CONSTRAINT_VIOLATION && !restricted) return undefined;
  const rule = REASONS.find(([words]) => words.test(message))?.[1] ?? 'other';
  return { outcome: 'rejected', rule };
}

function replace(type: string, value: string | Buffer): Change {
  return new Change({ operation: 'replace', modification: valueOf(type, value) });
}

function valueOf(type: string, value: string | Buffer): Attribute {
  const attribute = new Attribute({ type });
  if (typeof value === 'string') attribute.values = [value];
  else attribute.values = [value];
  return attribute;
}

/** In quotation marks, as UTF-16LE ([MS-ADTS] 3.1.1.3.1.5); without a string in between, which could not be wiped. */
function quoted(password: Uint8Array): Buffer {
  const text = Buffer.concat([QUOTE, password, QUOTE]);
  try {
    return transcode(text, 'utf8', 'utf16le');
  } finally {
    text.fill(0);
  }
}

const QUOTE = Buffer.from('"');
