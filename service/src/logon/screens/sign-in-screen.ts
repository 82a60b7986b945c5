import type { ScreenField } from '@gatehouse/protocol/pipe';

import type { Texts } from '../texts/texts.js';
import { SUBMIT, actionsOf, frame, line, linesOfLinks, messageOf } from './drawing.js';
import type { Drawing, Link, Notice } from './drawing.js';

/** User name and password: to sign in, or to change that password. */
export function drawSignIn(parameters: {
  texts: Texts;
  /** The password is to be changed, and nobody signs in. */
  changes: boolean;
  /** The tile stands for one account: its name is not asked. */
  nameKnown: boolean;
  /** A name to begin with; absent keeps what the person typed. */
  presetName?: string | undefined;
  /** Whether "I forgot my password" leads anywhere. */
  canRecover: boolean;
  /** Whether "My account is locked" does. */
  canUnlock: boolean;
  notice?: Notice | undefined;
  focus?: 'userName' | 'password' | undefined;
}): Drawing {
  const { texts, changes, nameKnown, presetName, canRecover, canUnlock, notice } = parameters;
  const links: Link[] = [
    ...(canRecover ? [['link1', { do: 'forgot' }, texts['sign-in.forgot']] as const] : []),
    ...(canUnlock ? [['link2', { do: 'locked' }, texts['sign-in.locked']] as const] : []),
  ];
  const prompt = texts[changes ? 'change.present' : 'sign-in.detail'];
  const detail = notice?.reference === undefined ? prompt : texts.reference(notice.reference);
  const userName: ScreenField = {
    slot: 'userName',
    state: 'selected',
    mode: 'normal',
    ...(presetName === undefined ? {} : { text: presetName }),
  };
  return {
    screen: {
      fields: [
        ...frame(texts[changes ? 'change.title' : 'tile.title']),
        line('detail', detail),
        ...(nameKnown ? [] : [userName]),
        { slot: 'password', state: 'selected', mode: 'normal', clear: true },
        ...linesOfLinks(links),
        SUBMIT,
      ],
      focus: nameKnown ? 'password' : (parameters.focus ?? 'userName'),
      submitAfter: 'password',
      ...messageOf(notice),
    },
    links: actionsOf(links),
  };
}
