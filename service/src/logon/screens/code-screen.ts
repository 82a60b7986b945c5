import type { Challenged } from '@gatehouse/protocol';
import type { SlotName } from '@gatehouse/protocol/pipe';

import type { Texts } from '../texts/texts.js';
import { SUBMIT, actionsOf, frame, line, linesOfLinks, messageOf, promptOf } from './drawing.js';
import type { Drawing, Link, LinkAction, Notice } from './drawing.js';

const METHOD_LINKS: readonly SlotName[] = ['link1', 'link2', 'link3'];

/** What is asked, whoever asks it. */
export type CodeQuestion = Pick<
  Challenged,
  'logonId' | 'current' | 'methods' | 'digits' | 'resendsLeft' | 'secondsLeft'
>;

/** What of it is shown. */
type CodeShown = Omit<CodeQuestion, 'logonId' | 'secondsLeft'>;

/** The code of a second factor; which one, where it was sent, and the ways out. */
export function drawCode(parameters: {
  texts: Texts;
  challenge: CodeShown;
  /** This workstation asks by itself: nothing can be sent. */
  offline: boolean;
  notice?: Notice | undefined;
  /** What to do for whom no code comes. */
  otherwise?: string | undefined;
}): Drawing {
  const { texts, offline, notice } = parameters;
  const challenge = offline ? onlyCode(parameters.challenge) : parameters.challenge;
  const links = linksOf(challenge, texts);
  const prompt = [
    offline ? texts['code.offline'] : undefined,
    textOf(challenge, texts),
    challenge.digits === undefined ? undefined : texts['code.digits'](challenge.digits),
    parameters.otherwise,
  ];
  return {
    screen: {
      fields: [
        ...frame(texts['code.title']),
        line('detail', promptOf(prompt, notice, texts)),
        { slot: 'code', state: 'selected', mode: 'normal', text: '', clear: true },
        ...linesOfLinks(links),
        SUBMIT,
      ],
      focus: 'code',
      submitAfter: 'code',
      ...messageOf(notice),
    },
    links: actionsOf(links),
  };
}

/** "Send again" first, then the other factors, "start over" always last. */
function linksOf(challenge: CodeShown, texts: Texts): Link[] {
  const actions: [LinkAction, string][] = [];
  const { resendsLeft = 0 } = challenge;
  if (resendsLeft > 0) actions.push([{ do: 'resend' }, texts['code.resend'](resendsLeft)]);
  for (const { method } of challenge.methods) {
    if (method === challenge.current.method) continue;
    actions.push([{ do: 'use', method }, texts['code.use'](method)]);
  }
  const links: Link[] = [];
  METHOD_LINKS.forEach((slot, index) => {
    const action = actions[index];
    if (action !== undefined) links.push([slot, ...action]);
  });
  links.push(['link4', { do: 'start-over' }, texts['code.start-over']]);
  return links;
}

/** Without the server, nothing is sent and there is nothing to switch to. */
function onlyCode({ current, digits }: CodeShown): CodeShown {
  return { current, methods: [current], digits };
}

function textOf(challenge: CodeShown, texts: Texts): string {
  const { method, destination } = challenge.current;
  switch (method) {
    case 'totp':
      return texts['code.totp'];
    case 'hotp':
      return texts['code.hotp'];
    case 'break-glass':
      return texts['code.break-glass'];
    case 'email':
      return destination === undefined
        ? texts['code.email-nowhere']
        : texts['code.email'](destination);
  }
}
