import { CorrelationId } from '../../protocol/src/index.js';
import { referenceOf } from '../../protocol/src/pipe/index.js';
import type { ServiceMessage } from '../../protocol/src/pipe/index.js';
import { qrPicture } from '../../service/src/logon/dialogs/qr-picture.js';
import { drawCode } from '../../service/src/logon/screens/code-screen.js';
import type { Drawing } from '../../service/src/logon/screens/drawing.js';
import { drawEntry } from '../../service/src/logon/screens/entry-screen.js';
import { drawNewPassword } from '../../service/src/logon/screens/new-password-screen.js';
import {
  noticeOfBrokenRule,
  noticeOfDenial,
  noticeOfRejection,
  textOfRule,
} from '../../service/src/logon/screens/notices.js';
import { drawPassword } from '../../service/src/logon/screens/password-screen.js';
import { drawQuestion } from '../../service/src/logon/screens/question-screen.js';
import { drawSignIn } from '../../service/src/logon/screens/sign-in-screen.js';
import { drawUnreachable } from '../../service/src/logon/screens/unreachable-screen.js';
import type { Texts } from '../../service/src/logon/texts/texts.js';

/** One state of the tile, as the service draws it and the provider shows it. */
export interface State {
  name: string;
  /** What a person sees, and what it means: for docs/tile.md. */
  heading: string;
  meaning: string;
  draw: (scene: Scene) => Drawing;
  /** What the person has typed when the picture is taken. */
  typed?: Record<string, string>;
}

/** What the pictures tell of. */
export interface Scene {
  texts: Texts;
  language: string;
  /** Questions of the policy, in the language. */
  questions: readonly string[];
}

const CORRELATION_ID = CorrelationId.parse('4bf92f3577b34da6a3ce929d0e0e4736');
const NOW = new Date('2026-03-02T08:00:00Z');
const KEY = 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP';
const RULES = [
  { code: 'password.length', value: 12 },
  { code: 'password.personal' },
  { code: 'password.history', value: 10 },
] as const;

const totp = { method: 'totp' } as const;
const email = { method: 'email', destination: 'a***@corp.example' } as const;
const challenge = { current: totp, methods: [totp, email], digits: 6 };

const signIn = (texts: Texts) =>
  ({ texts, changes: false, nameKnown: false, canRecover: true, canUnlock: true }) as const;

export const STATES: readonly State[] = [
  {
    name: 'sign-in',
    heading: 'Sign in',
    meaning:
      'The tile of _Other user_: name and password. A tile of one account asks for the password only. The links are there where self-service or a kit for recovery is.',
    draw: ({ texts }) => drawSignIn(signIn(texts)),
    typed: { userName: 'CORP\\alice', password: 'correct horse' },
  },
  {
    name: 'denied',
    heading: 'Not let in',
    meaning:
      'Name or password is wrong: which one is not said. The reference finds the attempt in the log of the service and in the audit of the server.',
    draw: ({ texts, language }) =>
      drawSignIn({
        ...signIn(texts),
        presetName: 'CORP\\alice',
        focus: 'password',
        notice: noticeOfDenial(
          {
            outcome: 'denied',
            code: 'credentials.wrong',
            strikesLeft: 3,
            correlationId: CORRELATION_ID,
          },
          texts,
          { language, timeZone: 'UTC' },
          NOW,
        ),
      }),
  },
  {
    name: 'locked',
    heading: 'Locked for a while',
    meaning: 'Too many attempts. The time is that of the computer.',
    draw: ({ texts, language }) =>
      drawSignIn({
        ...signIn(texts),
        presetName: 'CORP\\alice',
        focus: 'password',
        notice: noticeOfDenial(
          {
            outcome: 'denied',
            code: 'principal.locked',
            lockedUntil: '2026-03-02T08:15:00Z',
            correlationId: CORRELATION_ID,
          },
          texts,
          { language, timeZone: 'UTC' },
          NOW,
        ),
      }),
  },
  {
    name: 'code',
    heading: 'The code of an app',
    meaning: 'The password was right, and the policy asks for a second factor.',
    draw: ({ texts }) => drawCode({ texts, offline: undefined, challenge }),
    typed: { code: '755224' },
  },
  {
    name: 'code-email',
    heading: 'A code by mail',
    meaning:
      'The address is shown in part. A code can be sent again as often as the policy lets it.',
    draw: ({ texts }) =>
      drawCode({
        texts,
        offline: undefined,
        challenge: { ...challenge, current: email, resendsLeft: 2 },
      }),
  },
  {
    name: 'code-wrong',
    heading: 'A wrong code',
    meaning: 'The last code was not right; how many attempts are left.',
    draw: ({ texts }) =>
      drawCode({
        texts,
        offline: undefined,
        challenge,
        notice: noticeOfRejection(
          {
            current: totp,
            rejected: 'factor.wrong-code',
            strikesLeft: 2,
            correlationId: CORRELATION_ID,
          },
          texts,
        ),
      }),
  },
  {
    name: 'code-break-glass',
    heading: 'A code of the help desk',
    meaning: 'The help desk has given a code that stands for the second factor, once.',
    draw: ({ texts }) => {
      const current = { method: 'break-glass' } as const;
      return drawCode({ texts, offline: undefined, challenge: { current, methods: [current] } });
    },
  },
  {
    name: 'code-offline',
    heading: 'Without the server',
    meaning:
      'The server is away: this computer checks the code itself, with the kit that it keeps.',
    draw: ({ texts }) => drawCode({ texts, offline: { computer: 'PC-042' }, challenge }),
  },
  {
    name: 'unreachable',
    heading: 'The server cannot be reached',
    meaning: 'And there is no kit, or the policy wants the server. Nobody is let in.',
    draw: ({ texts }) =>
      drawUnreachable({
        texts,
        reason: 'connect',
        reference: referenceOf(CORRELATION_ID),
        isReset: false,
        midway: true,
      }),
  },
  {
    name: 'enroll-totp',
    heading: 'Setting up an app',
    meaning: 'Before the desktop: the QR code is scanned, and a first code proves it.',
    draw: ({ texts }) =>
      drawEntry({
        texts,
        title: texts['enroll.title'](texts['enroll.totp'], { step: 1, of: 2 }),
        prompt: texts.sentences([texts['enroll.totp-scan'](KEY), texts['code.digits'](6)]),
        picture: qrPicture(
          `otpauth://totp/Corp:alice?secret=${KEY.replaceAll(' ', '')}&issuer=Corp`,
        ),
        field: 'code',
        links: [
          ['link3', { do: 'postpone' }, texts['enroll.postpone'](2)],
          ['link4', { do: 'start-over' }, texts['code.start-over']],
        ],
      }),
  },
  {
    name: 'enroll-answers',
    heading: 'Setting up answers',
    meaning:
      'A question is chosen, and its answer typed. Both rules and questions are the policy’s.',
    draw: ({ texts, questions }) =>
      drawQuestion({
        texts,
        title: texts['enroll.title'](texts['enroll.answers'], { step: 2, of: 2 }),
        introduction: texts['enroll.answers-why'],
        number: 1,
        total: 3,
        choices: { options: questions, selected: 0 },
        links: [['link4', { do: 'start-over' }, texts['code.start-over']]],
      }),
    typed: { answer: 'Rosalind' },
  },
  {
    name: 'recover-question',
    heading: 'Forgotten: a question',
    meaning:
      'The questions are asked one by one; whether an answer was right is said at the end only.',
    draw: ({ texts, questions }) =>
      drawQuestion({
        texts,
        title: texts['recover.title'],
        number: 2,
        total: 3,
        question: questions[1],
        links: [
          ['link1', { do: 'back' }, texts['link.back']],
          ['link4', { do: 'start-over' }, texts['code.start-over']],
        ],
      }),
  },
  {
    name: 'recover-shown',
    heading: 'Forgotten: the password',
    meaning: 'What this computer kept is shown for a time, where the policy wants that.',
    draw: ({ texts }) => drawPassword({ texts, password: 'correct horse battery', seconds: 60 }),
  },
  {
    name: 'new-password',
    heading: 'A new password',
    meaning: 'The rules are the policy’s, in words.',
    draw: ({ texts }) =>
      drawNewPassword({ texts, rules: RULES.map((rule) => textOfRule(rule, texts)) }),
    typed: { newPassword: 'horse', confirmPassword: 'horse' },
  },
  {
    name: 'new-password-broken',
    heading: 'A new password that breaks a rule',
    meaning: 'Which rule it was is said, and both fields are empty again.',
    draw: ({ texts }) =>
      drawNewPassword({
        texts,
        rules: RULES.map((rule) => textOfRule(rule, texts)),
        notice: noticeOfBrokenRule({ rejected: [RULES[0]], correlationId: CORRELATION_ID }, texts),
      }),
  },
  {
    name: 'change-password',
    heading: 'Ctrl-Alt-Del, Change a password',
    meaning: 'The present password is asked for first; the new one on the screen after.',
    draw: ({ texts }) =>
      drawSignIn({
        ...signIn(texts),
        changes: true,
        nameKnown: true,
        canRecover: false,
        canUnlock: false,
      }),
  },
];

/** A drawing as the service sends it. */
export function messageOf(drawing: Drawing, id: number): ServiceMessage {
  return { type: 'screen', screen: { id, ...drawing.screen } };
}
