import type { Enroll, FactorMethod, NewAuthenticator, PasswordRuleText } from '@gatehouse/protocol';
import type { Input, Picture } from '@gatehouse/protocol/pipe';

import type { EnrollmentInput } from '../../authority/authority.js';
import type { Drawing, LinkAction, Notice } from '../screens/drawing.js';

/** One answer of a set. */
export interface GivenAnswer {
  id: string;
  answer: string;
}

/** A seed, and its QR code where one could be made. */
export interface DrawnAuthenticator extends NewAuthenticator {
  picture: Picture | undefined;
}

/** What a person gave for an enrolment; the password that answers open is not the dialog's to hold. */
export type Enrolled =
  | Exclude<EnrollmentInput, { action: 'answers' }>
  | { action: 'answers'; answers: readonly GivenAnswer[] };

/** What a dialog wants next. It asks nobody itself: whoever holds it does, and tells it what came of it. */
export type Move =
  | { do: 'draw'; drawing: Drawing }
  | { do: 'give-up' }
  /** It took too long: given up, which is said. */
  | { do: 'expire' }
  | { do: 'enroll'; action: Enrolled }
  /** A seed is to be fetched before there is anything to draw. */
  | { do: 'start-authenticator'; then: (authenticator: DrawnAuthenticator) => Move }
  | { do: 'find'; name: string }
  | { do: 'recover'; answers: readonly GivenAnswer[] }
  | { do: 'prove'; code: string }
  | { do: 'choose'; method: FactorMethod }
  /** UTF-8; whoever does it wipes it. */
  | { do: 'set-password'; password: Uint8Array }
  | { do: 'log-on' };

/**
 * A ceremony of some screens: a small state machine that draws them, takes what the person did, and says what it wants.
 * Disposing wipes what was typed.
 */
export interface Dialog extends Disposable {
  /** Begins, or goes on where it was after a call that brought nothing. */
  start(): Move;
  submit(inputs: readonly Input[]): Move;
  follow(action: LinkAction): Move;
  /**
   * What happens by itself when the person does nothing on the present screen. The dialog is given up where it is absent, or
   * later than nobody may touch a dialog for.
   */
  readonly lapse?: { afterMs: number; move: () => Move } | undefined;
}

/** A dialog that enrols. */
export interface EnrollmentDialog extends Dialog {
  /** Goes on with what the server says of what was given; undefined when that is for another dialog. */
  resume(verdict: Enroll): Move | undefined;
}

/** A dialog that changes a password. */
export interface ChangeDialog extends Dialog {
  /** What holds for the new one, as far as anybody said. */
  readonly rules: readonly PasswordRuleText[];
  /** The password was not changed: asks again, and says why. */
  refuse(notice: Notice): Move;
}

/** Where an enrolment stands among those of this logon. */
export interface StepCount {
  step: number;
  of: number;
}
