import type { CorrelationId } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import { Attempt, newCorrelation } from './attempt.js';
import { knownNameOf } from './conversation-state.js';
import type { ConversationContext, Tile } from './conversation-state.js';
import type { Deciders } from './deciders.js';
import { focusIn, readSignIn } from './inputs.js';
import type { LinkAction, Notice } from './screens/drawing.js';
import { drawSignIn } from './screens/sign-in-screen.js';
import type { Stage } from './stage.js';

type SigningInContext = Pick<
  ConversationContext,
  'texts' | 'random' | 'selfService' | 'offersSelfService' | 'scenario'
>;

/** What comes of it is the conversation's. */
interface Outcomes {
  begin: (attempt: Attempt) => void;
  forgot: (correlationId: CorrelationId) => void;
  /** Help of the server. */
  help: (purpose: 'reset' | 'unlock', correlationId: CorrelationId) => void;
}

/** The first screen: name and password, and the ways out for who has none. */
export class SigningIn {
  readonly #context: SigningInContext;
  readonly #tile: Tile;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #outcomes: Outcomes;

  constructor(
    parts: { context: SigningInContext; tile: Tile; stage: Stage; deciders: Deciders },
    outcomes: Outcomes,
  ) {
    this.#context = parts.context;
    this.#tile = parts.tile;
    this.#stage = parts.stage;
    this.#deciders = parts.deciders;
    this.#outcomes = outcomes;
  }

  show(
    notice?: Notice,
    extra: { presetName?: string; focus?: 'userName' | 'password' | undefined } = {},
  ): void {
    const { texts, selfService, offersSelfService, scenario } = this.#context;
    const { sid, userName } = this.#tile;
    const nameKnown = knownNameOf(this.#tile) !== undefined;
    const focus = extra.focus ?? (notice === undefined ? undefined : 'password');
    const changes = scenario === 'change-password';
    // Whoever changes a password is signed in with it.
    const offers = !changes && offersSelfService;
    const canUnlock = offers && selfService !== undefined;
    const canRecover = offers && (canUnlock || this.#deciders.canRecover({ sid, name: userName }));
    this.#stage.enter({ at: 'sign-in' });
    this.#stage.show(
      drawSignIn({ texts, changes, nameKnown, notice, ...extra, canRecover, canUnlock, focus }),
    );
  }

  submit(inputs: readonly Input[]): void {
    const { texts, random } = this.#context;
    const read = readSignIn(inputs, knownNameOf(this.#tile), texts);
    if ('problem' in read) {
      this.show({ class: 'warning', text: read.problem }, { focus: focusIn(read) });
      return;
    }
    this.#outcomes.begin(new Attempt(newCorrelation(random), read.name, read.password));
  }

  follow({ do: what }: LinkAction): void {
    const correlationId = newCorrelation(this.#context.random);
    if (this.#context.selfService === undefined) this.#outcomes.forgot(correlationId);
    else this.#outcomes.help(what === 'locked' ? 'unlock' : 'reset', correlationId);
  }
}
