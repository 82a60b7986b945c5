import type { Texts } from '../texts/texts.js';
import { SUBMIT, actionsOf, frame, line, linesOfLinks, messageOf, promptOf } from './drawing.js';
import type { Drawing, Link, Notice } from './drawing.js';

/** A new password, twice, and the rules for it. */
export function drawNewPassword(parameters: {
  texts: Texts;
  /** Absent where it is set because the old one was forgotten. */
  title?: string;
  /** Why a new one is asked for, where that is not the person's own wish. */
  reason?: string | undefined;
  /** The rules, in words. */
  rules: readonly string[];
  notice?: Notice | undefined;
}): Drawing {
  const { texts, title = texts['reset.title'], reason, rules, notice } = parameters;
  const links: Link[] = [['link4', { do: 'start-over' }, texts['code.start-over']]];
  const prompt = [
    reason,
    texts['reset.prompt'],
    rules.length === 0 ? undefined : texts['reset.rules'](rules),
  ];
  return {
    screen: {
      fields: [
        ...frame(title),
        line('detail', promptOf(prompt, notice, texts)),
        { slot: 'newPassword', state: 'selected', mode: 'normal', text: '', clear: true },
        { slot: 'confirmPassword', state: 'selected', mode: 'normal', text: '', clear: true },
        ...linesOfLinks(links),
        SUBMIT,
      ],
      focus: 'newPassword',
      submitAfter: 'confirmPassword',
      ...messageOf(notice),
    },
    links: actionsOf(links),
  };
}
