import type { NoticeTexts } from '../notice-texts.js';

export const EN: NoticeTexts = {
  language: 'en',
  greeting: 'Hello {{name}},',
  notices: {
    'password-changed': {
      subject: 'Your password was changed',
      body: 'Your password was changed by somebody who was signed in with it.',
    },
    'factor-added': {
      subject: 'A second factor was added',
      body: 'Somebody who was signed in as you added something that proves you besides your password: {{what}}.',
    },
    'factor-removed': {
      subject: 'A second factor was removed',
      body: 'Somebody who was signed in as you removed what proved you besides your password: {{what}}.',
    },
    'answers-changed': {
      subject: 'Your answers were replaced',
      body: 'Somebody who was signed in as you enrolled new answers for when you forget your password.',
    },
    'password-reset': {
      subject: 'Your password was changed',
      body: 'A new password was set for your account with a link from the help desk.',
    },
    'factors-reset': {
      subject: 'Your second factor was removed',
      body: 'The help desk removed what you proved yourself with besides your password: {{what}}.',
    },
    'enrollment-permitted': {
      subject: 'You may set up a second factor',
      body: 'The help desk lets you set up a new second factor at your next logon, within {{hours}} hours.',
    },
    'break-glass': {
      subject: 'A code for your logon was issued',
      body: 'The help desk issued a code that takes the place of your second factor once, within {{hours}} hours.\n\nNobody will ever ask you for it.',
    },
    'offline-code': {
      subject: 'A code for your logon was read out',
      body: 'The help desk read out a code that takes the place of your second factor once at the computer {{computer}}, while it does not reach the sign-in server.\n\nNobody will ever ask you for it.',
    },
    'recovery-codes-made': {
      subject: 'You have new recovery codes',
      body: 'Somebody who was signed in as you made new recovery codes. Each takes the place of your second factor once, when you sign in in a browser; earlier ones no longer work.\n\nNobody will ever ask you for them.',
    },
    'recovery-code-used': {
      subject: 'A recovery code was used',
      body: 'Somebody signed in as you with your password and one of your recovery codes. Codes left: {{left}}.\n\nWhen few are left, make new ones at your second factors.',
    },
    'password-link': {
      subject: 'Set a new password',
      body: 'Open this link within {{minutes}} minutes to set a new password. It works once:\n\n{{url}}\n\nNobody will ever ask you for it.',
    },
  },
  notYou: 'If it was not you who asked for this, call the help desk at once.',
};
