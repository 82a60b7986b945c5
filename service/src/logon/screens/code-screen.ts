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
  /** This workstation, by its name, asks by itself. */
  offline?: { computer: string } | undefined;
  notice?: Notice | undefined;
  /** What to do for whom no code comes. */
  otherwise?: string | undefined;
}): Drawing {
  const { texts, offline, notice } = parameters;
  const challenge = offline === undefined ? parameters.challenge : askedHere(parameters.challenge);
  const links = linksOf(challenge, texts);
  const prompt = [
    offline === undefined ? undefined : texts['code.offline'],
    textOf(challenge, texts, offline),
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

/** Without the server nothing is sent. */
function askedHere({ current, methods, digits }: CodeShown): CodeShown {
  const own = methods.filter(({ method }) => method === 'totp' || method === 'break-glass');
  return { current, methods: own, digits };
}

function textOf(
  challenge: CodeShown,
  texts: Texts,
  offline: { computer: string } | undefined,
): string {
  const { method, destination } = challenge.current;
  switch (method) {
    case 'totp':
      return texts['code.totp'];
    case 'hotp':
      return texts['code.hotp'];
    case 'break-glass':
      return offline === undefined
        ? texts['code.break-glass']
        : texts['code.break-glass-here'](offline.computer);
    case 'recovery-code':
      return texts['code.recovery-code'];
    case 'email':
      return destination === undefined
        ? texts['code.email-nowhere']
        : texts['code.email'](destination);
  }
}
