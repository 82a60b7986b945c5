import type { FactorMethod, PasswordRuleCode } from '@gatehouse/protocol';

import type { DenialText, ProblemText, RejectionText } from './codes.js';

const METHODS: Record<FactorMethod, string> = {
  totp: 'Authenticator app',
  hotp: 'Token',
  email: 'E-mail',
  'break-glass': 'Code from the help desk',
  'recovery-code': 'Recovery code',
};

/** Every text of the pages. The other languages have the same, by type. */
export const en = {
  tag: 'en',
  product: 'Gatehouse',
  frame: {
    skip: 'Skip to the content',
    language: 'Language',
    dark: 'Use dark colours',
    light: 'Use light colours',
    loading: 'Loading…',
    reference: (reference: string) => `Reference for the help desk: ${reference}`,
    helpDesk: (contact: string) => `Help desk: ${contact}`,
    crashed: 'Something went wrong in this page. Load it again; nothing that you did is lost.',
    reload: 'Load the page again',
    show: 'Show what is typed',
    hide: 'Hide what is typed',
    cancel: 'Cancel',
    back: 'Back to sign-in',
    retry: 'Try again',
  },
  signIn: {
    title: 'Sign in',
    lead: (issuer: string) => `To ${issuer}, with the name and password that you use for Windows.`,
    name: 'User name',
    nameHint: 'As you sign in to Windows, for example CORP\\anna or anna@corp.example.',
    password: 'Password',
    submit: 'Sign in',
    forgot: 'I forgot my password',
    locked: 'My account is locked',
    nameMissing: 'Type your user name.',
    passwordMissing: 'Type your password.',
    startOver: 'Start over',
    /** Codes that are written down, and work once. */
    written: {
      'factor.wrong-code': 'That code is not right. Type it as it is written.',
      'factor.used-code': 'That code was already used, and works once. Type another one.',
    },
    attempts: (left: number) => (left === 1 ? '1 attempt left.' : `${left} attempts left.`),
    until: (when: string) => `The lock ends by itself at ${when}.`,
    signedOut: 'You are signed out.',
    signedOutEverywhere: (ended: number) =>
      ended === 1
        ? 'You are signed out. 1 session was ended.'
        : `You are signed out. ${ended} sessions were ended.`,
    expired: 'Your session has ended. Sign in again: you come back to the page where you were.',
  },
  code: {
    title: 'Enter your code',
    label: 'Code',
    prompt: {
      totp: 'Type the code that your authenticator app shows.',
      hotp: 'Press the button of your token, then type the code that it shows.',
      email: 'Type the code that was sent to your e-mail address.',
      'break-glass':
        'Type the code that the help desk gave you. Capital letters and hyphens do not matter.',
      'recovery-code':
        'Type one of your recovery codes. Each works once; capital letters and hyphens do not matter.',
    } satisfies Record<FactorMethod, string>,
    sentTo: (destination: string) => `Type the code that was sent to ${destination}.`,
    digits: (digits: number) => `It has ${digits} digits.`,
    timeLeft: (minutes: number) =>
      minutes <= 1
        ? 'It can be used for less than a minute.'
        : `It can be used for ${minutes} minutes.`,
    missing: 'Type the code.',
    submit: 'Continue',
    resend: (left: number) => `Send the code again (${left} left)`,
    sentAgain: 'A new code was sent. Earlier codes no longer work.',
    other: 'Another way:',
    use: {
      totp: 'Use the authenticator app',
      hotp: 'Use the token',
      email: 'Send a code by e-mail',
      'break-glass': 'Use a code from the help desk',
      'recovery-code': 'Use a recovery code',
    } satisfies Record<FactorMethod, string>,
  },
  rejected: {
    'factor.wrong-code': 'That code is not right. Type the present one.',
    'factor.used-code': 'That code was already used. Wait for the next one, then type it.',
    'factor.resend-limit': 'The code cannot be sent again. Type the last one, or start over.',
    'factor.undeliverable':
      'The code could not be sent. Use another way, or try again in a few minutes.',
    'answers.wrong': 'The answers are not right. Answer the questions again.',
    'enrollment.incomplete': 'An answer is missing. Answer every question.',
    'enrollment.answer-too-short': 'This answer is too short. Type a longer one.',
    'enrollment.answer-too-long': 'This answer is too long. Type a shorter one.',
    'enrollment.answer-blocked': 'This answer is easy to guess. Type another one.',
    'enrollment.answer-in-question': 'The answer is part of the question. Type another one.',
    'enrollment.answer-in-name': 'The answer is part of your name. Type another one.',
    'enrollment.answers-equal': 'You gave this answer to another question. Type a different one.',
    'enrollment.wrong-code': 'That code is not right. Type the present one.',
    'enrollment.wrong-password': 'That is not the password that you signed in with. Type it again.',
    'enrollment.bad-address': 'That e-mail address cannot be used. Type another one.',
    'enrollment.undeliverable':
      'The code could not be sent. Check the address, or try again in a few minutes.',
    'enrollment.too-many': 'That was tried too often. Wait a few minutes, or call the help desk.',
  } satisfies RejectionText,
  denied: {
    'credentials.wrong': 'The user name or password is not right. Try again.',
    'password.empty': 'Type your password.',
    'principal.locked':
      'Too many attempts: this account is locked here. Wait until the lock ends, or call the help desk.',
    'source.locked':
      'Too many attempts from this network. Wait a few minutes, or call the help desk.',
    'directory.unavailable': 'Your account cannot be checked now. Try again in a few minutes.',
    'challenge.expired': 'The time for the code is over. Sign in again to get a new one.',
    'challenge.unknown': 'This sign-in is over, or goes on in another tab. Begin again.',
    'logon.cancelled': 'The sign-in was cancelled.',
    'account.disabled': 'Your account is disabled. Call the help desk.',
    'account.expired': 'Your account has expired. Call the help desk.',
    'account.logon-hours': 'Your account cannot sign in at this time of day. Try again later.',
    'account.workstation': 'Your account cannot sign in here. Call the help desk.',
    'account.mismatch': 'This is another account than before. Sign in again.',
    'account.no-windows': 'Your account cannot sign in here. Call the help desk.',
    'factor.not-enrolled': 'No second factor is set up for your account. Call the help desk.',
    'factor.undeliverable': 'The code could not be sent. Try again in a few minutes.',
    'policy.denied': 'This is not possible for your account here. Call the help desk.',
    'session.limit':
      'You are signed in at as many places as is allowed. Sign out at one of them, then try again.',
    'self-service.not-here':
      'You cannot do this in a browser. Do it at the sign-in screen of your computer, or call the help desk.',
    'self-service.unknown':
      'This cannot go on, because it took too long or is over. If you have already set a new password, sign in with it; else start again.',
    'self-service.expired': 'That took too long, and was given up. Start again.',
    'directory.forbidden': 'The server is not allowed to change your account. Call the help desk.',
    'enrollment.unknown': 'This took too long, or is already done. Start again.',
    'account.unmapped': 'Nobody has set up a second factor for this account. Call the help desk.',
    'account.unchecked': 'The password could not be checked. Try again.',
    'account.foreign':
      'This account belongs to the computer alone. Sign in with your account of the company.',
    'factor.locked': 'Too many wrong codes. Wait, or call the help desk.',
    'factor.proof-required':
      'A recovery code does not do for this. Sign in with another second factor, or set one up first, then sign in with it.',
    'factor.required':
      'You need this one to sign in, and there is no other. Set up another one first.',
  } satisfies DenialText,
  problem: {
    unreachable: 'The server does not answer. Check the network connection, then try again.',
    unreadable: 'The answer of the server cannot be read. Load the page again.',
    page: 'Something went wrong in this page. Load it again.',
    'rate.limited': 'Too many requests. Wait a few minutes, then try again.',
    'session.required': 'Your session has ended. Sign in again.',
    'session.proof-required': 'Prove once more who you are, then do this again.',
    'request.malformed': 'The server does not take what was sent. Load the page again.',
    'request.too-large': 'That is too long. Type something shorter.',
    'request.cross-site': 'Open this page at the address of the server itself.',
    'sign-in.unknown': 'There is no such sign-in of yours.',
    'password-link.invalid':
      'The link is used, replaced or expired. Ask the help desk for a new one.',
    'factor.unknown': 'You do not have this any more. Load the page again.',
    'answers.none': 'Answers are not asked for in your company.',
    'directory.unavailable': 'The directory cannot be reached. Try again in a few minutes.',
    'server.unavailable': 'The server cannot answer now. Try again in a few minutes.',
    other: 'That did not work. Try again, or call the help desk.',
  } satisfies ProblemText,
  password: {
    title: 'Choose a new password',
    why: {
      expired: 'Your password has expired.',
      'must-change': 'You must change your password before you sign in.',
      rules: 'Your password no longer meets the rules.',
    },
    present: 'Present password',
    fresh: 'New password',
    repeat: 'New password, once more',
    missing: 'Type a new password.',
    different: 'The two passwords are not the same. Type the new password twice.',
    submit: 'Set the new password',
    rules: 'Rules for the new password',
    met: 'met',
    broken: 'not met',
    later: 'checked when you send it',
    progress: (met: number, all: number) => `${met} of ${all} rules are met.`,
    refused: 'That password cannot be used: see which rules are not met.',
    done: 'Your password is changed. All other sessions of yours were ended.',
    expiresIn: (days: number) =>
      days <= 0
        ? 'Your password expires today.'
        : days === 1
          ? 'Your password expires tomorrow.'
          : `Your password expires in ${days} days.`,
    rule: (code: PasswordRuleCode, value: number | undefined) => ruleOf(code, value),
  },
  enroll: {
    steps: (what: string, left: number) => (left === 1 ? what : `${what} (${left} steps left)`),
    totp: 'Set up your authenticator app',
    totpScan:
      'Scan the picture with your authenticator app. Then type the code that the app shows.',
    totpPicture: 'QR code for your authenticator app. The key beneath it says the same.',
    totpKey: 'Or type this key into the app:',
    email: 'Set up your e-mail address',
    emailWhy: 'Codes go to this address. One is sent there now, to see that it is yours.',
    address: 'E-mail address',
    addressMissing: 'Type an e-mail address.',
    send: 'Send a code there',
    otherAddress: 'Use another address',
    backToCode: 'Back to the code',
    answers: 'Set up your answers',
    answersWhy:
      'With these answers you can help yourself when you forget your password. Nobody can read them, and you need to give them in the same words.',
    question: (number: number) => `Question ${number}`,
    choose: 'Choose a question',
    answerTo: (question: string) => `Answer to: ${question}`,
    answer: 'Answer',
    shortest: (characters: number) => `At least ${characters} characters.`,
    chooseMissing: 'Choose a question.',
    answerMissing: 'Type your answer.',
    save: 'Save the answers',
    passwordAgain: 'Your password, once more',
    postpone: (left: number) => `Not now (possible ${left} more ${left === 1 ? 'time' : 'times'})`,
  },
  help: {
    resetTitle: 'Set a new password',
    resetLead: 'Type your user name. Then you are asked to prove who you are.',
    unlockTitle: 'Unlock your account',
    unlockLead: 'Type your user name. Then you are asked to prove who you are.',
    begin: 'Continue',
    noCode: 'If no code comes, or you have not set up any way to get one, call the help desk.',
    questionsTitle: 'Answer your questions',
    questionsLead: 'Give the answers that you set up, in the same words.',
    answered: 'Continue',
    resetDone: 'Your new password is set. Sign in with it.',
    unlockDone: 'Your account is unlocked. Sign in with your password.',
    toSignIn: 'Sign in',
    again: 'Start again',
  },
  link: {
    title: 'Set a new password',
    missing:
      'This page needs the link that the help desk gave you, as a whole. Open it again, or ask the help desk for a new one.',
    opening: 'Looking at your link…',
  },
  areas: {
    navigation: 'Areas',
    account: 'Your account',
    helpDesk: 'Help desk',
    administration: 'Administration',
    forbidden: 'You may not do anything here. If you should, ask an administrator.',
  },
  account: {
    navigation: 'Your account',
    factors: 'Second factors',
    password: 'Password',
    activity: 'Sessions and sign-ins',
    signOut: 'Sign out',
    signOutEverywhere: 'Sign out everywhere',
    signedInAs: (name: string) => `Signed in as ${name}`,
    factorsLead: 'What you prove yourself with, besides your password.',
    none: 'You have not set up any.',
    since: (when: string) => `Since ${when}`,
    remove: 'Remove',
    removeOne: (what: string) => `Remove: ${what}`,
    removeTitle: 'Remove this second factor?',
    removeText: (what: string) => `${what} can then no longer be used to sign in as you.`,
    removed: 'It is removed.',
    addTotp: 'Add an authenticator app',
    addEmail: 'Add or change the e-mail address for codes',
    added: 'It is set up.',
    answers: 'Answers',
    answersSet: 'Your answers are set up.',
    answersUnset: 'You have not set up answers.',
    setAnswers: 'Set up answers',
    replaceAnswers: 'Replace the answers',
    answersSaved: 'Your answers are saved.',
    sessions: 'Where you are signed in',
    thisSession: 'This browser',
    unknownBrowser: 'A browser',
    lastSeen: (when: string) => `Last used ${when}`,
    from: (address: string) => `from ${address}`,
    endSession: 'End',
    endOne: (what: string) => `End the session: ${what}`,
    sessionEnded: 'The session was ended.',
    devices: 'Your devices',
    devicesLead:
      'These computers keep encrypted data of yours, so that you can sign in there while they do not reach the server. It is refreshed while they do, and of no use after the time that is shown.',
    deviceLost:
      'Was one of them lost or stolen, or do you not know it? Call the help desk at once, and say the name that is shown here.',
    noDevices: 'No computer keeps data of yours.',
    refreshed: (when: string) => `Refreshed ${when}`,
    validUntil: (when: string) => `valid until ${when}`,
    deviceRevoked: 'Its access to the server was taken away.',
    signIns: 'Recent sign-ins',
    signInsLead: 'Of the last 90 days, at your computers and in browsers.',
    noSignIns: 'There are none.',
    granted: 'Signed in',
    refused: 'Refused',
    door: { desktop: 'Windows', web: 'Browser', other: 'Another way' },
    notMe: 'That was not me',
    notMeOne: (when: string) => `That was not me: ${when}`,
    notMeTitle: 'Was this not you?',
    notMeText:
      'It is reported, and the session that was opened is ended. Then change your password: whoever signed in knows it.',
    notMeYes: 'Report it and end that session',
    disowned: 'It is reported, and that session is ended. Change your password now.',
    notMeRefusedText:
      'Somebody tried to sign in with your name. It is reported. Nobody got in by it, and no session is ended.',
    notMeRefusedYes: 'Report it',
    refusedDisowned: 'It is reported. If whoever tried may know your password, change it now.',
    changePassword: 'Change your password',
    methods: METHODS,
    idle: 'You are signed out in less than a minute, because nothing was done.',
    stay: 'Stay signed in',
    absolute:
      'Your session ends in less than five minutes, whatever you do: it has lasted as long as it may. Finish what you are doing, then sign in again.',
  },
  proof: {
    title: 'Is it still you?',
    lead: 'What you are about to do asks for a new proof. Type your password, then the code.',
    submit: 'Continue',
  },
};

export type Texts = typeof en;

function ruleOf(code: PasswordRuleCode, value: number | undefined): string {
  const n = value ?? 0;
  switch (code) {
    case 'password.length':
      return value === undefined ? 'long enough' : `at least ${n} characters`;
    case 'password.too-long':
      return value === undefined ? 'not too long' : `at most ${n} characters`;
    case 'password.characters':
      return 'only characters that can be typed';
    case 'password.classes':
      return `${value === undefined ? 'several' : n} of these four: capital letters, small letters, digits, other characters`;
    case 'password.upper':
      return 'a capital letter';
    case 'password.lower':
      return 'a small letter';
    case 'password.digit':
      return 'a digit';
    case 'password.symbol':
      return 'a character that is neither letter nor digit';
    case 'password.complexity':
      return 'three of these four: capital letters, small letters, digits, other characters; no part of your name';
    case 'password.pattern':
      return 'a rule of your company';
    case 'password.dictionary':
      return 'none of the words that your company forbids in passwords';
    case 'password.breached':
      return 'no password that attackers know from other places';
    case 'password.unchecked':
      return 'compared with known passwords, which is not possible now: try again later, or call the help desk';
    case 'password.personal':
      return 'no part of your name, your e-mail address or your company’s domain';
    case 'password.similar':
      return 'not similar to your old password';
    case 'password.repeats':
      return value === undefined
        ? 'no character many times in a row'
        : `no character more than ${n} times in a row`;
    case 'password.sequence':
      return value === undefined
        ? 'no long rows such as abcd or 4321'
        : `no rows such as abcd or 4321 of more than ${n} characters`;
    case 'password.weak':
      return 'harder to guess: more words that do not belong together';
    case 'password.history':
      if (value === 1) return 'not your last password';
      return value === undefined
        ? 'none of your earlier passwords'
        : `none of your last ${n} passwords`;
    case 'password.age':
      return 'not changed again so soon';
    case 'password.other':
      return 'the rules of your company';
  }
}
