import type { SlotName } from '@gatehouse/protocol/pipe';
import { referenceOf } from '@gatehouse/protocol/pipe';

import { UnreachableError } from '../authority/authority.js';
import type { CallContext, UnreachableReason } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { Attempt } from './attempt.js';
import { secretsIn } from './conversation-state.js';
import type { ConversationContext, Open, Place, State } from './conversation-state.js';
import type { Drawing, LinkAction } from './screens/drawing.js';
import { drawUnreachable } from './screens/unreachable-screen.js';

/** Fields whose value stays in the tile when a screen hides them, and must not. The password is the DLL's own care. */
const SECRET_FIELDS: readonly SlotName[] = [
  ...(['code', 'address', 'shownPassword', 'answer'] as const),
  ...(['newPassword', 'confirmPassword'] as const),
];

/** A call, and what becomes of it. Only one of `done` and `failed` is called, and none once the tile waits for another. */
export interface Asked<T> {
  attempt: Attempt;
  /** What the call is made from. */
  from: Place | undefined;
  /** What is open meanwhile, where that is more than at the place that it is made from. */
  open?: Open;
  progress: string;
  ask: (call: CallContext) => Promise<T>;
  done: (value: T) => void;
  failed: (error: unknown) => void;
  /** Takes a value that came too late, where it must not lie about. */
  discard?: (value: T) => void;
}

/** What one tile shows and waits for: its state, the present screen, a timer, and the one call in flight. */
export class Stage {
  readonly #context: ConversationContext;
  #state: State = { at: 'sign-in' };
  #screen = 0;
  #links: Drawing['links'] = {};
  #secretFields: readonly SlotName[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(context: ConversationContext) {
    this.#context = context;
  }

  get state(): State {
    return this.#state;
  }

  /** Input for a screen that was replaced meanwhile is a race of the person's hand, not an attack: it is dropped. */
  isPresent(screen: number): boolean {
    const waits = !['checking', 'granted', 'done', 'ended'].includes(this.#state.at);
    return waits && screen === this.#screen;
  }

  linkAt(slot: SlotName): LinkAction | undefined {
    return this.#links[slot];
  }

  /** Goes on to another state. Secrets that it does not take along are wiped. */
  enter(next: State): void {
    const kept = secretsIn(next);
    for (const secret of secretsIn(this.#state)) {
      if (!kept.includes(secret)) secret[Symbol.dispose]();
    }
    this.#state = next;
    clearTimeout(this.#timer);
  }

  show({ screen, links }: Drawing): void {
    const { fields, ...rest } = screen;
    const left = this.#secretFields.filter((slot) => !fields.some((field) => field.slot === slot));
    this.#secretFields = SECRET_FIELDS.filter((slot) =>
      fields.some((field) => field.slot === slot),
    );
    this.#links = links;
    this.#screen++;
    this.#context.send({
      type: 'screen',
      screen: {
        id: this.#screen,
        fields: [
          ...fields,
          ...left.map((slot) => ({ slot, state: 'hidden', mode: 'normal', clear: true }) as const),
        ],
        ...rest,
      },
    });
  }

  /** Does something when the person does nothing; entering a state forgets it. */
  after(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, milliseconds);
    this.#timer.unref();
  }

  /** Asks somebody; whatever comes of it counts only while this very call is what the tile waits for. */
  ask<T>(asked: Asked<T>): void {
    const { attempt, from, open = from?.open, progress, ask, done, failed, discard } = asked;
    const call = new AbortController();
    const state: State = { at: 'checking', call, attempt, from, open };
    this.enter(state);
    this.#context.send({ type: 'progress', text: progress });
    // An adapter that throws before it returns a promise is caught too.
    const answered = (async () =>
      ask({ correlationId: attempt.correlationId, signal: call.signal }))();
    void answered
      .then(
        (value) => {
          if (this.#state === state) done(value);
          else discard?.(value);
        },
        (error: unknown) => {
          if (this.#state === state) failed(error);
        },
      )
      .catch((error: unknown) => this.#fault(error, attempt));
  }

  /** Nobody decided: says so, and what to do. */
  noVerdict(error: unknown, attempt: Attempt, from: Place | undefined): void {
    const reason: UnreachableReason = error instanceof UnreachableError ? error.reason : 'fault';
    this.log('warn', 'logon.no-verdict', attempt, {
      code: reason,
      reason: reason === 'fault' ? codeOf(error) : reason,
      detail: detailOf(error),
    });
    const { isReset } = attempt;
    this.enter({ at: 'unreachable', from, isReset });
    const { texts } = this.#context;
    const reference = referenceOf(attempt.correlationId);
    this.show(drawUnreachable({ texts, reason, reference, isReset, midway: from !== undefined }));
  }

  log(
    level: 'info' | 'warn' | 'error',
    event: string,
    attempt: Attempt,
    fields: Parameters<Logger['info']>[1],
  ): void {
    const { logger, client, tile } = this.#context;
    logger[level](event, {
      correlationId: attempt.correlationId,
      client,
      tile,
      milliseconds: Math.round(performance.now() - attempt.startedAt),
      ...fields,
    });
  }

  /** A defect of ours: the conversation cannot go on, and has granted nothing. */
  #fault(error: unknown, attempt: Attempt): void {
    const { texts, send } = this.#context;
    this.log('error', 'logon.fault', attempt, { reason: codeOf(error), detail: detailOf(error) });
    this.enter({ at: 'ended' });
    send({
      type: 'fault',
      code: 'service.fault',
      text: texts.sentences([
        texts['fault.service'],
        texts.reference(referenceOf(attempt.correlationId)),
      ]),
    });
  }
}
