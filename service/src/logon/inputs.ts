import {
  MAX_ANSWER_LENGTH,
  MAX_CODE_LENGTH,
  MAX_NAME_LENGTH,
  MAX_SECRET_BYTES,
} from '@gatehouse/protocol/pipe';
import type { Input, SlotName } from '@gatehouse/protocol/pipe';

import type { Texts } from './texts/texts.js';

/** Typed values that are not worth a call: the text says what is missing. */
export interface Incomplete {
  problem: string;
  focus: 'userName' | 'password' | 'code' | 'address' | 'answer' | 'newPassword';
}

/** The field of the sign-in screen that something is missing in. */
export function focusIn({ focus }: Incomplete): 'userName' | 'password' {
  return focus === 'userName' ? 'userName' : 'password';
}

/** The longest mail address (RFC 5321 section 4.5.3.1.3, without its brackets). */
const MAX_ADDRESS_LENGTH = 254;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads name and password of a submitted sign-in screen. The password is a copy of its own. */
export function readSignIn(
  inputs: readonly Input[],
  knownName: string | undefined,
  texts: Texts,
): { name: string; password: Uint8Array } | Incomplete {
  const read = readName(inputs, knownName, texts);
  if ('problem' in read) return read;
  const password = valueOf(inputs, 'password');
  // An empty password would be an unauthenticated bind (RFC 4513, section 5.1.2): it never leaves the tile (R26).
  if (password === undefined || password.length === 0) {
    return { problem: texts['sign-in.password-missing'], focus: 'password' };
  }
  if (password.length > MAX_SECRET_BYTES) {
    return { problem: texts['sign-in.password-too-long'], focus: 'password' };
  }
  return { ...read, password: new Uint8Array(password) };
}

/** Reads a new password, typed twice. It is a copy of its own. */
export function readNewPassword(
  inputs: readonly Input[],
  texts: Texts,
): { password: Uint8Array } | Incomplete {
  const password = valueOf(inputs, 'newPassword');
  const confirmation = valueOf(inputs, 'confirmPassword');
  if (password === undefined || password.length === 0) {
    return { problem: texts['reset.missing'], focus: 'newPassword' };
  }
  if (password.length > MAX_SECRET_BYTES) {
    return { problem: texts['sign-in.password-too-long'], focus: 'newPassword' };
  }
  if (confirmation === undefined || !Buffer.from(password).equals(confirmation)) {
    return { problem: texts['reset.different'], focus: 'newPassword' };
  }
  return { password: new Uint8Array(password) };
}

/** Reads a user name, unless it is known already. */
export function readName(
  inputs: readonly Input[],
  knownName: string | undefined,
  texts: Texts,
): { name: string } | Incomplete {
  const name = (knownName ?? textOf(inputs, 'userName') ?? '').trim();
  if (name.length === 0) return { problem: texts['sign-in.name-missing'], focus: 'userName' };
  if (name.length > MAX_NAME_LENGTH) {
    return { problem: texts['sign-in.name-too-long'], focus: 'userName' };
  }
  return { name };
}

/** Reads the code of a submitted code screen. A code of the wrong length costs no strike. */
export function readCode(
  inputs: readonly Input[],
  digits: number | undefined,
  texts: Texts,
): { code: string } | Incomplete {
  const code = (textOf(inputs, 'code') ?? '').replaceAll(/\s/g, '');
  if (code.length === 0) return { problem: texts['code.missing'], focus: 'code' };
  if (digits !== undefined && code.length !== digits) {
    return { problem: texts['code.wrong-length'](digits), focus: 'code' };
  }
  if (code.length > MAX_CODE_LENGTH) return { problem: texts['code.missing'], focus: 'code' };
  return { code };
}

/** Reads an answer. It is a copy of its own, as typed. */
export function readAnswer(
  inputs: readonly Input[],
  texts: Texts,
): { answer: Uint8Array } | Incomplete {
  const value = valueOf(inputs, 'answer');
  const text = textOf(inputs, 'answer') ?? '';
  if (value === undefined || text.trim() === '') {
    return { problem: texts['question.missing'], focus: 'answer' };
  }
  if (text.length > MAX_ANSWER_LENGTH) {
    return { problem: texts['answer.too-long'], focus: 'answer' };
  }
  return { answer: new Uint8Array(value) };
}

/** Reads the index that a combo box sent; undefined when that is none of its `count` options. */
export function readChoice(inputs: readonly Input[], count: number): number | undefined {
  const text = textOf(inputs, 'choice') ?? '';
  const index = /^\d{1,3}$/.test(text) ? Number(text) : count;
  return index < count ? index : undefined;
}

/** Reads a mail address ; whether it is one is the server's to say. */
export function readAddress(
  inputs: readonly Input[],
  texts: Texts,
): { address: string } | Incomplete {
  const address = (textOf(inputs, 'address') ?? '').trim();
  if (address === '') return { problem: texts['enroll.address-missing'], focus: 'address' };
  if (!/^[^\s@]+@[^\s@]+$/u.test(address) || address.length > MAX_ADDRESS_LENGTH) {
    return { problem: texts['enroll.bad-address'], focus: 'address' };
  }
  return { address };
}

function valueOf(inputs: readonly Input[], slot: SlotName): Uint8Array | undefined {
  return inputs.find((input) => input.slot === slot)?.value;
}

/** What is not UTF-8 was not typed by a person; it counts as nothing. */
function textOf(inputs: readonly Input[], slot: SlotName): string | undefined {
  const value = valueOf(inputs, slot);
  try {
    return value === undefined ? undefined : utf8.decode(value);
  } catch {
    return undefined;
  }
}
