import type { Picture, ScreenField, SlotName } from '@gatehouse/protocol/pipe';

import type { Texts } from '../texts/texts.js';
import { SUBMIT, actionsOf, frame, line, linesOfLinks, messageOf, promptOf } from './drawing.js';
import type { Drawing, Link, Notice } from './drawing.js';

/** One thing to type in the open (a name, a code, an address), with a picture where there is one. */
export function drawEntry(parameters: {
  texts: Texts;
  title: string;
  prompt: string;
  picture?: Picture | undefined;
  field: Extract<SlotName, 'userName' | 'code' | 'address'>;
  /** Leaves in the field what the person typed. */
  keep?: boolean;
  links: readonly Link[];
  notice?: Notice | undefined;
}): Drawing {
  const { texts, title, prompt, picture, field, keep = false, links, notice } = parameters;
  const shown: ScreenField[] =
    picture === undefined ? [] : [{ slot: 'picture', state: 'selected', mode: 'normal', picture }];
  return {
    screen: {
      fields: [
        ...frame(title),
        ...shown,
        line('detail', promptOf([prompt], notice, texts)),
        {
          slot: field,
          state: 'selected',
          mode: 'normal',
          ...(keep ? {} : { text: '', clear: true }),
        },
        ...linesOfLinks(links),
        SUBMIT,
      ],
      focus: field,
      submitAfter: field,
      ...messageOf(notice),
    },
    links: actionsOf(links),
  };
}
