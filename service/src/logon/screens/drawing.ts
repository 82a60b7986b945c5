import type { FactorMethod } from '@gatehouse/protocol';
import type { MessageClass, Screen, ScreenField, SlotName } from '@gatehouse/protocol/pipe';

import type { Texts } from '../texts/texts.js';

/** What a link on the tile does. */
export type LinkAction =
  | { do: 'resend' }
  | { do: 'use'; method: FactorMethod }
  | { do: 'start-over' }
  | { do: 'again' }
  /** "I forgot my password". */
  | { do: 'forgot' }
  /** "My account is locked". */
  | { do: 'locked' }
  /** To the screen before. */
  | { do: 'back' }
  | { do: 'postpone' };

/** A screen before it has its number, and what its links mean. */
export interface Drawing {
  screen: Omit<Screen, 'id'>;
  links: Partial<Record<SlotName, LinkAction>>;
}

/** A message that a screen begins with, and the reference for the help desk where it tells of a failure. */
export interface Notice {
  class: MessageClass;
  text: string;
  reference?: string | undefined;
}

/** The fields that every screen has. */
export function frame(title: string): ScreenField[] {
  return [
    { slot: 'tileImage', state: 'both', mode: 'normal' },
    { slot: 'title', state: 'both', mode: 'normal', text: title },
  ];
}

/** A line of text on the selected tile. */
export function line(slot: SlotName, text: string): ScreenField {
  return { slot, state: 'selected', mode: 'normal', text };
}

/** A link on the tile: where it stands, what it does, what it says. */
export type Link = readonly [slot: SlotName, action: LinkAction, label: string];

export function linesOfLinks(links: readonly Link[]): ScreenField[] {
  return links.map(([slot, , label]) => line(slot, label));
}

export function actionsOf(links: readonly Link[]): Drawing['links'] {
  return Object.fromEntries(links.map(([slot, action]) => [slot, action]));
}

/** The texts of a screen in one line, with the reference of what its notice tells. */
export function promptOf(
  parts: readonly (string | undefined)[],
  notice: Notice | undefined,
  texts: Texts,
): string {
  const reference = notice?.reference === undefined ? [] : [texts.reference(notice.reference)];
  return texts.sentences([...parts.filter((part) => part !== undefined), ...reference]);
}

/** The submit button. */
export const SUBMIT: ScreenField = { slot: 'submit', state: 'selected', mode: 'normal' };

/** The screen's message, from a notice. */
export function messageOf(notice: Notice | undefined): Pick<Screen, 'message'> {
  return notice === undefined ? {} : { message: { class: notice.class, text: notice.text } };
}
