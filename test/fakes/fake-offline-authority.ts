import type { LogonId, Verdict } from '@gatehouse/protocol';
import { formatId } from '@gatehouse/protocol';

import type { CallContext } from '../../service/src/authority/authority.js';
import type {
  OfflineAuthority,
  OfflineSubject,
  RecoveryOutcome,
  RecoveryStart,
} from '../../service/src/offline/offline-authority.js';
import { FAKE_SID } from './fake-authority.js';

type Said = Verdict | RecoveryStart | RecoveryOutcome | Error;

/** What is said to one call; a function may wait, and look at the call. */
export type OfflineReply = Said | ((call: OfflineCall) => Said | Promise<Said>);

/** One call as the offline half saw it; passwords as text, because the buffer is wiped. */
export interface OfflineCall {
  method: keyof OfflineAuthority;
  request: unknown;
  password?: string;
  context?: CallContext;
}

/** An offline half that says what the test tells it to, in order, and keeps no kit for anybody it was not told of. */
export class FakeOfflineAuthority implements OfflineAuthority {
  readonly calls: OfflineCall[] = [];
  /** Buffers that it gave away or was given to wipe. */
  readonly secrets: Uint8Array[] = [];
  readonly #replies: OfflineReply[] = [];
  /** The SIDs of tiles whose password can be recovered. */
  readonly recoverable = new Set<string>();

  says(...replies: OfflineReply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  of(method: OfflineCall['method']): OfflineCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  async begin(
    request: Parameters<OfflineAuthority['begin']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    const { password, ...rest } = request;
    this.secrets.push(password);
    const text = Buffer.from(password).toString('utf8');
    return this.#verdict({ method: 'begin', request: rest, password: text, context });
  }

  async answer(
    request: Parameters<OfflineAuthority['answer']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return this.#verdict({ method: 'answer', request, context });
  }

  async choose(
    request: Parameters<OfflineAuthority['choose']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return this.#verdict({ method: 'choose', request, context });
  }

  canRecover({ sid }: OfflineSubject): boolean {
    return sid !== undefined && this.recoverable.has(sid);
  }

  async beginRecovery(subject: OfflineSubject, context: CallContext): Promise<RecoveryStart> {
    return (await this.#reply({
      method: 'beginRecovery',
      request: subject,
      context,
    })) as RecoveryStart;
  }

  async recover(
    request: Parameters<OfflineAuthority['recover']>[0],
    context: CallContext,
  ): Promise<RecoveryOutcome> {
    const outcome = (await this.#reply({ method: 'recover', request, context })) as RecoveryOutcome;
    if (outcome.outcome === 'recovered') this.secrets.push(outcome.password);
    return outcome;
  }

  cancel(id: string): void {
    this.calls.push({ method: 'cancel', request: id });
  }

  async report(
    request: { logonId: LogonId; ntStatus: number },
    context: CallContext,
  ): Promise<void> {
    this.calls.push({ method: 'report', request, context });
  }

  async #verdict(call: OfflineCall): Promise<Verdict> {
    const verdict = (await this.#reply(call)) as Verdict;
    // As the real one does: the caller's own correlation id comes back.
    return { ...verdict, correlationId: call.context?.correlationId ?? verdict.correlationId };
  }

  async #reply(call: OfflineCall): Promise<Said> {
    this.calls.push(call);
    const reply = this.#replies.shift();
    const said = typeof reply === 'function' ? await reply(call) : reply;
    if (said instanceof Error) throw said;
    if (said !== undefined) return said;
    // Nothing is kept here.
    return ['begin', 'answer', 'choose'].includes(call.method)
      ? ({ outcome: 'denied', code: 'policy.denied' } as Verdict)
      : { outcome: 'refused', reason: 'no-kit' };
  }
}

/** What a recovery asks and gives. `recovered` has a fresh buffer each time. */
export const recoveries = {
  questions: (
    extra: Partial<Extract<RecoveryStart, { outcome: 'questions' }>> = {},
  ): Extract<RecoveryStart, { outcome: 'questions' }> => ({
    outcome: 'questions',
    recoveryId: 'rec_1',
    mandatory: [{ id: 'city', text: 'Where were you born?' }],
    optional: [
      { id: 'hero', text: 'Who was your hero?' },
      { id: 'meal', text: 'What did you cook first?' },
      { id: 'place', text: 'Where did you hide?' },
    ],
    threshold: 2,
    attemptsLeft: 5,
    ...extra,
  }),
  recovered: (
    extra: Partial<Extract<RecoveryOutcome, { outcome: 'recovered' }>> = {},
  ): Extract<RecoveryOutcome, { outcome: 'recovered' }> => ({
    outcome: 'recovered',
    logonId: formatId('lgn', new Uint8Array(16).fill(7)),
    account: { sid: FAKE_SID, netbiosDomain: 'CORP', samAccountName: 'alice' },
    password: new Uint8Array(Buffer.from('recovered-password')),
    reveal: 'fill-in',
    showSeconds: 30,
    secondFactor: false,
    ...extra,
  }),
};
