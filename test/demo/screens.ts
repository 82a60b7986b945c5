import { Tile } from '../../demo/src/pipe/tile.js';
import type { DllMessage, Screen } from '../../protocol/src/index.js';

/** A tile that shows one screen; what it sends is kept. */
export function tileWith(screen: Screen): { tile: Tile; sent: DllMessage[] } {
  const sent: DllMessage[] = [];
  const tile = new Tile((message) => sent.push(message), { tileSid: '', userName: '' });
  tile.receive({ type: 'screen', screen });
  return { tile, sent };
}

export const signInScreen: Screen = {
  id: 1,
  fields: [
    { slot: 'title', state: 'both', mode: 'normal', text: 'Sign in' },
    { slot: 'userName', state: 'selected', mode: 'normal' },
    { slot: 'password', state: 'selected', mode: 'normal', clear: true },
    { slot: 'submit', state: 'selected', mode: 'normal' },
  ],
  focus: 'userName',
  submitAfter: 'password',
};

export const codeScreen: Screen = {
  id: 2,
  fields: [
    { slot: 'title', state: 'both', mode: 'normal', text: 'Enter the code' },
    {
      slot: 'detail',
      state: 'selected',
      mode: 'normal',
      text: 'Type the six digits that your authenticator app shows beside Gatehouse.',
    },
    { slot: 'code', state: 'selected', mode: 'normal', clear: true },
    { slot: 'link1', state: 'selected', mode: 'normal', text: 'Send a code to a•••@corp.test' },
    { slot: 'link4', state: 'selected', mode: 'normal', text: 'Start over' },
    { slot: 'submit', state: 'selected', mode: 'normal' },
  ],
  focus: 'code',
  submitAfter: 'code',
  message: { class: 'error', text: 'That code is not right. 3 attempts left.' },
};

export const questionScreen: Screen = {
  id: 3,
  fields: [
    { slot: 'title', state: 'both', mode: 'normal', text: 'Set up your answers' },
    { slot: 'detail', state: 'selected', mode: 'normal', text: 'Question 2 of 5.' },
    {
      slot: 'choice',
      state: 'selected',
      mode: 'normal',
      options: ['What did you cook first?', 'Who was your hero?'],
      selected: 1,
    },
    { slot: 'answer', state: 'selected', mode: 'normal', text: '', clear: true },
    { slot: 'submit', state: 'selected', mode: 'normal' },
  ],
  focus: 'choice',
  submitAfter: 'answer',
};
