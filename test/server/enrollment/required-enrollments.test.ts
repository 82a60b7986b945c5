import { DEFAULT_POLICY } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { EmailEnrollment } from '../../../server/src/enrollment/email-enrollment.js';
import { RequiredEnrollments } from '../../../server/src/enrollment/required-enrollments.js';

type Dependencies = ConstructorParameters<typeof EmailEnrollment>[0];

describe('what is required', () => {
  const settings = {
    ...DEFAULT_POLICY,
    enrollment: { ...DEFAULT_POLICY.enrollment, required: ['email' as const] },
  };
  const subject = { principalId: 'corp.test/1', credentials: [] };
  const requiredWith = (factor: Dependencies['factor'] | object) => {
    const email = new EmailEnrollment({ factor } as Dependencies);
    return new RequiredEnrollments([email], {} as Dependencies['store'], {
      grant: () => Promise.resolve(),
      has: () => Promise.resolve(false),
    });
  };

  it('is no mail address where no mail server is configured: nobody could enrol one', async () => {
    expect(await requiredWith(undefined).missing(subject, settings)).toEqual([]);
    expect(await requiredWith({}).missing(subject, settings)).toMatchObject([{ what: 'email' }]);
  });
});
