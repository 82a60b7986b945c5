import type { Challenged } from '@gatehouse/protocol';
import type { ScreenField, SlotName } from '@gatehouse/protocol/pipe';

import type { Texts } from '../texts/texts.js';
import { SUBMIT, frame, line, messageOf } from './drawing.js';
import type { Drawing, LinkAction, Notice } from './drawing.js';

const METHOD_LINKS: readonly SlotName[] = ['link1', 'link2', 'link3'];

/** The code of a second factor; which one, where it was sent, and the ways out. */
export function drawCode(parameters: {
  texts: Texts;
  challenge: Challenged;
  notice?: Notice | undefined;
}): Drawing {
  const { texts, challenge, notice } = parameters;
  const links = linksOf(challenge);
  const prompt = [promptOf(challenge, texts)];
  if (challenge.digits !== undefined) prompt.push(texts['code.digits'](challenge.digits));
  if (notice?.reference !== undefined) prompt.push(texts.reference(notice.reference));
  return {
    screen: {
      fields: [
        ...frame(texts['code.title']),
        line('detail', prompt.join(' ')),
        { slot: 'code', state: 'selected', mode: 'normal', text: '', clear: true },
        ...links.map(([slot, action]): ScreenField =>
          line(slot, labelOf(action, challenge, texts)),
        ),
        SUBMIT,
      ],
      focus: 'code',
      submitAfter: 'code',
      ...messageOf(notice),
    },
    links: Object.fromEntries(links),
  };
}

/** "Send again" first, then the other factors, "start over" always last. */
function linksOf(challenge: Challenged): [SlotName, LinkAction][] {
  const actions: LinkAction[] = [];
  if ((challenge.resendsLeft ?? 0) > 0) actions.push({ do: 'resend' });
  for (const { method } of challenge.methods) {
    if (method !== challenge.current.method) actions.push({ do: 'use', method });
  }
  const links: [SlotName, LinkAction][] = [];
  METHOD_LINKS.forEach((slot, index) => {
    const action = actions[index];
    if (action !== undefined) links.push([slot, action]);
  });
  links.push(['link4', { do: 'start-over' }]);
  return links;
}

function labelOf(action: LinkAction, challenge: Challenged, texts: Texts): string {
  switch (action.do) {
    case 'resend':
      return texts['code.resend'](challenge.resendsLeft ?? 0);
    case 'use':
      return texts['code.use'](action.method);
    case 'start-over':
      return texts['code.start-over'];
    case 'again':
      return texts['unreachable.again'];
  }
}

function promptOf(challenge: Challenged, texts: Texts): string {
  const { method, destination } = challenge.current;
  switch (method) {
    case 'totp':
      return texts['code.totp'];
    case 'email':
      return destination === undefined
        ? texts['code.email-nowhere']
        : texts['code.email'](destination);
  }
}
