import type { FactorMethod, administration } from '@gatehouse/protocol';

import type { HelpDeskTexts } from '../texts/en.js';

type User = administration.User;

/** By which every operation finds a person, whatever the address named them by. */
export function accountOf({ netbiosDomain, name }: User, typed: string): string {
  return netbiosDomain === undefined ? typed : `${netbiosDomain}\\${name}`;
}

/** What a factor is, and what tells it from others of its kind. */
export function factorName(
  { method, label, address, serial }: NonNullable<User['factors']>[number],
  methods: Record<FactorMethod, string>,
): string {
  const more = [label, address, serial].filter((part) => part !== undefined && part !== '');
  return [methods[method], ...more].join(' · ');
}

/** Why something failed: in words where there are some. */
export function whyText(code: string, { why }: HelpDeskTexts): string {
  const words: Partial<Record<string, string>> = why;
  return words[code] ?? code;
}

export function doorText(door: string | undefined, { locks }: HelpDeskTexts): string | undefined {
  if (door === undefined) return undefined;
  const words: Partial<Record<string, string>> = locks.door;
  return words[door] ?? locks.door.other;
}

/** The parts that are there, as one line. */
export function lineOf(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** Of a workstation its name, of anything else what follows the door: an address. */
export function sourceName({ source, hostname }: NonNullable<User['sources']>[number]): string {
  return hostname ?? source.slice(source.indexOf(':') + 1);
}
