import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** An account or group of Windows that is not asked for a second factor. */
export const Exclusion = z.strictObject({
  sid: z
    .string()
    .regex(/^S-1-\d{1,15}(-\d{1,10}){1,15}$/, 'expected a SID as S-1-…')
    .describe(
      'Of an account, or of a group whose members, nested ones too, are meant; `S-1-5-32-544` is the local administrators of each computer.',
    ),
  /** For whoever reads the policy or the audit in a year. */
  reason: z.string().trim().min(1).max(200),
  /** From then on it means nothing; without it, it holds until it is removed. */
  until: z.iso.datetime().optional(),
});
export type Exclusion = z.infer<typeof Exclusion>;

/** What becomes of accounts of Windows that the server does not know: local, Microsoft and Entra ones. */
export const ForeignAccounts = z.enum(['deny', 'second-factor-only', 'excluded']);
export type ForeignAccounts = z.infer<typeof ForeignAccounts>;

/** Logons at workstations, besides what `logon.desktop` says of every one of them. */
export const DesktopPolicy = z.strictObject({
  mode: z
    .enum(['observe', 'optional', 'enforce'])
    .describe(
      'How far it has come: `observe` asks for nothing, leaves the password to Windows, and writes into the audit what `enforce` would have done; `optional` asks whoever has a factor, and lets everybody else in with the password; `enforce` asks everybody.',
    ),
  exclusions: z
    .array(Exclusion)
    .max(256)
    .describe(
      'Accounts and groups that are not asked for a second factor, by SID, with the reason and, where there is one, the end.',
    ),
  foreignAccounts: ForeignAccounts.describe(
    'What becomes of accounts that the server cannot check, as local, Microsoft and Entra ones: `deny` lets none in, `second-factor-only` lets in those to which an administrator has mapped a person of the directory (`gatehouse workstation foreign-account add`), with the password that Windows checks and a factor of that person, `excluded` lets them in with the password alone. Those that `exclusions` names by their own SID or that of a local group get in as well. Only the policy for everyone says this: no other is of an account that is in no directory.',
  ),
  unlockGraceMinutes: z
    .int()
    .min(0)
    .max(1440)
    .describe(
      'How long after a proven factor the session of the same logon is unlocked with the password alone, at the computer itself. It ends earlier when a screen connects or disconnects, the computer sleeps, or the service restarts. 0 always asks.',
    ),
  scenarios: z
    .array(z.enum(['logon', 'unlock', 'credui']))
    .max(3)
    .refine((values) => new Set(values).size === values.length, 'a scenario is named twice')
    .describe(
      'Where the second factor is asked for: at a logon, when a locked session is unlocked, in the prompt of User Account Control. Changing the password always asks.',
    ),
  sessions: z
    .array(z.enum(['local', 'remote']))
    .max(2)
    .refine((values) => new Set(values).size === values.length, 'a kind is named twice')
    .describe(
      'In which sessions the second factor is asked for: at the computer itself, and over Remote Desktop, Citrix or anything else.',
    ),
  offline: z
    .enum(['offline-otp', 'deny', 'password-only'])
    .describe(
      'What a logon without the server needs: a code of the enrolled authenticator, nothing that exists (it is denied), or the password that Windows checks.',
    ),
  kitDays: z
    .int()
    .min(1)
    .max(90)
    .describe('How long a workstation may go on without contact before what it keeps expires.'),
  wrongCodes: z
    .int()
    .min(0)
    .max(100)
    .describe(
      'Wrong codes after a right password after which a workstation destroys its kit; 0 never destroys it.',
    ),
});
export type DesktopPolicy = z.infer<typeof DesktopPolicy>;

export const DEFAULT_DESKTOP: DesktopPolicy = {
  mode: 'enforce',
  exclusions: [],
  foreignAccounts: 'deny',
  unlockGraceMinutes: 0,
  scenarios: ['logon', 'unlock', 'credui'],
  sessions: ['local', 'remote'],
  offline: 'offline-otp',
  kitDays: 14,
  wrongCodes: 10,
};

export const DESKTOP_GROUP = policyGroup(DesktopPolicy, DEFAULT_DESKTOP, {
  nist: {
    mode: { value: 'enforce', because: 'AAL2 takes two factors (SP 800-63B-4, 2.2).' },
    exclusions: {
      value: [],
      because: 'AAL2 takes two factors from everybody (SP 800-63B-4, 2.2).',
    },
    foreignAccounts: {
      value: 'deny',
      because: 'AAL2 takes two factors from everybody (SP 800-63B-4, 2.2).',
    },
    unlockGraceMinutes: {
      value: 60,
      because:
        'One factor is enough within an hour of inactivity in a session (SP 800-63B-4, 2.2.3).',
    },
    scenarios: {
      value: ['logon', 'unlock', 'credui'],
      because: 'AAL2 takes two factors, and again after a time (SP 800-63B-4, 2.2).',
    },
    sessions: {
      value: ['local', 'remote'],
      because: 'AAL2 takes two factors wherever the person sits (SP 800-63B-4, 2.2).',
    },
    offline: {
      value: 'offline-otp',
      because: 'A workstation without the network asks for two factors as well.',
    },
    wrongCodes: { value: 10, because: 'Guesses are limited (SP 800-63B-4, 3.2.2).' },
  },
  departures: [
    {
      setting: 'mode',
      when: ({ mode }) => mode !== 'enforce',
      because: 'Not everybody is asked for a second factor (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'exclusions',
      when: ({ exclusions }) => exclusions.length > 0,
      because: 'Some people are not asked for a second factor (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'foreignAccounts',
      when: ({ foreignAccounts }) => foreignAccounts === 'excluded',
      because: 'Accounts of the computer itself log on with one factor (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'unlockGraceMinutes',
      when: ({ unlockGraceMinutes }) => unlockGraceMinutes > 60,
      because:
        'A session is taken up again with one factor after more than an hour (SP 800-63B-4, 2.2.3).',
    },
    {
      setting: 'scenarios',
      when: ({ scenarios }) => scenarios.length < 3,
      because: 'Some ways in take the password alone (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'sessions',
      when: ({ sessions }) => sessions.length < 2,
      because: 'Some sessions take the password alone (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'offline',
      when: ({ offline }) => offline === 'password-only',
      because: 'Who takes the network away is asked for the password alone (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'wrongCodes',
      when: ({ offline, wrongCodes }) => offline === 'offline-otp' && wrongCodes === 0,
      because: 'Guesses at codes are not limited without the server (SP 800-63B-4, 3.2.2).',
    },
  ],
});
