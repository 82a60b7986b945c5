import { administration } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

const asked = { action: 'break-glass', user: 'anna' };

describe('what is written about an approval', () => {
  it.each(['lost phone\nticket 1', 'lost \u001b[2J phone', 'lost \u202e phone'])(
    'is one line that no terminal obeys: %j is refused',
    (text) => {
      const request = { ...asked, reason: text };
      expect(administration.RequestApproval.safeParse(request).success).toBe(false);
      const decision = { decision: 'approved', comment: text };
      expect(administration.DecideApproval.safeParse(decision).success).toBe(false);
    },
  );

  it('may be short where it is a comment', () => {
    const decision = { decision: 'approved', comment: 'ok' };
    expect(administration.DecideApproval.safeParse(decision).success).toBe(true);
    const request = { ...asked, reason: 'lost phone, ticket 4711' };
    expect(administration.RequestApproval.safeParse(request).success).toBe(true);
  });
});
