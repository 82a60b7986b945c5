import type {
  SelfServiceChallenge,
  SelfServiceQuestions,
  administration,
} from '@gatehouse/protocol';

import type { ApiClient } from './api-client.js';
import { UsageError } from './errors.js';
import type { Terminal } from './terminal.js';

type Verdict = administration.CallerVerdict;

/** Whom the operator has on the telephone, and what they are asked for. */
export interface CallerRequest {
  name: string;
  proof: 'code' | 'answers';
  reason: string;
  language?: string | undefined;
  /** The factor to ask for, where the person has several. */
  method?: SelfServiceChallenge['current']['method'] | undefined;
}

/**
 * Asks the operator for what the caller says, until it is right or nothing more may be tried. What is typed is not shown:
 * whoever stands behind the operator learns no answer.
 *
 * @returns what it came to: verified or denied
 * @throws UsageError when the input ends before
 */
export async function askCaller(
  client: ApiClient,
  terminal: Terminal,
  { name, proof, reason, language, method }: CallerRequest,
): Promise<Extract<Verdict, { outcome: 'verified' | 'denied' }>> {
  let verdict: Verdict = await client.call('beginVerification', {
    parameters: { name },
    body: { proof, reason, ...(language === undefined ? {} : { language }) },
  });
  if (
    verdict.outcome === 'challenge' &&
    method !== undefined &&
    method !== verdict.current.method
  ) {
    verdict = await useMethod(client, name, verdict, method);
  }
  for (;;) {
    switch (verdict.outcome) {
      case 'verified':
      case 'denied':
        return verdict;
      case 'challenge':
        verdict = await askCode(client, terminal, name, verdict);
        break;
      case 'questions':
        verdict = await askAnswers(client, terminal, name, verdict);
        break;
    }
  }
}

async function useMethod(
  client: ApiClient,
  name: string,
  { sessionId, challengeId, methods }: SelfServiceChallenge,
  method: SelfServiceChallenge['current']['method'],
): Promise<Verdict> {
  if (!methods.some((offered) => offered.method === method)) {
    const have = methods.map((offered) => offered.method).join(', ');
    throw new UsageError(`${name} has no ${method}.`, `There is: ${have}.`);
  }
  return client.call('chooseVerificationMethod', {
    parameters: { name, sessionId },
    body: { challengeId, method },
  });
}

async function askCode(
  client: ApiClient,
  terminal: Terminal,
  name: string,
  { sessionId, challengeId, current, rejected, strikesLeft }: SelfServiceChallenge,
): Promise<Verdict> {
  tellRejection(terminal, rejected, strikesLeft);
  const where =
    current.destination === undefined
      ? `from ${current.method}`
      : `that was sent to ${current.destination}`;
  const code = await read(terminal, `Code ${where}: `);
  return client.call('answerVerificationCode', {
    parameters: { name, sessionId },
    body: { challengeId, code },
  });
}

async function askAnswers(
  client: ApiClient,
  terminal: Terminal,
  name: string,
  { sessionId, mandatory, optional, threshold, rejected, strikesLeft }: SelfServiceQuestions,
): Promise<Verdict> {
  tellRejection(terminal, rejected, strikesLeft);
  const answers: { id: string; answer: string }[] = [];
  for (const { id, text } of mandatory) {
    answers.push({ id, answer: await read(terminal, `${text} `) });
  }
  let left = threshold;
  for (const { id, text } of optional) {
    if (left === 0) break;
    const answer = await terminal.readSecret(`${text} (${left} of these; empty: another one) `);
    if (answer === undefined) throw ended();
    if (answer.trim() === '') continue;
    answers.push({ id, answer });
    left -= 1;
  }
  if (answers.length === 0) throw ended();
  return client.call('answerVerificationQuestions', {
    parameters: { name, sessionId },
    body: { answers },
  });
}

function tellRejection(
  terminal: Terminal,
  rejected: string | undefined,
  strikesLeft: number | undefined,
): void {
  if (rejected === undefined) return;
  const left = strikesLeft === undefined ? '' : ` ${strikesLeft} attempts left.`;
  terminal.printError(`${REJECTIONS[rejected] ?? 'That is not right.'}${left}`);
}

const REJECTIONS: Readonly<Record<string, string>> = {
  'factor.used-code': 'That code was used before: wait for the next one.',
  'factor.resend-limit': 'No more codes can be sent: the last one holds.',
  'factor.undeliverable': 'The code could not be sent.',
  'answers.wrong': 'The answers are not right.',
};

async function read(terminal: Terminal, prompt: string): Promise<string> {
  const text = await terminal.readSecret(prompt);
  if (text === undefined || text === '') throw ended();
  return text;
}

function ended(): UsageError {
  return new UsageError(
    'Nothing was given.',
    'Type it at the prompt, or pass it on standard input; never as an argument.',
  );
}
