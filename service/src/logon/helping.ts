import type {
  CorrelationId,
  PasswordRuleText,
  SelfServiceDone,
  SelfServiceId,
  SelfServicePurpose,
  SelfServiceVerdict,
} from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/pipe';

import type { CallContext } from '../authority/authority.js';
import type { SelfServiceAuthority } from '../authority/self-service-authority.js';
import { domainOf } from '../domain/domain-reach.js';
import type { OfflineSubject } from '../offline/offline-authority.js';
import { Attempt } from './attempt.js';
import type {
  AtHelping,
  ConversationContext,
  InDialog,
  Place,
  Tile,
} from './conversation-state.js';
import type { Deciders, RecoveryStep } from './deciders.js';
import { AskName } from './dialogs/ask-name.js';
import { ChoosePassword } from './dialogs/choose-password.js';
import type { Dialog, Move } from './dialogs/dialog.js';
import { ProveCode } from './dialogs/prove-code.js';
import { Recover } from './dialogs/recover.js';
import { hasNoVerdict } from './no-verdict.js';
import type { Notice } from './screens/drawing.js';
import {
  noticeOfSelfServiceDenial,
  noticeOfRejection,
  noticeOfSending,
  noticeOfWrongAnswers,
} from './screens/notices.js';
import type { Stage } from './stage.js';

type HelpingContext = Pick<
  ConversationContext,
  | 'texts'
  | 'locale'
  | 'clock'
  | 'selfService'
  | 'reach'
  | 'offline'
  | 'scenario'
  | 'remote'
  | 'language'
>;

/** What a forgotten password leads to: what the server says, what this workstation says, or neither. */
type Help =
  SelfServiceVerdict | { outcome: 'recovery'; step: RecoveryStep } | { outcome: 'nowhere' };

/** What comes of a self-service is the conversation's. */
interface Outcomes {
  open: (place: InDialog, move: Move) => void;
  /** The server is no help, and this workstation may be. */
  recovery: (step: RecoveryStep, attempt: Attempt, subject: OfflineSubject) => void;
  /** The directory has a new password, which the attempt holds. */
  reset: (attempt: Attempt) => void;
  over: (notice: Notice) => void;
  failed: (error: unknown, attempt: Attempt, from: Place | undefined) => void;
}

/**
 * "I forgot my password" and "My account is locked", with the server: whose, the proof, the new password. The server says
 * what is next and decides everything; people whom it does not know see the same (R38). A password is reset only where
 * this workstation reaches a domain controller, since Windows would not take it otherwise; else it is recovered here.
 */
export class Helping {
  readonly #context: HelpingContext;
  readonly #stage: Stage;
  readonly #deciders: Deciders;
  readonly #outcomes: Outcomes;

  constructor(
    parts: { context: HelpingContext; stage: Stage; deciders: Deciders },
    outcomes: Outcomes,
  ) {
    this.#context = parts.context;
    this.#stage = parts.stage;
    this.#deciders = parts.deciders;
    this.#outcomes = outcomes;
  }

  begin({ sid, userName }: Tile, purpose: SelfServicePurpose, correlationId: CorrelationId): void {
    const { texts } = this.#context;
    const attempt = new Attempt(correlationId, userName);
    this.#stage.log('info', 'self-service.begun', attempt, { outcome: purpose });
    if (sid !== '') {
      this.#find(attempt, { sid, name: userName }, purpose, undefined);
      return;
    }
    const dialog = new AskName({
      texts,
      title: this.#titleOf(purpose),
      prompt: texts['self-service.name'],
    });
    const subject = { sid: undefined, name: '' };
    this.#outcomes.open(
      { at: 'helping', attempt, open: undefined, purpose, subject, dialog },
      dialog.start(),
    );
  }

  /** Does what a dialog wants of the server. */
  act(place: AtHelping, move: Move): void {
    const { attempt, purpose, open, challenge } = place;
    const { texts } = this.#context;
    if (move.do === 'find') {
      const named = new Attempt(attempt.correlationId, move.name);
      this.#find(named, { sid: undefined, name: move.name }, purpose, place);
      return;
    }
    if (open === undefined) return;
    const { id: sessionId } = open;
    if (move.do === 'recover') {
      const { answers } = move;
      // Opening the lock takes the server a second or more.
      this.#ask(place, texts['progress.answers'], (server, call) =>
        server.answerQuestions({ sessionId, answers }, call),
      );
    } else if (move.do === 'set-password') {
      this.#setPassword(place, sessionId, move.password);
    } else if (challenge !== undefined && move.do === 'prove') {
      const answer = { sessionId, challengeId: challenge.challengeId, code: move.code };
      this.#ask(place, texts['progress.checking'], async (server, call) => {
        const verdict = await server.answerCode(answer, call);
        const isTotp = challenge.current.method === 'totp';
        if (isTotp) this.#deciders.spendUnknown(verdict, place.subject, attempt.correlationId);
        return verdict;
      });
    } else if (challenge !== undefined && move.do === 'choose') {
      const { method } = move;
      const progress = texts[method === 'email' ? 'progress.sending' : 'progress.checking'];
      const choice = { sessionId, challengeId: challenge.challengeId, method };
      this.#ask(place, progress, (server, call) => server.choose(choice, call));
    }
  }

  #find(
    attempt: Attempt,
    subject: OfflineSubject,
    purpose: SelfServicePurpose,
    from: AtHelping | undefined,
  ): void {
    this.#stage.ask({
      attempt,
      from,
      progress: this.#context.texts['progress.checking'],
      ask: (call) => this.#findHelp(subject, purpose, call),
      done: (help) => this.#conclude(help, { attempt, subject, purpose }, from),
      failed: (error) => this.#outcomes.failed(error, attempt, from),
      discard: (help) => {
        if ('sessionId' in help) {
          this.#deciders.giveUp({ by: 'self-service', id: help.sessionId }, attempt.correlationId);
        }
      },
    });
  }

  /** Where the link leads. */
  async #findHelp(
    subject: OfflineSubject,
    purpose: SelfServicePurpose,
    call: CallContext,
  ): Promise<Help> {
    const { reach, offline } = this.#context;
    const begin = () => this.#beginAtServer(subject, purpose, call);
    if (purpose === 'unlock') return begin();
    const recover = async (): Promise<Help | undefined> => {
      if (offline === undefined) return undefined;
      const step = await this.#deciders.findQuestions(subject, call);
      const nothing = step.outcome === 'refused' && step.reason === 'no-kit';
      return nothing ? undefined : { outcome: 'recovery', step };
    };
    if (!(await reach.isReachable(domainOf(subject.name)))) {
      return (await recover()) ?? { outcome: 'nowhere' };
    }
    try {
      const verdict = await begin();
      const off = verdict.outcome === 'denied' && verdict.code === 'policy.denied';
      return off ? ((await recover()) ?? verdict) : verdict;
    } catch (error) {
      const step = hasNoVerdict(error) && !call.signal.aborted ? await recover() : undefined;
      if (step === undefined) throw error;
      return step;
    }
  }

  #beginAtServer(
    { sid, name }: OfflineSubject,
    purpose: SelfServicePurpose,
    call: CallContext,
  ): Promise<SelfServiceVerdict> {
    const { scenario, remote, language } = this.#context;
    const request = {
      name,
      expectedSid: sid,
      purpose,
      scenario,
      remote,
      language: language === '' ? undefined : language,
    };
    return this.#server().begin(request, call);
  }

  #setPassword(place: AtHelping, sessionId: SelfServiceId, typed: Uint8Array): void {
    const { attempt } = place;
    attempt.propose(typed);
    this.#ask(place, this.#context.texts['progress.password'], async (server, call) => {
      // A copy: giving up in the middle must not let a wiped password be set.
      const password = attempt.copyPassword();
      try {
        return await server.resetPassword({ sessionId, password }, call);
      } finally {
        password.fill(0);
      }
    });
  }

  #ask(
    place: AtHelping,
    progress: string,
    ask: (server: SelfServiceAuthority, call: CallContext) => Promise<SelfServiceVerdict>,
  ): void {
    const { attempt } = place;
    this.#stage.ask({
      attempt,
      from: place,
      progress,
      ask: (call) => ask(this.#server(), call),
      done: (verdict) => this.#conclude(verdict, place, place),
      failed: (error) => {
        attempt[Symbol.dispose]();
        this.#outcomes.failed(error, attempt, place);
      },
    });
  }

  #conclude(
    help: Help,
    who: Pick<AtHelping, 'attempt' | 'subject' | 'purpose'>,
    from: AtHelping | undefined,
  ): void {
    const { texts, locale, clock } = this.#context;
    const { attempt, subject } = who;
    const reference = referenceOf(attempt.correlationId);
    if (help.outcome !== 'done') attempt[Symbol.dispose]();
    switch (help.outcome) {
      case 'recovery':
        this.#outcomes.recovery(help.step, attempt, subject);
        return;
      case 'nowhere':
        this.#stage.log('warn', 'self-service.denied', attempt, { code: 'domain.unreachable' });
        this.#outcomes.over({ class: 'error', text: texts['reset.no-domain'], reference });
        return;
      case 'denied':
        this.#stage.log('info', 'self-service.denied', attempt, { code: help.code });
        this.#outcomes.over(noticeOfSelfServiceDenial(help, texts, locale, clock.now()));
        return;
      case 'done':
        this.#finish(help, attempt);
        return;
      case 'questions': {
        const notice = noticeOfWrongAnswers(help, texts);
        const title = this.#titleOf(who.purpose);
        const introduction = texts['self-service.introduction'];
        this.#go(help, new Recover({ texts, title, introduction, questions: help, notice }), who);
        return;
      }
      case 'challenge': {
        const notice =
          noticeOfRejection(help, texts) ?? noticeOfSending(help, from?.challenge, texts);
        this.#go(help, new ProveCode({ texts, challenge: help, notice }), who);
        return;
      }
      case 'new-password':
        this.#go(help, new ChoosePassword({ texts, verdict: help }), who);
        return;
    }
  }

  #go(
    help: Extract<Help, { sessionId: SelfServiceId }>,
    dialog: Dialog,
    { attempt, subject, purpose }: Pick<AtHelping, 'attempt' | 'subject' | 'purpose'>,
  ): void {
    this.#stage.log('info', 'self-service.asked', attempt, {
      outcome: help.outcome,
      code: codesOf(help.rejected),
    });
    const place: AtHelping = {
      at: 'helping',
      attempt,
      open: { by: 'self-service', id: help.sessionId },
      purpose,
      subject,
      challenge: help.outcome === 'challenge' ? help : undefined,
      dialog,
    };
    this.#outcomes.open(place, dialog.start());
  }

  #finish({ purpose, account }: SelfServiceDone, attempt: Attempt): void {
    const { texts } = this.#context;
    this.#stage.log('info', 'self-service.done', attempt, { outcome: purpose, sid: account.sid });
    if (purpose === 'reset' && attempt.password.length > 0) {
      attempt.settle();
      this.#outcomes.reset(attempt);
    } else {
      const text = texts[purpose === 'reset' ? 'reset.done' : 'unlock.done'];
      this.#outcomes.over({ class: 'info', text });
    }
  }

  #titleOf(purpose: SelfServicePurpose): string {
    return this.#context.texts[purpose === 'reset' ? 'reset.title' : 'unlock.title'];
  }

  #server(): SelfServiceAuthority {
    const { selfService } = this.#context;
    if (selfService === undefined) throw new Error('this workstation has no server');
    return selfService;
  }
}

/** Of broken rules the codes: for the log, which needs no texts. */
function codesOf(rejected: string | readonly PasswordRuleText[] | undefined): string | undefined {
  return typeof rejected === 'object' ? rejected.map(({ code }) => code).join(' ') : rejected;
}
