import type { FactorMethod } from '@gatehouse/protocol';

import type { Texts } from './texts.js';

const USE: Record<FactorMethod, string> = {
  totp: 'Use the authenticator app',
  hotp: 'Use the token',
  email: 'Send a code by e-mail instead',
  'break-glass': 'Use a code from the help desk',
  'recovery-code': 'Use a recovery code',
};

export const en: Texts = {
  sentences: (sentences) => sentences.join(' '),
  'tile.title': 'Gatehouse',
  'sign-in.detail': 'Type your password, then press Enter.',
  'sign-in.name-missing': 'Type your user name.',
  'sign-in.name-too-long': 'That user name is too long. Type your user name.',
  'sign-in.password-missing': 'Type your password.',
  'sign-in.password-too-long': 'That password is too long. Type your password.',
  'code.title': 'Enter your code',
  'code.totp': 'Type the code that your authenticator app shows.',
  'code.hotp': 'Press the button of your token, then type the code that it shows.',
  'code.email': (destination) => `Type the code that was sent to ${destination}.`,
  'code.break-glass':
    'Type the code that the help desk gave you. Capital letters and hyphens do not matter.',
  'code.recovery-code': 'Type one of your recovery codes. Each works once.',
  'code.break-glass-here': (computer) =>
    `Type the code that the help desk reads out to you. Tell it the name of this computer: ${computer}. Capitals and hyphens do not matter.`,
  'code.email-nowhere': 'Type the code that was sent to your e-mail address.',
  'code.digits': (digits) => `The code has ${digits} digits.`,
  'code.missing': 'Type the code.',
  'code.wrong-length': (digits) => `The code has ${digits} digits. Type it again.`,
  'code.resend': (left) => `Send the code again (${left} left)`,
  'code.use': (method) => USE[method],
  'code.start-over': 'Start over',
  'code.sent-again': 'A new code was sent. Earlier codes no longer work.',
  'rejected.wrong-code': 'That code is not right. Type the present one.',
  'rejected.used-code': 'That code was already used. Wait for the next one, then type it.',
  'rejected.wrong-desk-code': 'That code is not right. Type it as the help desk read it out.',
  'rejected.used-desk-code': 'That code was already used. Ask the help desk for another one.',
  'rejected.resend-limit': 'The code cannot be sent again. Type the last one, or start over.',
  'rejected.undeliverable':
    'The code could not be sent. Use another way, or try again in a few minutes.',
  strikes: (left) => (left === 1 ? '1 attempt left.' : `${left} attempts left.`),
  'denied.credentials': 'The user name or password is not right. Try again.',
  'denied.password-empty': 'Type your password.',
  'denied.locked-until': (when) => `Too many attempts. Try again after ${when}.`,
  'denied.locked': 'Too many attempts. Call the help desk to sign in again.',
  'denied.source-locked-until': (when) =>
    `Too many attempts from this computer. Try again after ${when}, or use another computer.`,
  'denied.source-locked':
    'Too many attempts from this computer. Wait a few minutes, or use another computer.',
  'denied.directory': 'Your password cannot be checked now. Try again in a few minutes.',
  'denied.expired': 'The time for the code is over. Sign in again to get a new one.',
  'denied.cancelled': 'The sign-in was cancelled.',
  'denied.account-disabled': 'Your account is disabled. Call the help desk.',
  'denied.account-expired': 'Your account has expired. Call the help desk.',
  'denied.logon-hours': 'Your account cannot sign in at this time of day. Try again later.',
  'denied.workstation': 'Your account cannot sign in at this computer. Use another computer.',
  'denied.mismatch': 'That account belongs to another tile. Choose "Other user", then sign in.',
  'denied.foreign':
    'Accounts of this computer cannot sign in here. Use your company account, or ask the help desk.',
  'denied.unmapped':
    'This account needs a second factor, and nobody has set one up for it. Ask the help desk to map you to this account.',
  'denied.unchecked':
    'Windows could not check the password of this account. Try again, or use your company account.',
  'denied.no-windows':
    'Your account has no Windows account with it. Sign in here with one that has.',
  'denied.not-enrolled': 'No second factor is set up for your account. Call the help desk.',
  'denied.undeliverable': 'The code could not be sent. Try again in a few minutes.',
  'denied.codes-locked-until': (when) =>
    `Too many wrong codes: this computer takes none from the help desk until ${when}.`,
  'denied.codes-locked':
    'Too many wrong codes: this computer takes none from the help desk for a while.',
  'denied.policy': 'Your account may not sign in here. Call the help desk.',
  'password.expired': 'Your password has expired.',
  'password.must-change': 'You must change your password before you sign in.',
  'password.rules': 'Your password no longer meets the rules.',
  'change.title': 'Change your password',
  'change.present': 'Type your present password, then press Enter.',
  'change.same': 'That is your present password. Type a new one.',
  'change.too-soon':
    'Your password was changed a short time ago, and cannot be changed again yet. Start over and try again later, or call the help desk.',
  'change.no-domain':
    'The password cannot be changed, because this computer does not reach your company’s domain. Connect it to the company network or VPN, then try again.',
  'change.unavailable':
    'Windows does not say that your password was changed. Try again in a moment, or call the help desk.',
  'change.wrong':
    'Windows does not take your present password. If you have just set a new one, sign in with that; else start again.',
  'change.locked': 'Your account is locked. Wait until the lock ends, or call the help desk.',
  'change.forbidden':
    'The password of your account cannot be changed now. Try again later, or call the help desk.',
  'change.too-many':
    'That was tried too often. Close this screen and wait a few minutes, or call the help desk.',
  'change.uncertain':
    'Your new password may count already. Sign in with it; if it is not taken, with the old one.',
  'change.offline':
    'Connect this computer to the company network or VPN to change it, or call the help desk.',
  'change.done': 'Your password is changed.',
  'sign-in.forgot': 'I forgot my password',
  'code.offline': 'The sign-in server cannot be reached: this computer checks the code itself.',
  'link.back': 'Back',
  'question.number': (number, total) => `Question ${number} of ${total}.`,
  'question.choose': 'Choose a question, then type your answer to it.',
  'question.missing': 'Type your answer.',
  'answer.too-short': (characters) =>
    `That answer is too short. Type at least ${characters} characters.`,
  'answer.too-long': 'That answer is too long. Type a shorter one.',
  'answer.blocked': 'That answer is easy to guess. Type another one.',
  'answer.in-question': 'The answer is part of the question. Type another one.',
  'answer.in-name': 'The answer is part of your name. Type another one.',
  'answer.repeated': 'You gave that answer to another question. Type a different one.',
  'enroll.title': (what, { step, of }) => (of === 1 ? what : `${what} (step ${step} of ${of})`),
  'enroll.answers': 'Set up your answers',
  'enroll.answers-why': 'With these answers you can sign in when you forget your password.',
  'enroll.totp': 'Set up your authenticator app',
  'enroll.totp-scan': (key) =>
    `Scan the picture with your authenticator app, or type this key into it: ${key}. Then type the code that the app shows.`,
  'enroll.totp-key': (key) =>
    `Type this key into your authenticator app: ${key}. Then type the code that the app shows.`,
  'enroll.email': 'Set up your e-mail address',
  'enroll.address': 'Type the e-mail address that codes should go to. A code is sent there now.',
  'enroll.address-missing': 'Type an e-mail address.',
  'enroll.other-address': 'Send another code, or use another address',
  'enroll.postpone': (left) => `Not now (possible ${left} more ${left === 1 ? 'time' : 'times'})`,
  'enroll.incomplete': 'An answer is missing. Answer every question.',
  'enroll.bad-address': 'That e-mail address cannot be used. Type another one.',
  'enroll.undeliverable':
    'The code could not be sent. Check the address, or try again in a few minutes.',
  'enroll.wrong-password': 'That is not the password of this logon. Start over.',
  'enroll.too-many': 'That was tried too often. Wait a few minutes, or call the help desk.',
  'recover.title': 'Recover your password',
  'recover.name': 'Type your user name. Then you are asked your questions.',
  'recover.left': (left) =>
    left === 1
      ? 'If the answers are wrong now, nothing can be recovered on this computer any more.'
      : `The answers may be wrong ${left} more times.`,
  'recover.wrong': 'The answers are not right. Answer the questions again.',
  'recover.no-kit':
    'The password cannot be recovered on this computer. Call the help desk to get a new one.',
  'recover.expired':
    'This computer was without its server for too long. Connect it to the network, or call the help desk.',
  'recover.clock':
    'The clock of this computer is wrong. Set the right time, or call the help desk.',
  'recover.destroyed':
    'The answers were wrong too often: what this computer kept was destroyed. Call the help desk to get a new password.',
  'recover.codes-destroyed':
    'The codes were wrong too often: what this computer kept was destroyed. Connect it to the network, or call the help desk.',
  'recover.no-cached-logon':
    'Without its server, Windows cannot check your password on this computer. Connect it to the network, or call the help desk.',
  'recover.tampered':
    'What this computer kept for you was damaged or changed, and was destroyed: it cannot be trusted. Connect it to the network, or call the help desk.',
  'recover.unavailable':
    'What this computer keeps for you cannot be read now. Try again in a few minutes, or call the help desk.',
  'recover.shown': (seconds) =>
    `This is your password. It is shown for ${seconds} seconds: remember it, then press Enter to sign in with it.`,
  'recover.hidden': 'Your password is hidden again. Press Enter to sign in with it.',
  'sign-in.locked': 'My account is locked',
  'self-service.name': 'Type your user name. Then you are asked to prove who you are.',
  'self-service.introduction': 'If you have not set up answers, call the help desk.',
  'self-service.no-code': 'If no code comes or you have not set up any, call the help desk.',
  'self-service.off': 'You cannot do this here yourself. Call the help desk.',
  'self-service.expired':
    'This cannot go on, because it took too long or is over. If you have already set a new password, sign in with it; else start again.',
  'self-service.locked': 'Too many attempts. Call the help desk: only they can end this lock.',
  'self-service.locked-until': (when) =>
    `Too many attempts. Try again after ${when}, or call the help desk.`,
  'self-service.directory': 'Your account cannot be changed now. Try again in a few minutes.',
  'self-service.forbidden':
    'The sign-in server is not allowed to change your account. Call the help desk.',
  'reset.title': 'Set a new password',
  'reset.prompt': 'Type a new password, then type it again.',
  'reset.rules': (rules) => `The rules: ${rules.join('; ')}.`,
  'reset.missing': 'Type a new password.',
  'reset.different': 'The two passwords are not the same. Type the new password twice.',
  'reset.broken': (rule) =>
    `That password cannot be used. The rule that it breaks: ${rule}. Type another one.`,
  'reset.broken-all': (rules) =>
    `That password cannot be used. The rules that it breaks: ${rules.join('; ')}. Type another one.`,
  'reset.done': 'Your new password is set.',
  'reset.no-domain':
    'The password can be neither reset nor recovered here, because this computer does not reach your company’s domain. Connect it to the company network or VPN, or call the help desk.',
  'rule.length': (characters) =>
    characters === undefined ? 'long enough' : `at least ${characters} characters`,
  'rule.too-long': (characters) =>
    characters === undefined ? 'not too long' : `at most ${characters} characters`,
  'rule.characters': 'only characters that can be typed',
  'rule.classes': (kinds) =>
    kinds === undefined
      ? 'several of: capital letters, small letters, digits, other characters'
      : `${kinds} of these four: capital letters, small letters, digits, other characters`,
  'rule.upper': 'a capital letter',
  'rule.lower': 'a small letter',
  'rule.digit': 'a digit',
  'rule.symbol': 'a character that is neither letter nor digit',
  'rule.dictionary': 'none of the words that your company forbids in passwords',
  'rule.breached': 'no password that attackers know from other places',
  'rule.unchecked':
    'compared with known passwords, which is not possible now: try again later, or call the help desk',
  'rule.personal': 'no part of your name, your e-mail address or your company’s domain',
  'rule.similar': 'not similar to your old password',
  'rule.repeats': (times) =>
    times === undefined
      ? 'no character many times in a row'
      : `no character more than ${times} times in a row`,
  'rule.sequence': (characters) =>
    characters === undefined
      ? 'no long rows such as abcd or 4321'
      : `no rows such as abcd or 4321 of more than ${characters} characters`,
  'rule.weak': 'harder to guess: more words that do not belong together',
  'rule.complexity':
    'three of these four: capital letters, small letters, digits, other characters; no part of your name',
  'rule.history': (passwords) =>
    passwords === undefined
      ? 'none of your earlier passwords'
      : `none of your last ${passwords} passwords`,
  'rule.age': 'not changed again so soon',
  'rule.other': 'the rules of your company',
  'unlock.title': 'Unlock your account',
  'unlock.done': 'Your account is unlocked. Sign in with your password.',
  'progress.answers': 'Checking your answers. This takes a few seconds…',
  'progress.password': 'Setting the new password…',
  'dialog.expired':
    'That took too long, and was given up. If you have set a new password, try that one first. Sign in again.',
  'progress.preparing': 'Preparing…',
  'windows.refused': 'Windows did not accept the sign-in. Try again, or call the help desk.',
  reference: (reference) => `Reference for the help desk: ${reference}`,
  'progress.checking': 'Checking…',
  'progress.sending': 'Sending a code…',
  'unreachable.title': 'Cannot sign in now',
  'unreachable.not-joined':
    'This computer is not set up for sign-in yet. Wait a moment, then try again, or call the help desk.',
  'unreachable.network':
    'The sign-in server cannot be reached. Check the network connection, then try again.',
  'unreachable.untrusted':
    'The answer of the sign-in server cannot be trusted. Try another network, or call the help desk.',
  'unreachable.refused': 'The sign-in server does not accept this computer. Call the help desk.',
  'unreachable.clock':
    'The clock of this computer is wrong. Set the right time, or call the help desk.',
  'unreachable.again': 'Try again',
  'fault.service': 'The sign-in service had a fault. Try again, or call the help desk.',
  'fault.stopping': 'The sign-in service is restarting. Try again in a moment.',
  'fault.version': 'The sign-in service was updated. Restart the computer, then sign in.',
  'fault.too-many': 'Too many sign-ins are open. Close one, then try again.',
  'fault.busy': 'Too many people are signing in at this computer. Try again in a moment.',
};
