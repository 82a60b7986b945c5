import type { ScreenField } from '@gatehouse/protocol/pipe';

import type { Texts } from '../texts/texts.js';
import { SUBMIT, actionsOf, frame, line, linesOfLinks, messageOf, promptOf } from './drawing.js';
import type { Drawing, Link, Notice } from './drawing.js';

/** One question, fixed or to be chosen, and the field for its answer. */
export function drawQuestion(parameters: {
  texts: Texts;
  title: string;
  /** What is said before the question. */
  introduction?: string | undefined;
  number: number;
  total: number;
  /** The question; absent where the person chooses one. */
  question?: string | undefined;
  choices?: { options: readonly string[]; selected: number } | undefined;
  links: readonly Link[];
  notice?: Notice | undefined;
}): Drawing {
  const { texts, title, introduction, number, total, choices, links, notice } = parameters;
  const prompt = [
    introduction,
    texts['question.number'](number, total),
    parameters.question ?? texts['question.choose'],
  ];
  const choice: ScreenField[] =
    choices === undefined
      ? []
      : [
          {
            slot: 'choice',
            state: 'selected',
            mode: 'normal',
            options: [...choices.options],
            selected: choices.selected,
          },
        ];
  return {
    screen: {
      fields: [
        ...frame(title),
        line('detail', promptOf(prompt, notice, texts)),
        ...choice,
        { slot: 'answer', state: 'selected', mode: 'normal', text: '', clear: true },
        ...linesOfLinks(links),
        SUBMIT,
      ],
      focus: choices === undefined ? 'answer' : 'choice',
      submitAfter: 'answer',
      ...messageOf(notice),
    },
    links: actionsOf(links),
  };
}
