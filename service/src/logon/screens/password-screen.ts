import type { Texts } from '../texts/texts.js';
import { SUBMIT, actionsOf, frame, line, linesOfLinks } from './drawing.js';
import type { Drawing, Link } from './drawing.js';

/** What stands where the password was; its length says nothing. */
const HIDDEN = '••••••••';

/**
 * A recovered password, in the field that nobody can type in and that is not masked; absent when its time is over. It is
 * the one secret that the pipe carries as text, because the policy wants it read (R32).
 */
export function drawPassword(parameters: {
  texts: Texts;
  password: string | undefined;
  seconds: number;
}): Drawing {
  const { texts, password, seconds } = parameters;
  const links: Link[] = [['link4', { do: 'start-over' }, texts['code.start-over']]];
  const prompt = password === undefined ? texts['recover.hidden'] : texts['recover.shown'](seconds);
  return {
    screen: {
      fields: [
        ...frame(texts['recover.title']),
        line('detail', prompt),
        {
          slot: 'shownPassword',
          state: 'selected',
          mode: 'readonly',
          text: password ?? HIDDEN,
          clear: true,
        },
        ...linesOfLinks(links),
        SUBMIT,
      ],
      submitAfter: 'shownPassword',
    },
    links: actionsOf(links),
  };
}
