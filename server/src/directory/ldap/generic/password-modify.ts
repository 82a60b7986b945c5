import type { PasswordOutcome } from '../../directory.js';
import type { PasswordRule } from '../../password-rules.js';

/** The password modify extended operation (RFC 3062). */
export const PASSWORD_MODIFY_OID = '1.3.6.1.4.1.4203.1.11.1';

const SEQUENCE = 0x30;
const USER_IDENTITY = 0x80;
const OLD_PASSWORD = 0x81;
const NEW_PASSWORD = 0x82;

/** `PasswdModifyRequestValue` (RFC 3062, section 2). Wipe it when it was sent. */
export function passwordModifyValue(request: {
  dn: string;
  oldPassword?: Uint8Array;
  newPassword: Uint8Array;
}): Buffer {
  const { dn, oldPassword, newPassword } = request;
  const parts = [
    element(USER_IDENTITY, Buffer.from(dn, 'utf8')),
    ...(oldPassword === undefined ? [] : [element(OLD_PASSWORD, oldPassword)]),
    element(NEW_PASSWORD, newPassword),
  ];
  const body = Buffer.concat(parts);
  try {
    return element(SEQUENCE, body);
  } finally {
    for (const part of [body, ...parts]) part.fill(0);
  }
}

/** Tag, definite length, content (X.690, 8.1.3). */
function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, (length >>> 8) & 0xff, length & 0xff];
  if (length > 0xffff) throw new RangeError('too long for a password modify request');
  return Buffer.concat([Buffer.from(header), content]);
}

/** Result codes of RFC 4511, appendix A. */
const CONSTRAINT_VIOLATION = 19;
const INVALID_CREDENTIALS = 49;
const INSUFFICIENT_ACCESS_RIGHTS = 50;
const UNWILLING_TO_PERFORM = 53;

/** How slapd words its refusals (slapo-ppolicy). */
const REASONS: [RegExp, PasswordRule][] = [
  [/too short|minimum length/i, 'length'],
  [/history|not being changed/i, 'history'],
  [/too young/i, 'age'],
];

/** What a refused change means; undefined when it says nothing of password or rights. */
export function readModifyRefusal({
  code,
  message,
}: {
  code: number;
  message: string;
}): PasswordOutcome | { outcome: 'wrong' } | undefined {
  if (code === INSUFFICIENT_ACCESS_RIGHTS) return { outcome: 'forbidden' };
  if (code === INVALID_CREDENTIALS) return { outcome: 'wrong' };
  if (code === UNWILLING_TO_PERFORM && /old password/i.test(message)) return { outcome: 'wrong' };
  if (code !== CONSTRAINT_VIOLATION) return undefined;
  const rule = REASONS.find(([words]) => words.test(message))?.[1] ?? 'other';
  return { outcome: 'rejected', rule };
}
