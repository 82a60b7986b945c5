import { MAX_CODE_LENGTH, MAX_NAME_LENGTH, MAX_SECRET_BYTES } from '@gatehouse/protocol/pipe';
import type { Input, SlotName } from '@gatehouse/protocol/pipe';

import type { Texts } from './texts/texts.js';

/** Typed values that are not worth a call: the text says what is missing. */
export interface Incomplete {
  problem: string;
  focus: 'userName' | 'password' | 'code';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads name and password of a submitted sign-in screen. The password is a copy of its own. */
export function readSignIn(
  inputs: readonly Input[],
  knownName: string | undefined,
  texts: Texts,
): { name: string; password: Uint8Array } | Incomplete {
  const name = (knownName ?? textOf(inputs, 'userName') ?? '').trim();
  if (name.length === 0) return { problem: texts['sign-in.name-missing'], focus: 'userName' };
  if (name.length > MAX_NAME_LENGTH) {
    return { problem: texts['sign-in.name-too-long'], focus: 'userName' };
  }
  const password = valueOf(inputs, 'password');
  // An empty password would be an unauthenticated bind (RFC 4513, section 5.1.2): it never leaves the tile (R26).
  if (password === undefined || password.length === 0) {
    return { problem: texts['sign-in.password-missing'], focus: 'password' };
  }
  if (password.length > MAX_SECRET_BYTES) {
    return { problem: texts['sign-in.password-too-long'], focus: 'password' };
  }
  return { name, password: new Uint8Array(password) };
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
