import type { Input } from '@gatehouse/protocol';

import { ChangePassword } from '../../../../service/src/logon/dialogs/change-password.js';
import type { Move } from '../../../../service/src/logon/dialogs/dialog.js';
import { en } from '../../../../service/src/logon/texts/en.js';

const PRESENT = 'the old horse';

function open(reason?: string) {
  return new ChangePassword({
    texts: en,
    reason,
    rules: [{ code: 'password.length', value: 8 }, { code: 'password.complexity' }],
    isPresent: (password) => Buffer.from(password).toString() === PRESENT,
  });
}

const typed = (newPassword: string, confirmPassword = newPassword): Input[] => [
  { slot: 'newPassword', value: Buffer.from(newPassword) },
  { slot: 'confirmPassword', value: Buffer.from(confirmPassword) },
];

function drawn(move: Move) {
  if (move.do !== 'draw') throw new Error(`drew nothing: ${move.do}`);
  const { fields, message } = move.drawing.screen;
  const detail = fields.find(({ slot }) => slot === 'detail')?.text;
  return { detail, message: message?.text };
}

describe('the dialog that changes a password', () => {
  it('says why, and the rules', () => {
    const { detail } = drawn(open('It has expired.').start());
    expect(detail).toMatch(/^It has expired\. Type a new password.*at least 8 characters; three/);
    expect(drawn(open().start()).detail).toMatch(/^Type a new password/);
  });

  it.each([
    ['', '', en['reset.missing']],
    ['new horse 1', 'new horse 2', en['reset.different']],
    [PRESENT, PRESENT, en['change.same']],
    ['seven77', 'seven77', /at least 8 characters/],
  ])('refuses "%s" and "%s" by itself', (password, confirmation, text) => {
    expect(drawn(open().submit(typed(password, confirmation))).message).toMatch(text);
  });

  it('hands on a copy of what was typed', () => {
    const inputs = typed('new horse 1');
    const move = open().submit(inputs);
    for (const { value } of inputs) value.fill(0);
    if (move.do !== 'set-password') throw new Error(move.do);
    expect(Buffer.from(move.password).toString()).toBe('new horse 1');
  });

  it('shows a refusal again after a call that brought nothing, until something is typed', () => {
    const dialog = open();
    dialog.refuse({ class: 'error', text: 'refused' });
    expect(drawn(dialog.start()).message).toBe('refused');
    dialog.submit(typed('new horse 1'));
    expect(drawn(dialog.start()).message).toBeUndefined();
  });
});
