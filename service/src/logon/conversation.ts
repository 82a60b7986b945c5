import type { LogonId } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';
import type { DllMessage, Input, SlotName } from '@gatehouse/protocol/pipe';

import { UnreachableError } from '../authority/authority.js';
import type { CallContext } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import { Answering } from './answering.js';
import type { Attempt, Recovered } from './attempt.js';
import { Changing, noticeOfGivingUp } from './changing.js';
import { attemptIn, openIn } from './conversation-state.js';
import type {
  AtCode,
  AtEnrolling,
  ConversationContext,
  Decision,
  GrantedLogon,
  InDialog,
  Open,
  Place,
  Tile,
} from './conversation-state.js';
import { Deciders } from './deciders.js';
import type { Move } from './dialogs/dialog.js';
import { ShowPassword } from './dialogs/show-password.js';
import { Enrolling } from './enrolling.js';
import { Helping } from './helping.js';
import { isAway } from './no-verdict.js';
import { hexOf, isFailure } from './nt-status.js';
import { Recovering, codeAfterRecovery } from './recovering.js';
import type { CodeQuestion } from './screens/code-screen.js';
import type { Notice } from './screens/drawing.js';
import {
  afterReset,
  noticeOfDenial,
  noticeOfRejection,
  noticeOfSending,
} from './screens/notices.js';
import { SigningIn } from './signing-in.js';
import { Stage } from './stage.js';

type Ask = (call: CallContext) => Promise<Decision>;

/** How long a screen of a dialog may stand untouched, because a password is kept for what follows it. */
const IDLE_MS = 600_000;

/**
 * The conversation with one tile. The only place that sends a `grant`: for a *granted* verdict, for a recovery that
 * needs no code, and when the server went away after it had said that only an enrolment is missing. Never where the tile
 * is there to change a password.
 */
export class Conversation {
  readonly #context: ConversationContext;
  readonly #tile: Tile;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #signingIn: SigningIn;
  readonly #answering: Answering;
  readonly #changing: Changing;
  readonly #enrolling: Enrolling;
  readonly #recovering: Recovering;
  readonly #helping: Helping;

  constructor(tile: Tile, context: ConversationContext) {
    this.#tile = tile;
    this.#context = context;
    this.#stage = new Stage(context);
    this.#deciders = new Deciders(context);
    const parts = { context, stage: this.#stage, deciders: this.#deciders };
    this.#signingIn = new SigningIn(
      { ...parts, tile },
      {
        begin: (attempt) => this.#begin(attempt),
        forgot: (correlationId) => this.#recovering.begin(tile, correlationId),
        help: (purpose, correlationId) => this.#helping.begin(tile, purpose, correlationId),
      },
    );
    const open = (place: InDialog, move: Move) => this.#open(place, move);
    const over = (notice: Notice) => this.#signingIn.show(notice);
    const failed: (...of: Parameters<Stage['noVerdict']>) => void = (...of) =>
      this.#noVerdict(...of);
    const decide = (place: AtCode | AtEnrolling, progress: string, ask: Ask) =>
      this.#decide(place.attempt, place, progress, ask);
    const begin = (attempt: Attempt) => this.#begin(attempt);
    const startOver = () => this.#startOver();
    this.#answering = new Answering(parts, { decide, startOver, over });
    this.#changing = new Changing(parts, { open, over, failed, changed: begin });
    this.#enrolling = new Enrolling(parts, {
      ...{ open, decide },
      failed: (error, attempt, from) => this.#failed(error, attempt, from),
    });
    this.#recovering = new Recovering(parts, {
      ...{ open, failed, refused: over },
      recovered: (recovered, attempt) => this.#recovered(recovered, attempt),
    });
    this.#helping = new Helping(parts, {
      ...{ open, failed, over, reset: begin },
      recovery: (step, attempt, subject) => this.#recovering.proceed(step, attempt, subject),
    });
  }

  /** Shows the first screen. */
  start(): void {
    this.#signingIn.show(undefined, { presetName: this.#tile.userName });
  }

  /** Takes one message. Values in it are copied before this returns. */
  handle(message: Exclude<DllMessage, { type: 'hello' | 'open' | 'close' }>): void {
    const { state } = this.#stage;
    switch (message.type) {
      case 'submit':
        if (this.#stage.isPresent(message.screen)) this.#submit(message.inputs);
        return;
      case 'choose':
        if (this.#stage.isPresent(message.screen)) this.#follow(message.slot);
        return;
      case 'cancel':
        // What crosses `done` on its way has its answer already.
        if (['sign-in', 'done', 'ended'].includes(state.at)) return;
        this.#startOver();
        return;
      case 'report':
        this.#report(message);
        return;
    }
  }

  /** The tile is gone, or the service stops: aborts the call in flight. */
  end(): void {
    this.#giveUp();
    this.#stage.enter({ at: 'ended' });
  }

  #submit(inputs: readonly Input[]): void {
    const { state } = this.#stage;
    if (state.at === 'sign-in') this.#signingIn.submit(inputs);
    else if (state.at === 'code') this.#answering.submit(inputs, state);
    else if ('dialog' in state) this.#act(state, state.dialog.submit(inputs));
  }

  /** Begins an ordinary logon with the attempt's password, typed or just set (R33). */
  #begin(attempt: Attempt): void {
    const { texts, scenario, remote } = this.#context;
    this.#stage.log('info', 'logon.begun', attempt, { scenario, remote });
    this.#decide(attempt, undefined, texts['progress.checking'], (call) =>
      this.#deciders.begin(attempt, this.#tile, call),
    );
  }

  #follow(slot: SlotName): void {
    const action = this.#stage.linkAt(slot);
    const { state } = this.#stage;
    if (action === undefined) return;
    if (state.at === 'sign-in') this.#signingIn.follow(action);
    else if (state.at === 'code') this.#answering.follow(action, state);
    else if ('dialog' in state) this.#act(state, state.dialog.follow(action));
    else if (state.at === 'unreachable' && action.do === 'again') this.#again(state.from);
    else this.#startOver();
  }

  #again(from: Place | undefined): void {
    if (from === undefined) this.#startOver();
    else if (from.at === 'code') this.#answering.ask(from);
    else this.#open(from, from.dialog.start());
  }

  #startOver(): void {
    const { state } = this.#stage;
    this.#giveUp();
    this.#signingIn.show(noticeOfGivingUp(state, this.#context.texts));
  }

  #decide(attempt: Attempt, from: Place | undefined, progress: string, ask: Ask): void {
    this.#stage.ask({
      attempt,
      from,
      progress,
      ask,
      done: (decision) => this.#conclude(decision, attempt, from),
      failed: (error) => this.#failed(error, attempt, from),
    });
  }

  #conclude({ by, verdict }: Decision, attempt: Attempt, from: Place | undefined): void {
    const open = from?.open;
    if (open !== undefined && 'logonId' in verdict && verdict.logonId !== open.id) {
      const mixedUp = new UnreachableError('malformed', 'the verdict is of another logon');
      this.#noVerdict(mixedUp, attempt, from);
      return;
    }
    const { texts, locale, clock } = this.#context;
    if (from?.at === 'code' && (verdict.outcome === 'granted' || verdict.outcome === 'enroll')) {
      attempt.hasProvenFactor = true;
    }
    const told = (notice?: Notice) => (attempt.isReset ? afterReset(notice, texts) : notice);
    switch (verdict.outcome) {
      case 'granted':
        this.#grant({ by, logonId: verdict.logonId, account: verdict.account, verdict }, attempt);
        return;
      case 'challenge': {
        const { logonId, rejected, current } = verdict;
        this.#stage.log('info', 'logon.challenged', attempt, {
          logonId,
          outcome: current.method,
          code: rejected,
        });
        const before = from?.at === 'code' ? from.challenge : undefined;
        const code =
          by === 'server' ? { by, challenge: verdict } : { by, challenge: verdict as CodeQuestion };
        this.#answering.ask(
          { at: 'code', attempt, open: { by, id: logonId }, since: performance.now(), ...code },
          noticeOfRejection(verdict, texts) ??
            noticeOfSending(verdict, before, texts) ??
            (from === undefined ? told() : undefined),
        );
        return;
      }
      case 'denied':
        this.#stage.log('info', 'logon.denied', attempt, { code: verdict.code, by });
        this.#signingIn.show(told(noticeOfDenial(verdict, texts, locale, clock.now())));
        return;
      case 'change-password':
        this.#stage.log('info', 'logon.denied', attempt, { code: verdict.outcome, by });
        this.#deciders.giveUp({ by, id: verdict.logonId }, attempt.correlationId);
        if (this.#isOfAnother(verdict.account.sid, attempt, verdict.logonId)) return;
        if (by === 'server') this.#changing.must(verdict, attempt);
        else this.#changing.mustWithoutServer(verdict, attempt);
        return;
      case 'enroll':
        if (this.#isOfAnother(verdict.account.sid, attempt, verdict.logonId)) {
          this.#deciders.giveUp({ by, id: verdict.logonId }, attempt.correlationId);
        } else if (by === 'server') {
          this.#enrolling.ask(verdict, attempt, from);
        } else {
          this.#noVerdict(new UnreachableError('fault', 'only a server enrols'), attempt, from);
        }
        return;
    }
  }

  /** Enters a dialog, with its first move there. */
  #open(place: InDialog, move: Move): void {
    this.#stage.enter(place);
    this.#act(place, move);
  }

  /** Does what a dialog wants. */
  #act(place: InDialog, move: Move): void {
    if (move.do === 'draw') {
      this.#stage.show(move.drawing);
      this.#watch(place);
    } else if (move.do === 'give-up') this.#startOver();
    else if (move.do === 'expire') this.#lapse(place.attempt);
    else if (place.at === 'enrolling') this.#enrolling.act(place, move);
    else if (place.at === 'recovering') this.#recovering.act(place, move);
    else if (place.at === 'helping') this.#helping.act(place, move);
    else if (place.at === 'changing') this.#changing.act(place, move);
    else if (move.do === 'log-on') this.#sendGrant(place.logon, place.attempt);
  }

  /** A recovery opened: the password is the person's, and what the policy asks besides it is the code. */
  #recovered(recovered: Recovered, attempt: Attempt): void {
    const { logonId, account, secondFactor } = recovered;
    const open: Open = { by: 'workstation', id: logonId };
    attempt.recover(recovered);
    if (this.#isOfAnother(account.sid, attempt, logonId)) {
      this.#deciders.giveUp(open, attempt.correlationId);
    } else if (secondFactor) {
      const challenge = codeAfterRecovery(logonId);
      const since = performance.now();
      this.#answering.ask({ at: 'code', attempt, open, since, by: 'workstation', challenge });
    } else {
      this.#grant({ by: 'workstation', logonId, account }, attempt);
    }
  }

  #grant(logon: GrantedLogon, attempt: Attempt): void {
    if (this.#isOfAnother(logon.account.sid, attempt, logon.logonId)) return;
    if (this.#context.scenario === 'change-password') {
      this.#changing.granted(logon, attempt);
      return;
    }
    const { recovered } = attempt;
    if (recovered?.reveal !== 'show') {
      this.#sendGrant(logon, attempt);
      return;
    }
    const { texts } = this.#context;
    const password = attempt.copyPassword();
    const dialog = new ShowPassword({ texts, password, seconds: recovered.showSeconds });
    const open: Open = { by: logon.by, id: logon.logonId };
    this.#open({ at: 'showing', attempt, open, logon, dialog }, dialog.start());
  }

  #sendGrant(logon: GrantedLogon, attempt: Attempt): void {
    // Nothing leads here; whatever did must not end in a logon.
    if (this.#context.scenario === 'change-password') throw new Error('nobody signs in here');
    const { netbiosDomain: domain, samAccountName: userName, sid } = logon.account;
    const { correlationId, isFilledIn } = attempt;
    const { logonId, by } = logon;
    this.#stage.log('info', 'logon.granted', attempt, { logonId, sid, by });
    const password = attempt.copyPassword();
    // The attempt's own copy ends here.
    this.#stage.enter({ at: 'granted', attempt, logon });
    try {
      this.#context.send({
        type: 'grant',
        domain,
        userName,
        sid,
        correlationId,
        ...(isFilledIn ? { password } : {}),
      });
      this.#deciders.keep(logon, password, correlationId);
    } finally {
      password.fill(0);
    }
  }

  /** `alice` may be CORP\alice at the server and .\alice to LSA: the account must be the tile's own. */
  #isOfAnother(sid: string, attempt: Attempt, logonId: LogonId): boolean {
    if (this.#tile.sid === '' || sid === this.#tile.sid) return false;
    const code = 'account.mismatch';
    this.#stage.log('error', 'logon.denied', attempt, { logonId, code, by: 'workstation' });
    const text = this.#context.texts['denied.mismatch'];
    this.#signingIn.show({ class: 'error', text, reference: referenceOf(attempt.correlationId) });
    return true;
  }

  /** Nobody answered. The logon goes on when only an enrolment is missing, and the server is away: it waits (R42). */
  #failed(error: unknown, attempt: Attempt, from: Place | undefined): void {
    if (from?.at !== 'enrolling' || !from.verdict.mayWait || !isAway(error)) {
      this.#noVerdict(error, attempt, from);
      return;
    }
    const { logonId, account, step } = from.verdict;
    this.#stage.log('warn', 'enrollment.waits', attempt, {
      logonId,
      outcome: step.what,
      reason: codeOf(error),
      detail: detailOf(error),
    });
    this.#grant({ by: 'server', logonId, account }, attempt);
  }

  #noVerdict(error: unknown, attempt: Attempt, from: Place | undefined): void {
    this.#stage.noVerdict(error, attempt, from);
    if (from?.at === 'code') this.#answering.expire(from);
    else if (from !== undefined) this.#idle(from.attempt);
  }

  #report({ ntStatus, subStatus }: { ntStatus: number; subStatus: number }): void {
    const { state } = this.#stage;
    if (state.at !== 'granted') return;
    const { texts } = this.#context;
    const { attempt, logon } = state;
    this.#stage.log('info', 'windows.answered', attempt, {
      logonId: logon.logonId,
      outcome: isFailure(ntStatus) ? 'refused' : 'accepted',
      ntStatus: hexOf(ntStatus),
      subStatus: hexOf(subStatus),
    });
    this.#deciders.report(logon, { ntStatus, subStatus }, attempt.correlationId);
    if (ntStatus === 0 && attempt.hasProvenFactor) this.#deciders.remember(logon.account.sid);
    const reference = referenceOf(attempt.correlationId);
    this.#signingIn.show(
      isFailure(ntStatus)
        ? { class: 'error', text: texts['windows.refused'], reference }
        : undefined,
    );
  }

  /** Aborts the call in flight and tells whoever has the logon open that it is given up. */
  #giveUp(): void {
    const { state } = this.#stage;
    if (state.at === 'checking') state.call.abort();
    const attempt = attemptIn(state);
    if (attempt === undefined) return;
    this.#stage.log('info', 'logon.cancelled', attempt, {});
    const open = openIn(state);
    if (open !== undefined) this.#deciders.giveUp(open, attempt.correlationId);
  }

  #watch(place: InDialog): void {
    const { lapse } = place.dialog;
    if (lapse === undefined || lapse.afterMs > IDLE_MS) this.#idle(place.attempt);
    else this.#stage.after(lapse.afterMs, () => this.#act(place, lapse.move()));
  }

  /** Gives up what nobody touches, because a password is kept for it. */
  #idle(attempt: Attempt): void {
    this.#stage.after(IDLE_MS, () => this.#lapse(attempt));
  }

  #lapse(attempt: Attempt): void {
    this.#giveUp();
    const reference = referenceOf(attempt.correlationId);
    const text = this.#context.texts['dialog.expired'];
    this.#signingIn.show({ class: 'warning', text, reference });
  }
}
