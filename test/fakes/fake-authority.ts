import type { CorrelationId, Enroll, NewAuthenticator, Verdict } from '@gatehouse/protocol';
import { formatId } from '@gatehouse/protocol';

import { UnreachableError } from '../../service/src/authority/authority.js';
import type {
  Authority,
  CallContext,
  UnreachableReason,
} from '../../service/src/authority/authority.js';

export const FAKE_SID = 'S-1-5-21-1-2-3-1104';

type Method = keyof Authority;

/** One call as the authority saw it; passwords as text, because the buffer is wiped. */
export interface SeenCall {
  method: Method;
  request: Record<string, unknown>;
  context: CallContext;
  password?: string;
}

/** What the authority is to say to the next call. */
export type Reply =
  Verdict | UnreachableReason | Error | ((call: SeenCall) => Verdict | Promise<Verdict>);

/** An authority that says what the test tells it to, in order, and remembers what it was asked. */
export class FakeAuthority implements Authority {
  readonly calls: SeenCall[] = [];
  /** Buffers with passwords that it was given, as they are now. */
  readonly secrets: Uint8Array[] = [];
  /** Why no seed comes. */
  authenticatorFails: UnreachableReason | undefined;
  /** Why it cannot be told of changed passwords, in order. */
  readonly changesFail: UnreachableReason[] = [];
  /** How often it cannot be told what Windows said. */
  reportsFail = 0;
  readonly #replies: Reply[] = [];

  /** Queues what is said to the calls that want a verdict. */
  says(...replies: Reply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  async begin(request: Parameters<Authority['begin']>[0], context: CallContext): Promise<Verdict> {
    const { password, ...rest } = request;
    const call: SeenCall = {
      method: 'begin',
      request: rest,
      context,
      password: Buffer.from(password).toString('utf8'),
    };
    this.secrets.push(password);
    password.fill(0);
    return this.#reply(call);
  }

  async beginForeign(
    request: Parameters<Authority['beginForeign']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return this.#reply({ method: 'beginForeign', request: { ...request }, context });
  }

  async answer(
    request: Parameters<Authority['answer']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return this.#reply({ method: 'answer', request, context });
  }

  async choose(
    request: Parameters<Authority['choose']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return this.#reply({ method: 'choose', request, context });
  }

  async enroll(
    request: Parameters<Authority['enroll']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    const { action } = request;
    if (action.action !== 'answers') return this.#reply({ method: 'enroll', request, context });
    this.secrets.push(action.password);
    const password = Buffer.from(action.password).toString('utf8');
    return this.#reply({ method: 'enroll', request, context, password });
  }

  async startAuthenticator(
    request: Parameters<Authority['startAuthenticator']>[0],
    context: CallContext,
  ): Promise<NewAuthenticator> {
    this.calls.push({ method: 'startAuthenticator', request, context });
    const failure = this.authenticatorFails;
    if (failure !== undefined) throw new UnreachableError(failure, `told to be ${failure}`);
    return Promise.resolve({
      uri: 'otpauth://totp/Gatehouse:alice?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Gatehouse',
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    });
  }

  async passwordChanged(
    { logonId, password }: Parameters<Authority['passwordChanged']>[0],
    context: CallContext,
  ): Promise<void> {
    this.secrets.push(password);
    const text = Buffer.from(password).toString('utf8');
    const request = { logonId };
    this.calls.push({ method: 'passwordChanged', request, context, password: text });
    const failure = this.changesFail.shift();
    if (failure !== undefined) throw new UnreachableError(failure, `told to be ${failure}`);
  }

  async cancel(request: Parameters<Authority['cancel']>[0], context: CallContext): Promise<void> {
    this.calls.push({ method: 'cancel', request, context });
  }

  async report(request: Parameters<Authority['report']>[0], context: CallContext): Promise<void> {
    this.calls.push({ method: 'report', request, context });
    if (this.reportsFail-- > 0) throw new UnreachableError('timeout', 'told to be away');
  }

  async #reply(call: SeenCall): Promise<Verdict> {
    this.calls.push(call);
    const reply = this.#replies.shift();
    if (reply === undefined) throw new UnreachableError('connect', 'the test said nothing');
    if (typeof reply === 'string') throw new UnreachableError(reply, `told to be ${reply}`);
    if (reply instanceof Error) throw reply;
    const verdict = typeof reply === 'function' ? await reply(call) : reply;
    // As the server does: the caller's own correlation id comes back.
    return { ...verdict, correlationId: call.context.correlationId };
  }
}

const CORRELATION = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;
const idOf = (n: number): Uint8Array => new Uint8Array(16).fill(n);

/** Verdicts as a server would shape them. `n` tells logons apart. */
export const verdicts = {
  granted: (n = 1, account: Partial<{ sid: string }> = {}): Verdict => ({
    outcome: 'granted',
    logonId: formatId('lgn', idOf(n)),
    account: { sid: FAKE_SID, netbiosDomain: 'CORP', samAccountName: 'alice', ...account },
    kit: false,
    correlationId: CORRELATION,
  }),
  denied: (
    code: Extract<Verdict, { outcome: 'denied' }>['code'],
    extra: { strikesLeft?: number; lockedUntil?: string } = {},
  ): Verdict => ({ outcome: 'denied', code, ...extra, correlationId: CORRELATION }),
  challenge: (
    extra: Partial<Extract<Verdict, { outcome: 'challenge' }>> = {},
    n = 1,
  ): Extract<Verdict, { outcome: 'challenge' }> => ({
    outcome: 'challenge',
    logonId: formatId('lgn', idOf(n)),
    challengeId: formatId('chl', idOf(n)),
    current: { method: 'totp' },
    methods: [{ method: 'totp' }, { method: 'email', destination: 'a•••@corp.test' }],
    digits: 6,
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    secondsLeft: 600,
    correlationId: CORRELATION,
    ...extra,
  }),
  changePassword: (
    reason: 'expired' | 'must-change' | 'rules',
    n = 1,
    account: Partial<{ sid: string }> = {},
  ): Verdict => ({
    outcome: 'change-password',
    logonId: formatId('lgn', idOf(n)),
    account: { sid: FAKE_SID, netbiosDomain: 'CORP', samAccountName: 'alice', ...account },
    reason,
    rules: [
      { code: 'password.length', value: 12 },
      { code: 'password.history', value: 24 },
    ],
    correlationId: CORRELATION,
  }),
  enroll: (extra: Partial<Enroll> = {}, n = 1): Enroll => ({
    outcome: 'enroll',
    logonId: formatId('lgn', idOf(n)),
    account: { sid: FAKE_SID, netbiosDomain: 'CORP', samAccountName: 'alice' },
    step: { what: 'totp', digits: 6 },
    steps: 1,
    postponements: 0,
    mayWait: true,
    correlationId: CORRELATION,
    ...extra,
  }),
};
