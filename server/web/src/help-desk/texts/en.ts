import type {
  FactorMethod,
  ProblemCode,
  SelfServiceDenialCode,
  administration,
} from '@gatehouse/protocol';

type UserPart = administration.UserPart;
type ActionKind = 'unlock' | 'password-link' | 'reset-factors' | 'break-glass' | 'offline-code';
type EventType =
  | 'logon.granted'
  | 'logon.denied'
  | 'logon.cancelled'
  | 'offline.granted'
  | 'offline.denied'
  | 'recovery.granted'
  | 'recovery.failed'
  | 'self-service.denied'
  | 'password.reset'
  | 'password.changed'
  | 'principal.unlocked';

const hours = (count: number) => (count === 1 ? '1 hour' : `${count} hours`);
const minutes = (count: number) => (count <= 1 ? 'less than a minute' : `${count} minutes`);

/** Every text of the help desk's pages. The other languages have the same, by type. */
export const en = {
  title: 'Help desk',
  navigation: 'Pages of the help desk',
  people: 'People',
  search: {
    lead: 'Find who is calling.',
    label: 'Name, address or reference',
    hint: 'The beginning of a name or address, at least three characters. Or a whole user name (CORP\\anna), id, token number or reference of an error.',
    submit: 'Search',
    missing: 'Type what to look for.',
    results: 'Results',
    none: 'Nobody is found. Check the spelling, or ask for the user name.',
    found: (count: number) => (count === 1 ? '1 person is found.' : `${count} people are found.`),
    more: 'There are more: type more of the name.',
    away: (realms: string) =>
      `These directories do not answer, so their people are missing: ${realms}.`,
    disabled: 'disabled',
    by: { id: 'found by the id', reference: 'found by the reference', token: 'found by the token' },
  },
  person: {
    back: 'Search again',
    reload: 'Read again',
    unavailable: (parts: string) =>
      `These parts could not be read now: ${parts}. Read again in a moment.`,
    parts: {
      directory: 'account',
      groups: 'groups',
      policy: 'policy',
      locks: 'locks',
      factors: 'second factors',
      answers: 'answers',
      enrollment: 'enrolment',
      workstations: 'computers',
      'reset-grants': 'permitted resets',
      history: 'recent events',
    } satisfies Record<UserPart, string>,
    unread: 'Not readable now.',
    name: 'User name',
    realm: 'Directory',
    mail: 'E-mail',
    upn: 'Sign-in name',
    dn: 'Place in the directory',
    state: 'State',
    states: {
      active: 'in use',
      disabled: 'disabled',
      locked: 'locked by the directory',
      mustChange: 'must change the password',
    },
    expires: 'Account ends',
    passwordSet: 'Password set',
    passwordExpires: 'Password expires',
    lockedUntil: 'Locked until',
    groups: (count: number) => `Groups (${count})`,
    yes: 'yes',
    no: 'no',
  },
  locks: {
    title: 'Locks',
    none: 'Nothing is locked.',
    strikes: (count: number) => (count === 1 ? '1 failed attempt' : `${count} failed attempts`),
    everywhere: 'Locked everywhere',
    directory: 'Locked by the directory',
    open: 'Not locked',
    lockedHere: 'Locked',
    since: (when: string) => `since ${when}`,
    until: (when: string) => `until ${when}`,
    forGood: 'until somebody unlocks it',
    causes: 'Because of',
    door: { desktop: 'Windows', web: 'Browser', 'help-desk': 'Help desk', other: 'Another way' },
    unlock: 'Unlock',
    unlockAll: 'Unlock everywhere',
    unlockOne: (source: string) => `Unlock: ${source}`,
  },
  factors: {
    title: 'Second factors',
    none: 'None is set up.',
    since: (when: string) => `since ${when}`,
    lastUsed: (when: string) => `last used ${when}`,
    recoveryCodes: (left: number, total: number, when: string) =>
      `Recovery codes: ${left} of ${total} left, made ${when}`,
    neverUsed: 'not used lately',
    answers: (questions: number | undefined) =>
      questions === undefined
        ? 'Answers are set up.'
        : `Answers to ${questions} questions are set up.`,
    noAnswers: 'No answers are set up.',
    missing: (what: string) => `Still to be set up: ${what}.`,
    postponed: (count: number) => (count === 1 ? 'Put off once.' : `Put off ${count} times.`),
    idle: 'The account was idle: the password alone sets up no first factor.',
    what: { totp: 'authenticator app', email: 'e-mail address', answers: 'answers' },
    methods: {
      totp: 'Authenticator app',
      hotp: 'Token',
      email: 'E-mail',
      'break-glass': 'Code from the help desk',
      'recovery-code': 'Recovery code',
    } satisfies Record<FactorMethod, string>,
  },
  sessions: {
    title: 'Sessions in browsers',
    none: 'Not signed in anywhere.',
    lastSeen: (when: string) => `last used ${when}`,
    from: (address: string) => `from ${address}`,
    browser: 'A browser',
    end: 'End',
    endOne: (what: string) => `End the session: ${what}`,
    endAll: 'End all sessions',
    endTitle: 'End the session?',
    endAllTitle: 'End all sessions?',
    endText: (name: string) =>
      `${name} must sign in again. What was typed and not saved there is lost.`,
    ended: (count: number) =>
      count === 1 ? '1 session was ended.' : `${count} sessions were ended.`,
  },
  computers: {
    title: 'Computers',
    none: 'No computer is known.',
    lastUsed: (when: string) => `last used ${when}`,
    revoked: 'access revoked',
    kit: {
      held: 'can sign in without the server',
      expired: 'too long without the server',
      destroyed: 'cannot sign in without the server',
    },
    codes: (left: number) =>
      left === 1 ? '1 code can be read out' : `${left} codes can be read out`,
    resetGrant: (computer: string, until: string) =>
      `A reset that was earned without the server at ${computer} can be used until ${until}.`,
  },
  policy: {
    title: 'Policy',
    name: 'Policy',
    desktop: 'Windows asks for',
    web: 'Browsers ask for',
    none: 'the password',
    factor: (methods: string) => `the password and one of: ${methods}`,
    lockout: 'Locked after',
    lockoutText: (all: number, source: number) =>
      `${all} failed attempts everywhere, ${source} at one place`,
    verify: 'Caller must be verified',
    fourEyes: 'A second operator must approve',
    nothing: 'nothing',
    differing: (count: number) =>
      count === 1
        ? '1 setting differs from the defaults'
        : `${count} settings differ from the defaults`,
  },
  history: {
    title: 'Recent events',
    none: 'There are none.',
    reference: (reference: string) => `Reference ${reference}`,
    types: {
      'logon.granted': 'Signed in',
      'logon.denied': 'Sign-in refused',
      'logon.cancelled': 'Sign-in given up',
      'offline.granted': 'Signed in without the server',
      'offline.denied': 'Sign-in refused without the server',
      'recovery.granted': 'Recovered without the server',
      'recovery.failed': 'Recovery refused',
      'self-service.denied': 'Self-service refused',
      'password.reset': 'Password reset',
      'password.changed': 'Password changed',
      'principal.unlocked': 'Unlocked',
    } satisfies Record<EventType, string>,
  },
  why: {
    'credentials.wrong': 'wrong name or password',
    'principal.locked': 'locked everywhere',
    'source.locked': 'locked there',
    'factor.wrong-code': 'wrong code',
    'factor.used-code': 'used code',
    'factor.not-enrolled': 'no second factor',
    'factor.undeliverable': 'code not deliverable',
    'challenge.expired': 'too late with the code',
    'answers.wrong': 'wrong answers',
    'policy.denied': 'not allowed by the policy',
    'account.disabled': 'account disabled',
    'account.expired': 'account expired',
    'account.logon-hours': 'outside of the logon hours',
    'account.workstation': 'not at this computer',
    'directory.unavailable': 'directory away',
    'session.limit': 'too many sessions',
  },
  caller: {
    title: 'Caller',
    lead: 'Before anything is given, see that the caller is who they say.',
    optional: 'The policy does not ask for it.',
    reason: 'Reason',
    reasonHint: 'For the audit: the ticket, and what the caller says. At least three characters.',
    reasonShort: 'Type a reason of at least three characters.',
    language: 'Language of the caller',
    languageHint: 'Of the questions, and of mails.',
    byCode: 'Verify by a code',
    byAnswers: 'Verify by answers',
    verified: (left: number) => `The caller is verified, for ${minutes(left)}.`,
    lapsed: 'The verification has expired. Verify the caller again.',
    over: 'End the verification',
    answersTitle: 'Ask the caller these questions',
    answersLead: 'Type what the caller says. Which answer was wrong is told to nobody.',
    answersSubmit: 'Check the answers',
    code: {
      title: 'Ask the caller for a code',
      label: 'Code',
      prompt: {
        totp: 'The caller reads out what their authenticator app shows.',
        hotp: 'The caller presses the button of their token, and reads out what it shows.',
        email: 'The caller reads out the code that was sent to their e-mail address.',
        'break-glass': 'The caller reads out a code from the help desk.',
        'recovery-code': 'The caller reads out a recovery code.',
      },
      sentTo: (destination: string) =>
        `The caller reads out the code that was sent to ${destination}.`,
      digits: (digits: number) => `It has ${digits} digits.`,
      timeLeft: (left: number) => `There are ${minutes(left)} left.`,
      missing: 'Type the code.',
      submit: 'Check the code',
      resend: (left: number) => `Send the code again (${left} left)`,
      sentAgain: 'A new code was sent. Earlier codes no longer work.',
      other: 'Another way:',
      use: {
        totp: 'Ask for the authenticator app',
        hotp: 'Ask for the token',
        email: 'Send a code by e-mail',
        'break-glass': 'Ask for a code from the help desk',
        'recovery-code': 'Ask for a recovery code',
      },
    },
    denied: {
      'policy.denied': 'The policy of this person does not allow it.',
      'self-service.not-here': 'The caller cannot be verified in this way.',
      'self-service.unknown': 'This verification is over. Begin again.',
      'self-service.expired': 'That took too long. Begin again.',
      'challenge.unknown': 'This verification is over. Begin again.',
      'principal.locked': 'Too many attempts: this person is locked everywhere.',
      'source.locked':
        'Too many attempts of yours for this person. Wait, or let another operator help.',
      'directory.unavailable': 'The directory cannot be reached. Try again in a few minutes.',
      'factor.not-enrolled': 'This person has nothing set up by which they could be verified so.',
      'factor.undeliverable': 'No code could be sent. Try another way.',
      'directory.forbidden': 'The server may not change this account.',
    } satisfies Record<SelfServiceDenialCode, string>,
  },
  actions: {
    title: 'Help',
    kinds: {
      unlock: 'Unlock',
      'password-link': 'Give a link to a new password',
      'reset-factors': 'Reset second factors',
      'break-glass': 'Give a code instead of the second factor',
      'offline-code': 'Read out a code for a computer without the server',
    } satisfies Record<ActionKind, string>,
    leads: {
      unlock: 'The failed attempts are forgotten, and the locks end.',
      'password-link':
        'The person sets the new password; you do not see it. A new link takes the place of an earlier one.',
      'reset-factors':
        'What is removed can no longer be used, all sessions of the person end, and they are told by mail.',
      'break-glass': 'It stands for the second factor once, and never for the password.',
      'offline-code': 'It works once, at that computer only, without the server.',
    } satisfies Record<ActionKind, string>,
    submit: {
      unlock: 'Unlock now',
      'password-link': 'Give the link',
      'reset-factors': 'Reset now',
      'break-glass': 'Show the code',
      'offline-code': 'Show the code',
    } satisfies Record<ActionKind, string>,
    onlySource: (source: string) => `Only: ${source}.`,
    alsoDirectory: 'Also the lock of the directory',
    all: 'Everything that is set up',
    alsoAnswers: 'Answers',
    what: 'What is removed',
    permit: 'May set up a first factor by the password',
    permitNot: 'No',
    hours,
    validity: 'Works for',
    computer: 'Computer',
    computerMissing: 'Choose a computer.',
    nothingChosen: 'Choose what is removed, or permit a first factor.',
    verifyFirst: 'Verify the caller first: the policy asks for it.',
    verify: 'Verify the caller',
    approvalNeeded: 'A second operator must approve this. Ask for it now; then come back here.',
    ask: 'Ask a second operator',
    done: {
      unlocked: 'Unlocked.',
      nothingLocked: 'There was nothing to unlock.',
      directory: {
        unlocked: 'The directory unlocked the account.',
        forbidden:
          'The server may not unlock the account in the directory: an administrator must do it there.',
        unavailable: 'The directory did not answer: its own lock may still be there.',
      },
      linkMailed: (to: string, until: string) =>
        `The link was mailed to ${to}. It works until ${until}.`,
      reset: (count: number) =>
        count === 1 ? 'One second factor was removed.' : `${count} second factors were removed.`,
      answersRemoved: 'The answers were removed.',
      permitted: (until: string) => `A first factor can be set up by the password until ${until}.`,
    },
    link: 'Link to a new password',
    breakGlass: 'Code instead of the second factor',
    offline: (computer: string, number: number) => `Code number ${number} for ${computer}`,
    once: 'It is shown only now. Read it out, then hide it.',
    until: (when: string) => `It works until ${when}.`,
    notHeld:
      'It is not certain that the computer has it: try it, and if it is refused, the computer must reach the server first.',
    hide: 'Hide it',
  },
  approvals: {
    title: 'Approvals',
    lead: 'What other operators ask you to approve. Ask them why before you decide.',
    none: 'Nothing waits for you.',
    past: 'Decided',
    noPast: 'There is none.',
    reload: 'Read again',
    actions: {
      'password-link': 'Link to a new password',
      'reset-factors': 'Reset of second factors',
      'break-glass': 'Code instead of the second factor',
    },
    asks: (who: string, when: string) => `${who} asked at ${when}`,
    reason: (text: string) => `Reason: ${text}`,
    comment: 'Remark to the other operator',
    commentHint: 'If you refuse, say why.',
    own: 'You asked for this yourself: somebody else must decide.',
    decide: 'Decide',
    decideOne: (what: string) => `Decide: ${what}`,
    approve: 'Approve',
    refuse: 'Refuse',
    approved: 'It is approved.',
    refused: 'It is refused.',
    states: {
      open: 'open',
      approved: 'approved',
      refused: 'refused',
      used: 'approved and used',
      expired: 'expired',
    },
    by: (who: string) => `by ${who}`,
    waiting: (what: string) => `${what}: a second operator must approve it.`,
    waitingUntil: (when: string) => `The request waits until ${when}.`,
    look: 'Look again',
    giveUp: 'Give it up',
    granted: (what: string, who: string) => `${what}: ${who} approved it.`,
    goOn: 'Do it now',
    denied: (what: string, who: string) => `${what}: ${who} refused it.`,
    expired: (what: string) => `${what}: the request has expired or was used.`,
    close: 'Close',
  },
  problem: {
    'principal.unknown': 'Nobody of this name is within your reach. Check the spelling.',
    'verification.required': 'Verify the caller first. A verification holds for ten minutes.',
    'approval.required': 'A second operator must approve this first.',
    'approval.unknown': 'There is no such request any more.',
    'approval.closed': 'It was decided, used or has expired meanwhile.',
    'approval.own': 'Somebody else must decide what you asked for.',
    'api-key.forbidden': 'You may not do this to this person.',
    'access.forbidden': 'You may not do this to this person.',
    'rate.limited': 'Too much was tried or is open. Have your requests decided, or wait.',
    'password-link.undeliverable':
      'The link cannot be mailed: there is no address, or the mail server refused it.',
    'break-glass.limit':
      'This person has such a code already. Remove it first: reset second factors.',
    'offline-code.none': 'That computer keeps no code of this person that could be read out.',
    'factor.unknown': 'That was removed meanwhile. Read again.',
    'request.malformed': 'The server does not take this. Read the person again, then try again.',
  } satisfies Partial<Record<ProblemCode, string>>,
};

export type HelpDeskTexts = typeof en;
