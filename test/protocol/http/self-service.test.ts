import { describe, expect, test } from '@jest/globals';

import {
  BeginSelfService,
  SelfServiceAnswers,
  SelfServiceVerdict,
} from '../../../protocol/src/http/self-service.js';
import { ID_BYTES, formatId } from '../../../protocol/src/ids.js';

const sessionId = formatId('sfs', new Uint8Array(ID_BYTES));
const correlationId = '0af7651916cd43dd8448eb211c80319c';

describe('self-service', () => {
  test('a request names one person and one purpose', () => {
    const begin = { name: 'alice', purpose: 'reset', scenario: 'logon', remote: false };
    expect(BeginSelfService.safeParse(begin).success).toBe(true);
    for (const wrong of [
      { ...begin, name: ['alice', 'bob'] },
      { ...begin, purpose: ['reset', 'unlock'] },
      { ...begin, mail: 'attacker@elsewhere.test' },
    ]) {
      expect(BeginSelfService.safeParse(wrong).success).toBe(false);
    }
  });

  test('answers are a bounded list of ids and texts', () => {
    const answer = { id: 'first-concert', answer: 'a' };
    expect(SelfServiceAnswers.safeParse([answer]).success).toBe(true);
    expect(SelfServiceAnswers.safeParse([]).success).toBe(false);
    expect(SelfServiceAnswers.safeParse(Array(21).fill(answer)).success).toBe(false);
    expect(SelfServiceAnswers.safeParse([{ ...answer, answer: 'x'.repeat(257) }]).success).toBe(
      false,
    );
  });

  test('R29: a verdict belongs to a session of self-service, not to a logon', () => {
    const verdict = { outcome: 'new-password', rules: [], expiresInSeconds: 600, correlationId };
    expect(SelfServiceVerdict.safeParse({ ...verdict, sessionId }).success).toBe(true);
    const logonId = formatId('lgn', new Uint8Array(ID_BYTES));
    expect(SelfServiceVerdict.safeParse({ ...verdict, sessionId: logonId }).success).toBe(false);
  });
});
