import {
  AUTHENTICATOR_PURPOSE,
  Accepted,
  AnswerChallenge,
  AuthenticatorStarted,
  BeginForeignLogon,
  BeginLogon,
  CHANGED_PASSWORD_PURPOSE,
  ChangedPassword,
  ChooseMethod,
  DesktopStatus,
  EnrollmentAction,
  IssuedKit,
  IssuedMachinePolicy,
  KitSeed,
  NewAuthenticator,
  RefreshKits,
  RefreshedKits,
  ReportLogon,
  RequestKit,
  SEED_PURPOSE,
  Verdict,
  sealMessage,
  sealSecret,
} from '@gatehouse/protocol';
import type { CorrelationId, CredentialId, KitPart, LogonId } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { IdentityHolder } from '../identity/identity-holder.js';
import type { StoredIdentity } from '../identity/identity-store.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';
import { UnreachableError } from './authority.js';
import type {
  Authority,
  BeginForeignRequest,
  BeginLogonRequest,
  CallContext,
} from './authority.js';
import { ExchangeError, rejection } from './failure.js';
import { ReplyKeys, sealAnswers } from './sealed-parts.js';
import { ServerConnection } from './server-connection.js';
import { reasonOfProblem, verifyStatement } from './signed-answers.js';
import { exchangeSigned } from './signed-exchange.js';
import type { SignedAnswer, SignedExchange } from './signed-exchange.js';

/** The budget of what has the server evaluate answers, in milliseconds. */
const PATIENT_BUDGET_MS = 15_000;

/** What this service can read in a kit besides what the first ones could. */
const KIT_PARTS: readonly KitPart[] = ['offline-codes'];

export interface HttpAuthorityParameters {
  identities: IdentityHolder;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** The one budget of a call, in milliseconds: names, proxy, TCP, TLS, answer, and repetitions. */
  budgetMs: number;
  proxyUrl: string | undefined;
  /** The server answered after it had not: there may be things to tell it. */
  onBack?: (() => void) | undefined;
}

/** Something to ask, given who we are; asked again when the clock or the sealing key was not the right one. */
export type Question<T> = (identity: StoredIdentity) => SignedExchange<T>;

/**
 * Asks the server. Every exception ends as an {@link UnreachableError}: there is no way from here to a grant.
 *
 * One long file: a short method an endpoint, and the one way through which all of them go.
 */
export class HttpAuthority implements Authority {
  readonly #parameters: HttpAuthorityParameters;
  readonly #connection: ServerConnection;
  /** How far the server's clock is ahead of ours, in milliseconds, as a signed answer said. */
  #clockOffset = 0;
  #refreshing: Promise<void> | undefined;
  /** Since when no call had an answer; undefined where the last one had. */
  #awaySince: number | undefined;

  constructor(parameters: HttpAuthorityParameters) {
    this.#parameters = parameters;
    this.#connection = new ServerConnection(parameters.proxyUrl);
  }

  /** What holds at this workstation, whoever logs on, as the server signed it: whoever keeps it verifies it. */
  async machinePolicy(context: CallContext): Promise<string> {
    const schema = IssuedMachinePolicy;
    return (await this.ask(() => ({ endpoint: 'desktopPolicy', schema }), context)).policy;
  }

  async begin(request: BeginLogonRequest, context: CallContext): Promise<Verdict> {
    const { password, ...described } = request;
    const { name, scenario } = request;
    try {
      return await this.ask(
        (identity) => ({
          endpoint: 'beginLogon',
          schema: Verdict,
          body: async (nonce) => {
            const { sealingKey } = identity.serverKeys;
            const recipient = {
              keyId: sealingKey.id,
              publicKey: Buffer.from(sealingKey.publicKey, 'base64url'),
            };
            const { workstationId } = identity;
            const bound = { workstationId, nonce, scenario, name };
            const sealed = await sealSecret(password, recipient, bound);
            const begin: BeginLogon = { ...described, password: sealed };
            return BeginLogon.parse(begin);
          },
        }),
        context,
      );
    } finally {
      password.fill(0);
    }
  }

  async beginForeign(request: BeginForeignRequest, context: CallContext): Promise<Verdict> {
    const body = () => BeginForeignLogon.parse(request);
    return this.ask(() => ({ endpoint: 'beginForeignLogon', body, schema: Verdict }), context);
  }

  async answer(
    { logonId, challengeId, code }: Parameters<Authority['answer']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    const body = () => AnswerChallenge.parse({ challengeId, code });
    const asked = { parameters: { logonId }, body, schema: Verdict };
    return this.ask(() => ({ endpoint: 'answerChallenge', ...asked }), context);
  }

  async choose(
    { logonId, challengeId, method }: Parameters<Authority['choose']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    const body = () => ChooseMethod.parse({ challengeId, method });
    const asked = { parameters: { logonId }, body, schema: Verdict };
    return this.ask(() => ({ endpoint: 'chooseMethod', ...asked }), context);
  }

  async enroll(
    { logonId, action }: Parameters<Authority['enroll']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return this.ask(
      ({ workstationId, serverKeys: { sealingKey } }) => ({
        endpoint: 'enroll',
        parameters: { logonId },
        body: async (nonce) => {
          if (action.action !== 'answers') return EnrollmentAction.parse(action);
          const sealed = await sealAnswers(action, sealingKey, [workstationId, logonId, nonce]);
          return EnrollmentAction.parse({ action: 'answers', sealed });
        },
        schema: Verdict,
      }),
      context,
      { patient: action.action === 'answers' },
    );
  }

  async startAuthenticator(
    { logonId }: Parameters<Authority['startAuthenticator']>[0],
    context: CallContext,
  ): Promise<NewAuthenticator> {
    const reply = await ReplyKeys.generate();
    return this.ask(
      () => ({
        endpoint: 'startAuthenticator',
        parameters: { logonId },
        body: () => ({ replyKey: reply.publicKey }),
        schema: AuthenticatorStarted,
      }),
      context,
    ).then(({ sealed }) => reply.open(sealed, AUTHENTICATOR_PURPOSE, [logonId], NewAuthenticator));
  }

  /** The kit of whoever was granted a logon, and its seed where that is not masked here yet. */
  async requestKit(
    { logonId, maskedSeed }: { logonId: LogonId; maskedSeed?: CredentialId | undefined },
    context: CallContext,
  ): Promise<{ kit: string; seed: KitSeed | undefined }> {
    const reply = await ReplyKeys.generate();
    const { kit, seed } = await this.ask(
      () => ({
        endpoint: 'requestKit',
        parameters: { logonId },
        body: () =>
          RequestKit.parse({
            replyKey: reply.publicKey,
            ...(maskedSeed === undefined ? {} : { maskedSeed }),
            takes: KIT_PARTS,
          }),
        schema: IssuedKit,
      }),
      context,
    );
    return {
      kit,
      seed: seed && (await reply.open(seed, SEED_PURPOSE, [logonId], KitSeed)),
    };
  }

  /** Brings kits up to date and tells what happened without the server. */
  async refreshKits(request: RefreshKits, context: CallContext): Promise<RefreshedKits> {
    return this.ask(
      () => ({
        endpoint: 'refreshKits',
        body: () => RefreshKits.parse({ ...request, takes: KIT_PARTS }),
        schema: RefreshedKits,
      }),
      context,
    );
  }

  /** How far the server's clock is ahead of ours, in milliseconds, as far as is known. */
  clockOffsetMs(): number {
    return this.#clockOffset;
  }

  /** The keys that may sign a kit, and whom it must be for; undefined before the workstation joined. */
  kitSigners(): { identityKeys: string[]; workstationId: string } | undefined {
    const identity = this.#parameters.identities.current();
    if (identity === undefined) return undefined;
    const { identityKey, successor } = identity.serverKeys;
    return {
      identityKeys: [identityKey, ...(successor === undefined ? [] : [successor])],
      workstationId: identity.workstationId,
    };
  }

  async passwordChanged(
    { logonId, password }: Parameters<Authority['passwordChanged']>[0],
    context: CallContext,
  ): Promise<void> {
    const purpose = CHANGED_PASSWORD_PURPOSE;
    await this.ask(
      ({ workstationId, serverKeys: { sealingKey } }) => ({
        endpoint: 'passwordChanged',
        parameters: { logonId },
        body: async (nonce) => {
          const publicKey = Buffer.from(sealingKey.publicKey, 'base64url');
          const recipient = { keyId: sealingKey.id, publicKey };
          const context = [workstationId, logonId, nonce];
          const sealed = await sealMessage(password, recipient, { purpose, context });
          return ChangedPassword.parse({ sealed });
        },
        schema: Accepted,
      }),
      context,
    );
  }

  async cancel(
    { logonId }: Parameters<Authority['cancel']>[0],
    context: CallContext,
  ): Promise<void> {
    await this.ask(
      () => ({
        endpoint: 'cancelLogon',
        parameters: { logonId },
        body: () => ({}),
        schema: Accepted,
      }),
      context,
    );
  }

  async report(
    { logonId, ntStatus, subStatus }: Parameters<Authority['report']>[0],
    context: CallContext,
  ): Promise<void> {
    await this.ask(
      () => ({
        endpoint: 'reportLogon',
        parameters: { logonId },
        body: () => ReportLogon.parse({ ntStatus, subStatus }),
        schema: Accepted,
      }),
      context,
    );
  }

  /**
   * Fetches the server's present keys, and with them learns its clock and opens a connection. One at a time.
   *
   * @throws UnreachableError
   */
  async refresh(context: CallContext): Promise<void> {
    this.#refreshing ??= this.#within(context, this.#parameters.budgetMs, async (signal) => {
      const identity = this.#requireIdentity();
      await this.#refreshKeys(identity, { ...context, signal });
    }).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  close(): void {
    this.#connection.close();
  }

  /**
   * Asks whatever there is an endpoint for. Patient is a question whose answer costs the server a second or more of
   * Argon2id, of which several may wait for one another: nobody is kept from a logon by it.
   *
   * @throws UnreachableError
   */
  async ask<T>(
    question: Question<T>,
    context: CallContext,
    { patient = false }: { patient?: boolean } = {},
  ): Promise<T> {
    const { budgetMs } = this.#parameters;
    const longest = patient ? Math.max(PATIENT_BUDGET_MS, budgetMs) : budgetMs;
    return this.#within(context, longest, async (signal) => {
      const bounded = { ...context, signal };
      let answer = await this.#exchange(question, bounded);
      for (let repetitions = 0; repetitions < 2 && answer.kind === 'problem'; repetitions++) {
        if (!(await this.#remedy(answer, bounded))) break;
        answer = await this.#exchange(question, bounded);
      }
      if (answer.kind === 'problem') {
        throw new UnreachableError(
          reasonOfProblem(answer.problem),
          `the server answered ${answer.problem.code}`,
        );
      }
      return answer.value;
    });
  }

  /** Whether asking again can help, after what a signed problem taught us. */
  async #remedy(
    answer: Extract<SignedAnswer<unknown>, { kind: 'problem' }>,
    context: CallContext,
  ): Promise<boolean> {
    switch (answer.problem.code) {
      case 'signature.clock-skew':
        this.#learnClock(answer.created);
        return true;
      case 'sealed.unknown-key':
        await this.#refreshKeys(this.#requireIdentity(), context);
        return true;
      default:
        return false;
    }
  }

  async #refreshKeys(identity: StoredIdentity, context: CallContext): Promise<void> {
    const question: Question<DesktopStatus> = () => ({
      endpoint: 'desktopStatus',
      schema: DesktopStatus,
    });
    let answer = await this.#exchange(question, context);
    if (answer.kind === 'problem' && answer.problem.code === 'signature.clock-skew') {
      this.#learnClock(answer.created);
      answer = await this.#exchange(question, context);
    }
    if (answer.kind === 'problem') {
      throw new UnreachableError(
        reasonOfProblem(answer.problem),
        `the server answered ${answer.problem.code}`,
      );
    }
    const known = identity.serverKeys;
    const keys = await verifyStatement(answer.value.serverKeys, known);
    if (keys.version > known.version) this.#parameters.identities.update(identity, keys);
  }

  async #exchange<T>(question: Question<T>, context: CallContext): Promise<SignedAnswer<T>> {
    const { random, clock } = this.#parameters;
    const identity = this.#requireIdentity();
    const { serverKeys, signingKey, workstationId } = identity;
    const answer = await exchangeSigned(
      question(identity),
      {
        keyId: workstationId,
        signingKey,
        now: new Date(clock.now().getTime() + this.#clockOffset),
      },
      // An announced successor may sign already, before we have fetched the statement that makes it the key.
      () => [
        serverKeys.identityKey,
        ...(serverKeys.successor === undefined ? [] : [serverKeys.successor]),
      ],
      { ...context, random, transport: this.#connection.to(identity) },
    );
    if (answer.signedBy !== serverKeys.identityKey) this.#refreshSoon(context.correlationId);
    return answer;
  }

  #refreshSoon(correlationId: CorrelationId): void {
    if (this.#refreshing !== undefined) return;
    this.refresh({ correlationId, signal: new AbortController().signal }).catch(() => undefined);
  }

  #learnClock(created: number): void {
    const { clock, logger } = this.#parameters;
    this.#clockOffset = created * 1000 - clock.now().getTime();
    logger.warn('authority.clock-skew', { seconds: Math.round(this.#clockOffset / 1000) });
  }

  #requireIdentity(): StoredIdentity {
    const identity = this.#parameters.identities.current();
    if (identity === undefined) {
      throw new UnreachableError('not-joined', 'this workstation has not joined a server');
    }
    return identity;
  }

  /** Runs a call within the budget, whatever it waits for, and makes every failure an {@link UnreachableError}. */
  async #within<T>(
    context: CallContext,
    budgetMs: number,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const startedAt = performance.now();
    const budget = AbortSignal.timeout(budgetMs);
    const signal = AbortSignal.any([context.signal, budget]);
    try {
      const answer = await Promise.race([run(signal), rejection(signal)]);
      this.#answered(context);
      return answer;
    } catch (error) {
      const failure =
        error instanceof UnreachableError
          ? error
          : new UnreachableError('fault', 'the call failed', { cause: error });
      if (!context.signal.aborted) {
        this.#awaySince ??= startedAt;
        this.#log(failure, context, startedAt);
      }
      throw failure;
    }
  }

  #answered({ correlationId }: CallContext): void {
    if (this.#awaySince === undefined) return;
    const seconds = Math.round((performance.now() - this.#awaySince) / 1000);
    this.#awaySince = undefined;
    const { serverUrl: server } = this.#connection;
    this.#parameters.logger.info('authority.back', { correlationId, server, seconds });
    this.#parameters.onBack?.();
  }

  #log(failure: UnreachableError, { correlationId }: CallContext, startedAt: number): void {
    const { serverUrl, address } = this.#connection;
    this.#parameters.logger.warn('authority.unreachable', {
      correlationId,
      reason: failure.reason,
      code: failure.cause === undefined ? undefined : codeOf(failure.cause),
      detail: detailOf(failure),
      server: serverUrl,
      address: failure instanceof ExchangeError ? failure.address : address,
      milliseconds: Math.round(performance.now() - startedAt),
    });
  }
}
