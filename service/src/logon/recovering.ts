import type { CorrelationId, LogonId } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';

import type { CallContext } from '../authority/authority.js';
import type { OfflineSubject } from '../offline/offline-authority.js';
import { Attempt } from './attempt.js';
import type { Recovered } from './attempt.js';
import type {
  AtRecovering,
  ConversationContext,
  InDialog,
  Open,
  Place,
  Tile,
} from './conversation-state.js';
import type { Deciders, RecoveryStep } from './deciders.js';
import { AskName } from './dialogs/ask-name.js';
import type { Move } from './dialogs/dialog.js';
import { Recover } from './dialogs/recover.js';
import type { CodeQuestion } from './screens/code-screen.js';
import type { Notice } from './screens/drawing.js';
import { noticeOfAttempts, noticeOfRefusal } from './screens/notices.js';
import type { Stage } from './stage.js';

/** How long the code is waited for after a recovery, in seconds: nobody but us sets it a limit. */
const CODE_SECONDS = 300;

/** The question for the code that this workstation checks after a recovery. */
export function codeAfterRecovery(logonId: LogonId): CodeQuestion {
  const totp = { method: 'totp' } as const;
  return { logonId, current: totp, methods: [totp], secondsLeft: CODE_SECONDS };
}

/** What comes of a recovery is the conversation's. */
interface Outcomes {
  open: (place: InDialog, move: Move) => void;
  recovered: (recovered: Recovered, attempt: Attempt) => void;
  refused: (notice: Notice) => void;
  failed: (error: unknown, attempt: Attempt, from: Place | undefined) => void;
}

/** "I forgot my password", without the server: whose, the questions, and what this workstation says to the answers. */
export class Recovering {
  readonly #context: Pick<ConversationContext, 'texts'>;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #outcomes: Outcomes;

  constructor(
    parts: { context: Pick<ConversationContext, 'texts'>; stage: Stage; deciders: Deciders },
    outcomes: Outcomes,
  ) {
    this.#context = parts.context;
    this.#stage = parts.stage;
    this.#deciders = parts.deciders;
    this.#outcomes = outcomes;
  }

  begin({ sid, userName }: Tile, correlationId: CorrelationId): void {
    const attempt = new Attempt(correlationId, userName);
    this.#stage.log('info', 'recovery.begun', attempt, {});
    if (sid !== '') {
      this.#find(attempt, { sid, name: userName }, undefined);
      return;
    }
    const { texts } = this.#context;
    const dialog = new AskName({
      texts,
      title: texts['recover.title'],
      prompt: texts['recover.name'],
    });
    const subject = { sid: undefined, name: '' };
    const place: AtRecovering = { at: 'recovering', attempt, open: undefined, subject, dialog };
    this.#outcomes.open(place, dialog.start());
  }

  /** Does what a dialog wants of this workstation. */
  act(place: AtRecovering, move: Move): void {
    const { attempt, subject, open } = place;
    if (move.do === 'find') this.#find(attempt, { sid: undefined, name: move.name }, place);
    if (move.do !== 'recover' || open === undefined) return;
    const request = { recoveryId: open.id, answers: move.answers };
    this.#ask(attempt, subject, place, (call) => this.#deciders.recover(request, subject, call));
  }

  #find(attempt: Attempt, subject: OfflineSubject, from: Place | undefined): void {
    this.#ask(attempt, subject, from, (call) => this.#deciders.findQuestions(subject, call));
  }

  #ask(
    attempt: Attempt,
    subject: OfflineSubject,
    from: Place | undefined,
    ask: (call: CallContext) => Promise<RecoveryStep>,
  ): void {
    this.#stage.ask({
      attempt,
      from,
      progress: this.#context.texts['progress.checking'],
      ask,
      done: (step) => this.proceed(step, attempt, subject),
      failed: (error) => this.#outcomes.failed(error, attempt, from),
      discard: (step) => {
        if (step.outcome !== 'recovered') return;
        step.password.fill(0);
        const open: Open = { by: 'workstation', id: step.logonId };
        this.#deciders.giveUp(open, attempt.correlationId);
      },
    });
  }

  /** Goes on with what this workstation said. */
  proceed(step: RecoveryStep, attempt: Attempt, subject: OfflineSubject): void {
    const { texts } = this.#context;
    switch (step.outcome) {
      case 'refused': {
        this.#stage.log('warn', 'recovery.refused', attempt, { code: step.reason });
        const reference = referenceOf(attempt.correlationId);
        this.#outcomes.refused({ ...noticeOfRefusal(step.reason, texts), reference });
        return;
      }
      case 'questions': {
        const { recoveryId, attemptsLeft, wrong } = step;
        if (wrong) this.#stage.log('warn', 'recovery.failed', attempt, {});
        const notice = noticeOfAttempts(attemptsLeft, wrong, texts);
        const dialog = new Recover({
          texts,
          title: texts['recover.title'],
          questions: step,
          notice,
        });
        const open: Open = { by: 'workstation', id: recoveryId };
        this.#outcomes.open({ at: 'recovering', attempt, open, subject, dialog }, dialog.start());
        return;
      }
      case 'recovered': {
        const { logonId, account } = step;
        this.#stage.log('info', 'recovery.opened', attempt, { logonId, sid: account.sid });
        this.#outcomes.recovered(step, attempt);
        return;
      }
    }
  }
}
