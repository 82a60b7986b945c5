import type { Enroll } from '@gatehouse/protocol';

import type { CallContext } from '../authority/authority.js';
import type { Attempt } from './attempt.js';
import type {
  AtEnrolling,
  ConversationContext,
  Decision,
  InDialog,
  Open,
  Place,
} from './conversation-state.js';
import type { Deciders } from './deciders.js';
import { BoundedEnrollment } from './dialogs/bounded-enrollment.js';
import type { Move } from './dialogs/dialog.js';
import { drawAuthenticator } from './dialogs/draw-authenticator.js';
import type { Stage } from './stage.js';

/**
 * How long the whole of an enrolment may take, all its steps together, because the password is kept for it. Five answers are
 * thought up in less.
 */
const LONGEST_MS = 15 * 60_000;

/** What comes of an enrolment is the conversation's. */
interface Outcomes {
  open: (place: InDialog, move: Move) => void;
  decide: (
    place: AtEnrolling,
    progress: string,
    ask: (call: CallContext) => Promise<Decision>,
  ) => void;
  failed: (error: unknown, attempt: Attempt, from: Place | undefined) => void;
}

/** What is asked between the second factor and the grant: opens the dialogs, and asks the server what they want. */
export class Enrolling {
  readonly #context: Pick<ConversationContext, 'authority' | 'texts'>;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #outcomes: Outcomes;
  /** When the enrolment of an attempt has to be over, by `performance.now()`. */
  readonly #ends = new WeakMap<Attempt, number>();

  constructor(
    parts: {
      context: Pick<ConversationContext, 'authority' | 'texts'>;
      stage: Stage;
      deciders: Deciders;
    },
    outcomes: Outcomes,
  ) {
    this.#context = parts.context;
    this.#stage = parts.stage;
    this.#deciders = parts.deciders;
    this.#outcomes = outcomes;
  }

  /** The server wants something enrolled: in the dialog that is open, or in one of its own. */
  ask(verdict: Enroll, attempt: Attempt, from: Place | undefined): void {
    const { logonId, step, steps, rejected } = verdict;
    this.#stage.log('info', 'enrollment.asked', attempt, {
      logonId,
      outcome: step.what,
      code: rejected?.code,
    });
    attempt.steps = Math.max(attempt.steps, steps);
    const move = from?.at === 'enrolling' ? from.dialog.resume(verdict) : undefined;
    if (from?.at === 'enrolling' && move !== undefined) {
      this.#outcomes.open({ ...from, verdict }, move);
      return;
    }
    this.#openDialog(verdict, attempt, from);
  }

  /** Does what a dialog wants of the server. */
  act(place: AtEnrolling, move: Move): void {
    const { texts } = this.#context;
    if (move.do === 'start-authenticator') this.#startAuthenticator(place, move.then);
    if (move.do !== 'enroll') return;
    const { action } = move;
    const progress = {
      email: texts['progress.sending'],
      // The lock takes the server some seconds.
      answers: texts['progress.answers'],
      'email-code': texts['progress.checking'],
      totp: texts['progress.checking'],
      postpone: texts['progress.checking'],
    }[action.action];
    this.#outcomes.decide(place, progress, (call) => this.#deciders.enroll(place, action, call));
  }

  #openDialog(verdict: Enroll, attempt: Attempt, from: Place | undefined): void {
    const { texts } = this.#context;
    const { account, steps, logonId } = verdict;
    const count = { step: attempt.steps - steps + 1, of: attempt.steps };
    const names = [account.samAccountName, attempt.name];
    const open: Open = { by: 'server', id: logonId };
    this.#stage.ask({
      attempt,
      from,
      open,
      progress: texts['progress.preparing'],
      // Loaded when somebody must enrol: it brings the recovery lock's rules, which an idle service does not need.
      ask: () => import('./dialogs/open-enrollment.js'),
      done: ({ openEnrollment }) => {
        const endsAt = this.#ends.get(attempt) ?? performance.now() + LONGEST_MS;
        this.#ends.set(attempt, endsAt);
        const opened = openEnrollment({ texts, verdict, names, count });
        const dialog = new BoundedEnrollment(opened, endsAt);
        this.#outcomes.open({ at: 'enrolling', attempt, open, verdict, dialog }, dialog.start());
      },
      failed: (error) => this.#outcomes.failed(error, attempt, from),
    });
  }

  #startAuthenticator(
    place: AtEnrolling,
    then: Extract<Move, { do: 'start-authenticator' }>['then'],
  ): void {
    const { authority, texts } = this.#context;
    const { attempt, verdict } = place;
    const { logonId } = verdict;
    this.#stage.ask({
      attempt,
      from: place,
      progress: texts['progress.preparing'],
      ask: async (call) => drawAuthenticator(await authority.startAuthenticator({ logonId }, call)),
      done: (authenticator) => this.#outcomes.open(place, then(authenticator)),
      failed: (error) => this.#outcomes.failed(error, attempt, place),
    });
  }
}
