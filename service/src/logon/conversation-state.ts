import type {
  Account,
  Challenged,
  Enroll,
  Granted,
  LogonId,
  SelfServiceChallenge,
  SelfServiceId,
  SelfServicePurpose,
  Verdict,
} from '@gatehouse/protocol';
import type { PipeScenario, ServiceMessage } from '@gatehouse/protocol/pipe';

import type { Authority } from '../authority/authority.js';
import type { SelfServiceAuthority } from '../authority/self-service-authority.js';
import type { Clock } from '../clock.js';
import type { DomainReach } from '../domain/domain-reach.js';
import type { Logger } from '../logger.js';
import type { KitKeeper, OfflineAuthority, OfflineSubject } from '../offline/offline-authority.js';
import type { ChangeReports } from '../passwords/change-reports.js';
import type { PasswordChanges } from '../passwords/password-changes.js';
import type { Random } from '../random.js';
import type { SessionFacts } from '../sessions/sessions.js';
import type { Attempt } from './attempt.js';
import type { BreakGlassAccounts } from './break-glass-accounts.js';
import type { ChangeDialog, Dialog, EnrollmentDialog } from './dialogs/dialog.js';
import type { Errands } from './errands.js';
import type { RuledLogons } from './ruled-logons.js';
import type { CodeQuestion } from './screens/code-screen.js';
import type { Locale } from './screens/notices.js';
import type { Texts } from './texts/texts.js';

/** A session's part of the grace: what was proven in it, and for how long. */
export interface SessionGrace {
  proven(sid: string, facts: SessionFacts): void;
  /** In seconds. */
  ageOf(sid: string, facts: SessionFacts): number | undefined;
}

/** What a conversation needs from around it. */
export interface ConversationContext {
  authority: Authority;
  /** Verdicts without the server; undefined where this workstation keeps no kits. */
  offline: OfflineAuthority | undefined;
  keeper: KitKeeper | undefined;
  /** What this workstation decides by itself from what the server signed of it; undefined before it has joined one. */
  rules:
    | Pick<RuledLogons, 'foreign' | 'begin' | 'beginWithoutFactor' | 'beginAway' | 'localGroups'>
    | undefined;
  /** Accounts for when nobody has a verdict; joined or not. */
  breakGlass: Pick<BreakGlassAccounts, 'lists' | 'begin'> | undefined;
  /** Self-service at the server; undefined where this workstation has not joined one. */
  selfService: SelfServiceAuthority | undefined;
  /** Whether the tile has the ways out for who forgot a password or is locked; from the server or from here. */
  offersSelfService: boolean;
  /** Whether a new password would be one here. */
  reach: DomainReach;
  /** Windows, which changes passwords. */
  changes: PasswordChanges;
  changeReports: Pick<ChangeReports, 'send'>;
  errands: Errands;
  clock: Clock;
  random: Random;
  logger: Logger;
  texts: Texts;
  locale: Locale;
  /** The name of this computer, as the server knows it. */
  computer: string;
  scenario: PipeScenario;
  /** What the DLL says; whoever asks for more looks at {@link describeSession}. */
  remote: boolean;
  /** The session that the tile is in, as it is now. Never rejects. */
  describeSession: () => Promise<SessionFacts>;
  /** What is remembered of proven factors in that session. */
  grace: SessionGrace;
  /** BCP 47 tag of the person's UI language, as the DLL said it. */
  language: string;
  /** Number of the client and of its tile, for the log. */
  client: number;
  tile: number;
  send: (message: ServiceMessage) => void;
}

/** The tile, as LogonUI enumerated it. Both are empty on the "other user" tile. */
export interface Tile {
  sid: string;
  userName: string;
}

/** The name of a tile that stands for one account. */
export function knownNameOf({ sid, userName }: Tile): string | undefined {
  return sid !== '' && userName !== '' ? userName : undefined;
}

/** Who gave a verdict: the server, or this workstation by itself. */
export type Decider = 'server' | 'workstation';

/** A verdict, and whose it is: what follows goes to the same. */
export interface Decision {
  by: Decider;
  verdict: Verdict;
}

/** A logon, recovery or self-service that is open at whoever decides, and is given up there when the person gives up. */
export type Open =
  | { by: 'server'; id: LogonId }
  | { by: 'workstation'; id: string }
  | { by: 'self-service'; id: SelfServiceId };

/** Whom Windows is to log on, and who said so. */
export interface GrantedLogon {
  by: Decider;
  logonId: LogonId;
  account: Account;
  /** Absent when nobody granted in so many words: after a recovery, and when the server went away during an enrolment. */
  verdict?: Granted | undefined;
}

/** A code is to be answered. `since` is when the question came, by `performance.now()`. */
export type AtCode = { at: 'code'; attempt: Attempt; open: Open; since: number } & (
  { by: 'server'; challenge: Challenged } | { by: 'workstation'; challenge: CodeQuestion }
);

/** Something is being enrolled; the server has granted but for that. */
export interface AtEnrolling {
  at: 'enrolling';
  attempt: Attempt;
  open: Open;
  verdict: Enroll;
  dialog: EnrollmentDialog;
}

/** A forgotten password: whose, and the questions. Nothing is open before it is known whose. */
export interface AtRecovering {
  at: 'recovering';
  attempt: Attempt;
  open: Open | undefined;
  subject: OfflineSubject;
  dialog: Dialog;
}

/** Self-service at the server: whose, and what is to be proven. Nothing is open before it is known whose. */
export interface AtHelping {
  at: 'helping';
  attempt: Attempt;
  open: Extract<Open, { by: 'self-service' }> | undefined;
  purpose: SelfServicePurpose;
  subject: OfflineSubject;
  /** The code that is asked for, where one is. */
  challenge?: SelfServiceChallenge | undefined;
  dialog: Dialog;
}

/** A password is to be changed: it must be, or the person wants it and was granted that. Nothing is open anywhere. */
export interface AtChanging {
  at: 'changing';
  /** Holds the present password. */
  attempt: Attempt;
  open: undefined;
  account: Account;
  /** The logon that was granted to change it; absent where one begins after the change. */
  logon: GrantedLogon | undefined;
  dialog: ChangeDialog;
}

/** A recovered password is shown before the logon goes on. */
export interface AtShowing {
  at: 'showing';
  attempt: Attempt;
  open: Open;
  logon: GrantedLogon;
  dialog: Dialog;
}

export type InDialog = AtEnrolling | AtRecovering | AtHelping | AtChanging | AtShowing;

/** What a call is made from, and "try again" leads back to. */
export type Place = AtCode | InDialog;

/**
 * ```
 *             submit                challenge            submit, link
 *  ┌─────────┐ ───────> ┌──────────┐ ─────────> ┌──────┐ ───────> ┌──────────┐
 *  │ sign-in │          │ checking │            │ code │          │ checking │ …
 *  └─────────┘ <─────── └──────────┘ <───────── └──────┘          └──────────┘
 *    │   ↑ denied, cancel │ │  │ │     no verdict
 *    │   │                │ │  │ │  enroll     ┌───────────┐ submit, link
 *    │   │                │ │  │ └───────────> │ enrolling │ ───────> checking …
 *    │   │                │ │  │               └───────────┘
 *    │   │                │ │  │ granted; no verdict while enrolling; recovered, no code, not to be shown
 *    │   │                │ │  └───────> ┌─────────┐  report
 *    │   │                │ │            │ granted │ ─────────> sign-in
 *    │   │                │ │            └─────────┘
 *    │   │                │ │ the same, to be shown        ↑ submit
 *    │   │                │ └───────────────────────> ┌─────────┐
 *    │   │ again          v no verdict                │ showing │
 *    │   └───────── ┌─────────────┐                   └─────────┘
 *    │              │ unreachable │
 *    │ "forgot"     └─────────────┘
 *    │              ┌────────────┐ submit               recovered, with a code
 *    ├────────────> │ recovering │ ───────> checking … ───────> code …
 *    │              └────────────┘ <─────── questions, wrong answers
 *    │ "forgot",    ┌─────────┐ submit, link                    reset: checking (a logon with the new password) …
 *    └────────────> │ helping │ ───────> checking … ───────>     unlocked: sign-in
 *      "locked"     └─────────┘ <─────── questions, code, new password
 *
 *   change-password,   ┌──────────┐ submit              changed: checking (a logon with the new password) …
 *   or granted where   │ changing │ ───────> checking …          or, where the first was granted: done
 *   one came for it: > └──────────┘ <─────── a rule is broken, no domain controller
 * ```
 * "No verdict" is told from the server only when this workstation has none either.
 */
export type State =
  | { at: 'sign-in' }
  | {
      at: 'checking';
      call: AbortController;
      attempt: Attempt;
      from: Place | undefined;
      open: Open | undefined;
    }
  | Place
  /** `isReset`: a new password counts already, which whoever starts over is told. */
  | { at: 'unreachable'; from: Place | undefined; isReset: boolean }
  | { at: 'granted'; attempt: Attempt; logon: GrantedLogon }
  /** The password is changed, which is all that the tile was for. */
  | { at: 'done' }
  | { at: 'ended' };

/** Where a state came from or is: what the person was asked last. */
function placeIn(state: State): Place | undefined {
  if (state.at === 'checking' || state.at === 'unreachable') return state.from;
  return 'attempt' in state && state.at !== 'granted' ? state : undefined;
}

/** The attempt that a state belongs to, and giving up ends. A granted one is over already. */
export function attemptIn(state: State): Attempt | undefined {
  return state.at === 'checking' ? state.attempt : placeIn(state)?.attempt;
}

/** What is open in a state at whoever decides. */
export function openIn(state: State): Open | undefined {
  return state.at === 'checking' ? state.open : placeIn(state)?.open;
}

/** What holds secrets in a state. */
export function secretsIn(state: State): Disposable[] {
  const attempt = attemptIn(state);
  const place = placeIn(state);
  return [
    ...(attempt === undefined ? [] : [attempt]),
    ...(place !== undefined && 'dialog' in place ? [place.dialog] : []),
  ];
}
