import type { FactorMethod } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';
import type { Input } from '@gatehouse/protocol/pipe';

import type { CallContext } from '../authority/authority.js';
import type { AtCode, ConversationContext, Decision } from './conversation-state.js';
import type { Deciders } from './deciders.js';
import { readCode } from './inputs.js';
import { drawCode } from './screens/code-screen.js';
import type { LinkAction, Notice } from './screens/drawing.js';
import type { Stage } from './stage.js';

/** What comes of an answer is the conversation's. */
interface Outcomes {
  decide: (place: AtCode, progress: string, ask: (call: CallContext) => Promise<Decision>) => void;
  startOver: () => void;
  over: (notice: Notice) => void;
}

/** The code of a second factor: asks for it, passes it on, has it sent again or another one, and ends with its time. */
export class Answering {
  readonly #context: Pick<ConversationContext, 'texts' | 'computer'>;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #outcomes: Outcomes;

  constructor(
    parts: {
      context: Pick<ConversationContext, 'texts' | 'computer'>;
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

  ask(place: AtCode, notice?: Notice): void {
    const { texts, computer } = this.#context;
    const { challenge, by } = place;
    this.#stage.enter(place);
    const offline = by === 'workstation' ? { computer } : undefined;
    this.#stage.show(drawCode({ texts, challenge, offline, notice }));
    this.expire(place);
  }

  submit(inputs: readonly Input[], place: AtCode): void {
    const { texts } = this.#context;
    const read = readCode(inputs, place.challenge.digits, texts);
    if ('problem' in read) {
      this.ask(place, { class: 'warning', text: read.problem });
      return;
    }
    this.#outcomes.decide(place, texts['progress.checking'], (call) =>
      this.#deciders.answer(place, read.code, call),
    );
  }

  follow(action: LinkAction, place: AtCode): void {
    if (action.do === 'resend') this.#choose(place, place.challenge.current.method);
    else if (action.do === 'use') this.#choose(place, action.method);
    else this.#outcomes.startOver();
  }

  /** Ends when the challenge is over: by the server's word and our stop-watch, no clock is asked. */
  expire({ attempt, open, challenge, since }: AtCode): void {
    const left = challenge.secondsLeft * 1000 - (performance.now() - since);
    this.#stage.after(left, () => {
      this.#stage.log('info', 'logon.denied', attempt, { code: 'challenge.expired' });
      if (open.by === 'workstation') this.#deciders.giveUp(open, attempt.correlationId);
      const reference = referenceOf(attempt.correlationId);
      this.#outcomes.over({
        class: 'error',
        text: this.#context.texts['denied.expired'],
        reference,
      });
    });
  }

  #choose(place: AtCode, method: FactorMethod): void {
    const { texts } = this.#context;
    const progress = texts[method === 'email' ? 'progress.sending' : 'progress.checking'];
    this.#outcomes.decide(place, progress, (call) => this.#deciders.choose(place, method, call));
  }
}
