import type { CorrelationId, SelfServiceDenied, SelfServiceVerdict } from '@gatehouse/protocol';
import { formatId } from '@gatehouse/protocol';

import { UnreachableError } from '../../service/src/authority/authority.js';
import type { CallContext, UnreachableReason } from '../../service/src/authority/authority.js';
import type { SelfServiceAuthority } from '../../service/src/authority/self-service-authority.js';
import { FAKE_SID } from './fake-authority.js';

/** One call as the server saw it; a password as text, because the buffer is wiped. */
export interface SelfServiceCall {
  method: keyof SelfServiceAuthority;
  request: Record<string, unknown>;
  password?: string;
}

type Said = SelfServiceVerdict | UnreachableReason;
export type SelfServiceReply = Said | (() => Promise<Said>);

/** A server that says what the test tells it to, in order, to whoever helps themselves. */
export class FakeSelfService implements SelfServiceAuthority {
  readonly calls: SelfServiceCall[] = [];
  /** Buffers with passwords that it was given, as they are now. */
  readonly secrets: Uint8Array[] = [];
  readonly #replies: SelfServiceReply[] = [];

  says(...replies: SelfServiceReply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  of(method: SelfServiceCall['method']): SelfServiceCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  async begin(
    request: Parameters<SelfServiceAuthority['begin']>[0],
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#reply({ method: 'begin', request: { ...request } }, context);
  }

  async answerQuestions(
    request: Parameters<SelfServiceAuthority['answerQuestions']>[0],
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#reply({ method: 'answerQuestions', request }, context);
  }

  async answerCode(
    request: Parameters<SelfServiceAuthority['answerCode']>[0],
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#reply({ method: 'answerCode', request }, context);
  }

  async choose(
    request: Parameters<SelfServiceAuthority['choose']>[0],
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#reply({ method: 'choose', request }, context);
  }

  async resetPassword(
    { sessionId, password }: Parameters<SelfServiceAuthority['resetPassword']>[0],
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    this.secrets.push(password);
    const text = Buffer.from(password).toString('utf8');
    return this.#reply(
      { method: 'resetPassword', request: { sessionId }, password: text },
      context,
    );
  }

  async cancel(request: Parameters<SelfServiceAuthority['cancel']>[0]): Promise<void> {
    this.calls.push({ method: 'cancel', request });
    return Promise.resolve();
  }

  async #reply(call: SelfServiceCall, { correlationId }: CallContext): Promise<SelfServiceVerdict> {
    this.calls.push(call);
    const reply = this.#replies.shift() ?? 'connect';
    const said = typeof reply === 'function' ? await reply() : reply;
    if (typeof said === 'string') throw new UnreachableError(said, `told to be ${said}`);
    return { ...said, correlationId };
  }
}

const correlationId = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;
const SESSION = formatId('sfs', new Uint8Array(16).fill(5));

type Verdict<O extends SelfServiceVerdict['outcome']> = Extract<SelfServiceVerdict, { outcome: O }>;

/** Verdicts as a server would shape them. */
export const help = {
  sessionId: SESSION,
  questions: (extra: Partial<Verdict<'questions'>> = {}): Verdict<'questions'> => ({
    outcome: 'questions',
    sessionId: SESSION,
    mandatory: [{ id: 'city', text: 'Where were you born?' }],
    optional: [
      { id: 'hero', text: 'Who was your hero?' },
      { id: 'meal', text: 'What did you cook first?' },
      { id: 'place', text: 'Where did you hide?' },
    ],
    threshold: 2,
    expiresInSeconds: 600,
    correlationId,
    ...extra,
  }),
  challenge: (extra: Partial<Verdict<'challenge'>> = {}): Verdict<'challenge'> => ({
    outcome: 'challenge',
    sessionId: SESSION,
    challengeId: formatId('chl', new Uint8Array(16).fill(6)),
    current: { method: 'email', destination: 'a•••@corp.test' },
    methods: [{ method: 'email', destination: 'a•••@corp.test' }, { method: 'totp' }],
    digits: 6,
    expiresInSeconds: 600,
    resendsLeft: 2,
    correlationId,
    ...extra,
  }),
  newPassword: (extra: Partial<Verdict<'new-password'>> = {}): Verdict<'new-password'> => ({
    outcome: 'new-password',
    sessionId: SESSION,
    rules: [
      { code: 'password.length', value: 12 },
      { code: 'password.complexity' },
      { code: 'password.history', value: 24 },
    ],
    expiresInSeconds: 600,
    correlationId,
    ...extra,
  }),
  done: (purpose: 'reset' | 'unlock'): Verdict<'done'> => ({
    outcome: 'done',
    purpose,
    account: { sid: FAKE_SID, netbiosDomain: 'CORP', samAccountName: 'alice' },
    correlationId,
  }),
  denied: (
    code: SelfServiceDenied['code'],
    extra: Partial<SelfServiceDenied> = {},
  ): SelfServiceDenied => ({ outcome: 'denied', code, ...extra, correlationId }),
};
