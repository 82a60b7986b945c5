import { randomBytes } from 'node:crypto';

import { formatCorrelationId } from '@gatehouse/protocol';
import type { SessionId, administration } from '@gatehouse/protocol';

import type { AuditSearch } from '../../../server/src/audit/audit-trail.js';
import type { Person } from '../../../server/src/sessions/person.js';
import { OwnSignIns } from '../../../server/src/web/own-sign-ins.js';

const NOW = new Date('2026-11-26T12:00:00Z');
const person: Person = {
  principalId: 'corp.test/alice',
  principalName: 'CORP\\alice',
  sessionId: 'ses_0' as SessionId,
  methods: ['totp'],
  authenticatedAt: NOW,
};
const context = { correlationId: formatCorrelationId(randomBytes(16)), source: '192.0.2.7' };

function eventOf(type: string, minutesAgo: number): administration.AuditEvent {
  return {
    id: `${type}/${minutesAgo}`,
    at: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(),
    type,
    outcome: type === 'logon.granted' ? 'success' : 'failure',
    correlationId: formatCorrelationId(randomBytes(16)),
    principalId: person.principalId,
    detail: {},
  } as unknown as administration.AuditEvent;
}

/** Finds in these events as the audit does: newest first, no more than it is asked for. */
function signInsOf(events: administration.AuditEvent[]) {
  const appended: unknown[] = [];
  const signIns = new OwnSignIns({
    trail: {
      search: async ({ type, limit }: AuditSearch) => ({
        events: events
          .filter((event) => event.type === type)
          .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
          .slice(0, limit),
      }),
    },
    sessions: { end: async () => 1 },
    audit: {
      append: async (record: unknown) => {
        appended.push(record);
      },
    },
    clock: { now: () => NOW },
  } as unknown as ConstructorParameters<typeof OwnSignIns>[0]);
  return { signIns, appended };
}

test('refused sign-ins, however many, do not drive a granted one out of what its owner can disown', async () => {
  const stolen = eventOf('logon.granted', 300);
  const flood = Array.from({ length: 200 }, (_, at) => eventOf('logon.denied', at));
  const { signIns, appended } = signInsOf([stolen, ...flood]);
  const listed = await signIns.list(person);
  expect(listed).toHaveLength(51);
  expect(listed.at(-1)).toMatchObject({ id: stolen.id, outcome: 'granted' });
  expect(listed[0]).toMatchObject({ outcome: 'denied', at: NOW.toISOString() });
  expect(await signIns.disown(person, stolen.id, context)).toBe(1);
  expect(appended).toMatchObject([{ type: 'sign-in.disowned', detail: { event: stolen.id } }]);
});

test('the list is bounded, for each outcome', async () => {
  const many = ['logon.denied', 'logon.granted'].flatMap((type) =>
    Array.from({ length: 80 }, (_, at) => eventOf(type, at)),
  );
  const { signIns } = signInsOf(many);
  expect(await signIns.list(person)).toHaveLength(100);
  await expect(signIns.disown(person, 'logon.granted/60', context)).rejects.toMatchObject({
    code: 'sign-in.unknown',
  });
});
