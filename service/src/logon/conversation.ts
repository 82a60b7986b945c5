import type { Challenged, CorrelationId, FactorMethod, Verdict } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';
import type { DllMessage, Input, SlotName } from '@gatehouse/protocol/pipe';

import { UnreachableError } from '../authority/authority.js';
import type { CallContext, UnreachableReason } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { Attempt, ConversationContext, Midway, State, Tile } from './conversation-state.js';
import { readCode, readSignIn } from './inputs.js';
import type { Incomplete } from './inputs.js';
import { drawCode } from './screens/code-screen.js';
import type { Drawing, LinkAction, Notice } from './screens/drawing.js';
import { noticeOfDenial, noticeOfErrand, noticeOfRejection } from './screens/notices.js';
import { drawSignIn } from './screens/sign-in-screen.js';
import { drawUnreachable } from './screens/unreachable-screen.js';

/** The conversation with one tile. The only place that sends a `grant`, and only for a *granted* verdict. */
export class Conversation {
  readonly #context: ConversationContext;
  readonly #tile: Tile;
  #state: State = { at: 'sign-in' };
  #screen = 0;
  #links: Drawing['links'] = {};
  #expiry: NodeJS.Timeout | undefined;

  constructor(tile: Tile, context: ConversationContext) {
    this.#tile = tile;
    this.#context = context;
  }

  /** Shows the first screen. */
  start(): void {
    this.#signIn(undefined, { presetName: this.#tile.userName });
  }

  /** Takes one message. Values in it are copied before this returns. */
  handle(message: Exclude<DllMessage, { type: 'hello' | 'open' | 'close' }>): void {
    switch (message.type) {
      case 'submit':
        if (this.#isPresent(message.screen)) this.#submit(message.inputs);
        return;
      case 'choose':
        if (this.#isPresent(message.screen)) this.#follow(message.slot);
        return;
      case 'cancel':
        if (this.#state.at === 'sign-in' || this.#state.at === 'ended') return;
        this.#startOver();
        return;
      case 'report':
        this.#report(message.ntStatus, message.subStatus);
        return;
    }
  }

  /** The tile is gone, or the service stops: aborts the call in flight. */
  end(): void {
    this.#giveUp();
    clearTimeout(this.#expiry);
    this.#state = { at: 'ended' };
  }

  /** Input for a screen that was replaced meanwhile is a race of the person's hand, not an attack: it is dropped. */
  #isPresent(screen: number): boolean {
    const waits = ['sign-in', 'code', 'unreachable'].includes(this.#state.at);
    return waits && screen === this.#screen;
  }

  #submit(inputs: readonly Input[]): void {
    const state = this.#state;
    if (state.at === 'sign-in') this.#submitSignIn(inputs);
    else if (state.at === 'code') this.#submitCode(inputs, state.midway);
  }

  #submitSignIn(inputs: readonly Input[]): void {
    const { authority, texts, scenario, remote, language, random } = this.#context;
    const read = readSignIn(inputs, this.#knownName(), texts);
    if ('problem' in read) {
      this.#signIn({ class: 'warning', text: read.problem }, { focus: focusOf(read) });
      return;
    }
    const attempt: Attempt = {
      correlationId: Buffer.from(random.bytes(16)).toString('hex') as CorrelationId,
      startedAt: performance.now(),
    };
    this.#log('info', 'logon.begun', attempt, { scenario, remote });
    const { name, password } = read;
    const request = {
      name,
      password,
      expectedSid: this.#tile.sid === '' ? undefined : this.#tile.sid,
      scenario,
      remote,
      language: language === '' ? undefined : language,
    };
    this.#check(attempt, undefined, texts['progress.checking'], async (call) => {
      try {
        return await authority.begin(request, call);
      } finally {
        password.fill(0);
      }
    });
  }

  #submitCode(inputs: readonly Input[], midway: Midway): void {
    const { authority, texts } = this.#context;
    const { logonId, challengeId, digits } = midway.challenge;
    const read = readCode(inputs, digits, texts);
    if ('problem' in read) {
      this.#code(midway, { class: 'warning', text: read.problem });
      return;
    }
    const { code } = read;
    this.#check(midway.attempt, midway, texts['progress.checking'], (call) =>
      authority.answer({ logonId, challengeId, code }, call),
    );
  }

  #follow(slot: SlotName): void {
    const action = this.#links[slot];
    const state = this.#state;
    if (action === undefined) return;
    if (state.at === 'code') this.#followFromCode(action, state.midway);
    else if (state.at === 'unreachable') {
      if (action.do === 'again' && state.midway !== undefined) this.#code(state.midway);
      else this.#startOver();
    }
  }

  #followFromCode(action: LinkAction, midway: Midway): void {
    switch (action.do) {
      case 'resend':
        this.#choose(midway, midway.challenge.current.method);
        return;
      case 'use':
        this.#choose(midway, action.method);
        return;
      case 'start-over':
      case 'again':
        this.#startOver();
        return;
    }
  }

  #choose(midway: Midway, method: FactorMethod): void {
    const { authority, texts } = this.#context;
    const { logonId, challengeId } = midway.challenge;
    const progress = texts[method === 'totp' ? 'progress.checking' : 'progress.sending'];
    this.#check(midway.attempt, midway, progress, (call) =>
      authority.choose({ logonId, challengeId, method }, call),
    );
  }

  #startOver(): void {
    this.#giveUp();
    this.#signIn();
  }

  /** Calls the authority; whatever comes of it counts only while this very call is what the tile waits for. */
  #check(
    attempt: Attempt,
    midway: Midway | undefined,
    progress: string,
    ask: (call: CallContext) => Promise<Verdict>,
  ): void {
    const call = new AbortController();
    const state: State = { at: 'checking', call, attempt, midway };
    this.#state = state;
    clearTimeout(this.#expiry);
    this.#context.send({ type: 'progress', text: progress });
    const settle = (conclude: () => void): void => {
      if (this.#state === state) conclude();
    };
    // An adapter that throws before it returns a promise is caught too.
    const asked = (async () =>
      ask({ correlationId: attempt.correlationId, signal: call.signal }))();
    void asked
      .then(
        (verdict) => settle(() => this.#conclude(verdict, attempt, midway)),
        (error: unknown) => settle(() => this.#noVerdict(error, attempt, midway)),
      )
      .catch((error: unknown) => this.#fault(error, attempt));
  }

  #conclude(verdict: Verdict, attempt: Attempt, midway: Midway | undefined): void {
    if (midway !== undefined && 'logonId' in verdict) {
      if (verdict.logonId !== midway.challenge.logonId) {
        const mixedUp = new UnreachableError('malformed', 'the verdict is of another logon');
        this.#noVerdict(mixedUp, attempt, midway);
        return;
      }
    }
    const { texts, locale, clock } = this.#context;
    switch (verdict.outcome) {
      case 'granted':
        this.#grant(verdict, attempt);
        return;
      case 'challenge':
        this.#log('info', 'logon.challenged', attempt, {
          logonId: verdict.logonId,
          outcome: verdict.current.method,
          code: verdict.rejected,
        });
        this.#code(
          { attempt, challenge: verdict, since: performance.now() },
          noticeOfRejection(verdict, texts) ?? this.#sentAgain(verdict, midway),
        );
        return;
      case 'denied':
        this.#log('info', 'logon.denied', attempt, { code: verdict.code });
        this.#signIn(noticeOfDenial(verdict, texts, locale, clock.now()));
        return;
      case 'change-password':
      case 'enroll':
        this.#log('info', 'logon.denied', attempt, { code: verdict.outcome });
        this.#context.errands.send({
          type: 'cancel',
          logonId: verdict.logonId,
          correlationId: attempt.correlationId,
        });
        this.#signIn(noticeOfErrand(verdict, texts));
        return;
    }
  }

  #grant(verdict: Extract<Verdict, { outcome: 'granted' }>, attempt: Attempt): void {
    const { logonId, account } = verdict;
    const { texts, send } = this.#context;
    // `alice` may be CORP\alice at the server and .\alice to LSA: the account must be the tile's own.
    if (this.#tile.sid !== '' && account.sid !== this.#tile.sid) {
      this.#log('error', 'logon.denied', attempt, { logonId, code: 'account.mismatch' });
      this.#signIn({
        class: 'error',
        text: texts['denied.mismatch'],
        reference: referenceOf(attempt.correlationId),
      });
      return;
    }
    this.#log('info', 'logon.granted', attempt, { logonId, sid: account.sid });
    this.#state = { at: 'granted', attempt, logonId };
    send({
      type: 'grant',
      domain: account.netbiosDomain,
      userName: account.samAccountName,
      sid: account.sid,
      correlationId: attempt.correlationId,
    });
  }

  #noVerdict(error: unknown, attempt: Attempt, midway: Midway | undefined): void {
    const reason: UnreachableReason = error instanceof UnreachableError ? error.reason : 'fault';
    this.#log('warn', 'logon.no-verdict', attempt, {
      code: reason,
      reason: reason === 'fault' ? codeOf(error) : reason,
      detail: detailOf(error),
    });
    this.#state = { at: 'unreachable', midway };
    this.#show(
      drawUnreachable({
        texts: this.#context.texts,
        reason,
        reference: referenceOf(attempt.correlationId),
        midway: midway !== undefined,
      }),
    );
    if (midway !== undefined) this.#expire(midway);
  }

  /** A defect of ours: the conversation cannot go on, and has granted nothing. */
  #fault(error: unknown, attempt: Attempt): void {
    this.#log('error', 'logon.fault', attempt, { reason: codeOf(error), detail: detailOf(error) });
    this.end();
    this.#context.send({
      type: 'fault',
      code: 'service.fault',
      text: `${this.#context.texts['fault.service']} ${this.#context.texts.reference(referenceOf(attempt.correlationId))}`,
    });
  }

  #report(ntStatus: number, subStatus: number): void {
    const state = this.#state;
    if (state.at !== 'granted') return;
    const { errands, texts } = this.#context;
    const { attempt, logonId } = state;
    this.#log('info', 'windows.answered', attempt, {
      logonId,
      ntStatus: hex(ntStatus),
      subStatus: hex(subStatus),
    });
    errands.send({
      type: 'report',
      logonId,
      correlationId: attempt.correlationId,
      ntStatus,
      subStatus,
    });
    // NT_ERROR: the two highest bits are set ([MS-ERREF] 2.3).
    const refused = ntStatus >>> 30 === 3;
    const reference = referenceOf(attempt.correlationId);
    this.#signIn(
      refused ? { class: 'error', text: texts['windows.refused'], reference } : undefined,
    );
  }

  /** Aborts the call in flight and tells the authority that the logon is given up. */
  #giveUp(): void {
    const state = this.#state;
    if (state.at === 'checking') state.call.abort();
    const midway = 'midway' in state ? state.midway : undefined;
    const attempt = state.at === 'checking' ? state.attempt : midway?.attempt;
    if (attempt !== undefined) this.#log('info', 'logon.cancelled', attempt, {});
    if (midway === undefined) return;
    const { logonId } = midway.challenge;
    const { correlationId } = midway.attempt;
    this.#context.errands.send({ type: 'cancel', logonId, correlationId });
  }

  #signIn(
    notice?: Notice,
    extra: { presetName?: string; focus?: 'userName' | 'password' | undefined } = {},
  ): void {
    clearTimeout(this.#expiry);
    this.#state = { at: 'sign-in' };
    const { texts } = this.#context;
    const nameKnown = this.#knownName() !== undefined;
    const focus = extra.focus ?? (notice === undefined ? undefined : 'password');
    this.#show(drawSignIn({ texts, nameKnown, notice, ...extra, focus }));
  }

  #code(midway: Midway, notice?: Notice): void {
    this.#state = { at: 'code', midway };
    this.#show(drawCode({ texts: this.#context.texts, challenge: midway.challenge, notice }));
    this.#expire(midway);
  }

  #sentAgain(now: Challenged, before: Midway | undefined): Notice | undefined {
    const again =
      before?.challenge.current.method === now.current.method && now.resendsLeft !== undefined;
    return again ? { class: 'info', text: this.#context.texts['code.sent-again'] } : undefined;
  }

  /** Returns to the sign-in when the challenge is over: by the server's word and our stop-watch, no clock is asked. */
  #expire({ attempt, challenge, since }: Midway): void {
    clearTimeout(this.#expiry);
    const left = challenge.secondsLeft * 1000 - (performance.now() - since);
    this.#expiry = setTimeout(() => {
      this.#log('info', 'logon.denied', attempt, { code: 'challenge.expired' });
      this.#signIn({
        class: 'error',
        text: this.#context.texts['denied.expired'],
        reference: referenceOf(attempt.correlationId),
      });
    }, left);
    this.#expiry.unref();
  }

  #show({ screen, links }: Drawing): void {
    this.#screen++;
    this.#links = links;
    this.#context.send({ type: 'screen', screen: { id: this.#screen, ...screen } });
  }

  /** The name of a tile that stands for one account. */
  #knownName(): string | undefined {
    const { sid, userName } = this.#tile;
    return sid !== '' && userName !== '' ? userName : undefined;
  }

  #log(
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
}

function focusOf(read: Incomplete): 'userName' | 'password' {
  return read.focus === 'userName' ? 'userName' : 'password';
}

function hex(status: number): string {
  return `0x${status.toString(16).toUpperCase().padStart(8, '0')}`;
}
