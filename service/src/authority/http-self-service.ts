import {
  Accepted,
  AnswerChallenge,
  AnswerQuestions,
  BeginSelfService,
  ChooseMethod,
  NEW_PASSWORD_PURPOSE,
  ResetPassword,
  SELF_SERVICE_ANSWERS_PURPOSE,
  SelfServiceAnswers,
  SelfServiceVerdict,
  sealMessage,
} from '@gatehouse/protocol';
import type { EndpointName, MessageBinding, SelfServiceId } from '@gatehouse/protocol';

import type { CallContext } from './authority.js';
import type { HttpAuthority } from './http-authority.js';
import type { SelfServiceAuthority } from './self-service-authority.js';

type Call<N extends keyof SelfServiceAuthority> = Parameters<SelfServiceAuthority[N]>[0];

/** Self-service at the server, over the connection and with the keys of the logons. */
export class HttpSelfService implements SelfServiceAuthority {
  readonly #authority: Pick<HttpAuthority, 'ask'>;

  constructor(authority: Pick<HttpAuthority, 'ask'>) {
    this.#authority = authority;
  }

  begin(request: Call<'begin'>, context: CallContext): Promise<SelfServiceVerdict> {
    return this.#authority.ask(
      () => ({
        endpoint: 'beginSelfService',
        body: () => BeginSelfService.parse(request),
        schema: SelfServiceVerdict,
      }),
      context,
    );
  }

  async answerQuestions(
    { sessionId, answers }: Call<'answerQuestions'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    const message = Buffer.from(JSON.stringify(SelfServiceAnswers.parse(answers)), 'utf8');
    try {
      const purpose = SELF_SERVICE_ANSWERS_PURPOSE;
      const sealed = { sessionId, message, purpose, schema: AnswerQuestions } as const;
      return await this.#askSealed('answerQuestions', sealed, context);
    } finally {
      message.fill(0);
    }
  }

  answerCode(
    { sessionId, challengeId, code }: Call<'answerCode'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#authority.ask(
      () => ({
        endpoint: 'answerSelfServiceCode',
        parameters: { sessionId },
        body: () => AnswerChallenge.parse({ challengeId, code }),
        schema: SelfServiceVerdict,
      }),
      context,
    );
  }

  choose(
    { sessionId, challengeId, method }: Call<'choose'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#authority.ask(
      () => ({
        endpoint: 'chooseSelfServiceMethod',
        parameters: { sessionId },
        body: () => ChooseMethod.parse({ challengeId, method }),
        schema: SelfServiceVerdict,
      }),
      context,
    );
  }

  resetPassword(
    { sessionId, password }: Call<'resetPassword'>,
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    const purpose = NEW_PASSWORD_PURPOSE;
    const sealed = { sessionId, message: password, purpose, schema: ResetPassword } as const;
    return this.#askSealed('resetPassword', sealed, context);
  }

  async cancel({ sessionId }: Call<'cancel'>, context: CallContext): Promise<void> {
    await this.#authority.ask(
      () => ({
        endpoint: 'cancelSelfService',
        parameters: { sessionId },
        body: () => ({}),
        schema: Accepted,
      }),
      context,
    );
  }

  /** Sealed anew for each request, to the nonce of just that one. */
  #askSealed(
    endpoint: Extract<EndpointName, 'answerQuestions' | 'resetPassword'>,
    {
      sessionId,
      message,
      purpose,
      schema,
    }: {
      sessionId: SelfServiceId;
      message: Uint8Array;
      purpose: MessageBinding['purpose'];
      schema: typeof AnswerQuestions | typeof ResetPassword;
    },
    context: CallContext,
  ): Promise<SelfServiceVerdict> {
    return this.#authority.ask(
      ({ workstationId, serverKeys: { sealingKey } }) => ({
        endpoint,
        parameters: { sessionId },
        body: async (nonce) => {
          const publicKey = Buffer.from(sealingKey.publicKey, 'base64url');
          const sealed = await sealMessage(
            message,
            { keyId: sealingKey.id, publicKey },
            { purpose, context: [workstationId, sessionId, nonce] },
          );
          return schema.parse({ sealed });
        },
        schema: SelfServiceVerdict,
      }),
      context,
      // The answers open a lock; a new password is sealed anew where there is one.
      { patient: true },
    );
  }
}
