import { timingSafeEqual } from 'node:crypto';

import type { Account, ChangePassword as Must, PasswordRuleText } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';

import type { ChangeOutcome } from '../passwords/password-changes.js';
import type { Attempt } from './attempt.js';
import { attemptIn } from './conversation-state.js';
import type {
  AtChanging,
  ConversationContext,
  GrantedLogon,
  InDialog,
  Place,
  State,
} from './conversation-state.js';
import type { Deciders } from './deciders.js';
import { ChangePassword } from './dialogs/change-password.js';
import type { Move } from './dialogs/dialog.js';
import type { Notice } from './screens/drawing.js';
import {
  afterReset,
  noticeOfChangeElsewhere,
  noticeOfUnchanged,
  textOfChangeReason,
} from './screens/notices.js';
import type { Stage } from './stage.js';
import type { Texts } from './texts/texts.js';

/** How often one tile asks Windows: each time costs a domain controller a check of the old password. */
const MAX_CHANGES = 12;

type ChangingContext = Pick<
  ConversationContext,
  'texts' | 'reach' | 'changes' | 'changeReports' | 'send'
>;

/** What comes of a change is the conversation's. */
interface Outcomes {
  open: (place: InDialog, move: Move) => void;
  /** Windows has a new password, which the attempt holds; nobody was granted anything yet. */
  changed: (attempt: Attempt) => void;
  over: (notice: Notice) => void;
  failed: (error: unknown, attempt: Attempt, from: Place | undefined) => void;
}

/**
 * A password that its owner knows is changed by Windows, which keeps its own copies right (ADR 0016). Where it must be
 * changed, nobody was granted anything: the logon begins anew with the new one. Where somebody wants to change it, policy
 * has decided as at a logon, and the tile is done.
 */
export class Changing {
  readonly #context: ChangingContext;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #outcomes: Outcomes;
  #asked = 0;

  constructor(
    parts: { context: ChangingContext; stage: Stage; deciders: Deciders },
    outcomes: Outcomes,
  ) {
    this.#context = parts.context;
    this.#stage = parts.stage;
    this.#deciders = parts.deciders;
    this.#outcomes = outcomes;
  }

  /** The password is right, and logs nobody on before it is changed. */
  must({ account, reason, rules }: Must, attempt: Attempt): void {
    this.#begin(
      { account, reason: textOfChangeReason(reason, this.#context.texts), rules },
      attempt,
    );
  }

  /** As {@link must}, by this workstation's own word: the server is away, and a domain controller may be there. */
  mustWithoutServer(verdict: Must, attempt: Attempt): void {
    const { texts, reach } = this.#context;
    this.#stage.ask({
      attempt,
      from: undefined,
      progress: texts['progress.checking'],
      ask: () => reach.isReachable(verdict.account.netbiosDomain),
      done: (isReachable) => {
        if (isReachable) this.must(verdict, attempt);
        else this.#outcomes.over(noticeOfChangeElsewhere(verdict, texts));
      },
      failed: (error) => this.#outcomes.failed(error, attempt, undefined),
    });
  }

  /** @param change `logon` is what was granted in order to change it */
  #begin(
    change: {
      account: Account;
      reason?: string;
      rules: readonly PasswordRuleText[];
      logon?: GrantedLogon;
    },
    attempt: Attempt,
  ): void {
    const { texts } = this.#context;
    const { account, reason, rules, logon } = change;
    this.#stage.log('info', 'password.change-asked', attempt, { sid: account.sid });
    const dialog = new ChangePassword({
      texts,
      reason,
      rules,
      isPresent: (password) => isEqual(password, attempt.password),
    });
    const place: AtChanging = { at: 'changing', attempt, open: undefined, account, logon, dialog };
    this.#outcomes.open(place, dialog.start());
  }

  /** A logon was granted to whoever came to change the password: they may, or just had to. */
  granted(logon: GrantedLogon, attempt: Attempt): void {
    if (!attempt.isReset) {
      const { account, verdict } = logon;
      this.#begin({ account, rules: verdict?.rules ?? [], logon }, attempt);
      return;
    }
    if (!attempt.isForeign) {
      this.#deciders.renew(logon, attempt.password, attempt.correlationId);
    }
    this.#finish(attempt);
  }

  /** Does what the dialog wants of Windows. */
  act(place: AtChanging, move: Move): void {
    if (move.do !== 'set-password') return;
    const { attempt } = place;
    const { texts } = this.#context;
    const { password } = move;
    if (++this.#asked > MAX_CHANGES) {
      password.fill(0);
      this.#over({ class: 'error', text: texts['change.too-many'] }, attempt);
      return;
    }
    this.#stage.ask({
      attempt,
      from: place,
      progress: texts['progress.password'],
      ask: () => this.#change(place, password),
      done: (outcome) => this.#conclude(outcome, place, password),
      failed: (error) => this.#outcomes.failed(error, attempt, place),
      discard: () => password.fill(0),
    });
  }

  /**
   * Windows cannot be called back: a change that comes about within the time of a call is told, whoever still waits for it.
   * One that comes later is found by the next logon with the new password.
   */
  async #change(
    { attempt, account, logon }: AtChanging,
    typed: Uint8Array,
  ): Promise<ChangeOutcome> {
    // Copies: giving up in the middle must let no wiped password be set.
    const [present, password] = [attempt.copyPassword(), new Uint8Array(typed)];
    const { netbiosDomain: domain, samAccountName: name, sid } = account;
    try {
      const said = await this.#context.changes.change({ domain, name }, present, password);
      const rule = said.outcome === 'rejected' ? said.rule : undefined;
      const level = said.outcome === 'changed' ? 'info' : 'warn';
      this.#stage.log(level, 'password.asked', attempt, { sid, outcome: said.outcome, code: rule });
      if (said.outcome === 'changed') {
        const change = { sid, oldPassword: present, newPassword: password };
        await this.#deciders.remask(change, attempt.correlationId);
      }
      const granted = logon?.by === 'server' && !attempt.isForeign ? logon.verdict : undefined;
      if (said.outcome === 'changed' && granted !== undefined) {
        const { correlationId } = attempt;
        this.#context.changeReports.send({ granted, password, correlationId });
      }
      return said;
    } catch (error) {
      typed.fill(0);
      throw error;
    } finally {
      present.fill(0);
      password.fill(0);
    }
  }

  /** @param typed the new password, which the attempt takes over when it is one */
  #conclude(said: ChangeOutcome, place: AtChanging, typed: Uint8Array): void {
    const { attempt, dialog, logon } = place;
    if (said.outcome === 'changed') {
      attempt.propose(typed);
      attempt.settle();
      if (logon === undefined) this.#outcomes.changed(attempt);
      else this.#finish(attempt);
      return;
    }
    typed.fill(0);
    const notice = noticeOfUnchanged(said, dialog.rules, this.#context.texts);
    switch (said.outcome) {
      case 'rejected':
        this.#outcomes.open(place, dialog.refuse(notice));
        return;
      case 'no-domain-controller':
      case 'unavailable': {
        const reference = referenceOf(attempt.correlationId);
        this.#outcomes.open(place, dialog.refuse({ ...notice, reference }));
        return;
      }
      case 'wrong':
      case 'locked':
      case 'disabled':
      case 'forbidden':
        this.#over(notice, attempt);
        return;
    }
  }

  #over(notice: Notice, attempt: Attempt): void {
    this.#outcomes.over({ ...notice, reference: referenceOf(attempt.correlationId) });
  }

  #finish(attempt: Attempt): void {
    this.#stage.log('info', 'password.changed', attempt, {});
    this.#stage.enter({ at: 'done' });
    this.#context.send({ type: 'done', text: this.#context.texts['change.done'] });
  }
}

/** What whoever gives up must know of a new password: that it counts, or that it may. */
export function noticeOfGivingUp(state: State, texts: Texts): Notice | undefined {
  if (state.at === 'checking' && state.from?.at === 'changing') {
    return { class: 'warning', text: texts['change.uncertain'] };
  }
  const isReset = state.at === 'unreachable' ? state.isReset : attemptIn(state)?.isReset === true;
  return isReset ? afterReset(undefined, texts) : undefined;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
