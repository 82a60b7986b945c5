import { z } from 'zod';

import { AuditEventId } from '../ids.js';
import { MAX_NAME_LENGTH } from './desktop.js';

const Instant = z.iso.datetime();
const Word = z.string().min(1).max(MAX_NAME_LENGTH);
const Limit = z.coerce.number().int().min(1).max(1000).default(100);
/** `2026-03`, UTC. */
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month: 2026-03');

export const AuditEvent = z.strictObject({
  id: AuditEventId,
  at: Instant,
  type: z.string(),
  outcome: z.enum(['success', 'failure', 'info']),
  correlationId: z.string(),
  door: z.string().optional(),
  principalId: z.string().optional(),
  principalName: z.string().optional(),
  workstationId: z.string().optional(),
  source: z.string().optional(),
  code: z.string().optional(),
  /** The policy that decided, with its version where that is known: `staff@3`. */
  policy: z.string().optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export const AuditPage = z.strictObject({
  events: z.array(AuditEvent),
  /** Pass as `after` to go on from here. */
  cursor: z.string(),
});
export const AuditQuery = z.strictObject({
  after: z.string().max(64).optional(),
  /** Without `after`: whether the page begins with the oldest event, or ends with the newest. */
  from: z.enum(['beginning', 'end']).default('beginning'),
  limit: Limit,
  correlation: z.string().max(64).optional(),
  principal: Word.optional(),
});

/**
 * Everything that is named must fit. `correlation` is the beginning of a correlation id; `principal` and `operator` are ids or names;
 * `policy` names a policy (`staff`) or one version of it (`staff@3`).
 */
export const AuditSearchQuery = z.strictObject({
  principal: Word.optional(),
  door: Word.optional(),
  workstation: Word.optional(),
  source: Word.optional(),
  type: Word.optional(),
  outcome: AuditEvent.shape.outcome.optional(),
  code: Word.optional(),
  policy: Word.optional(),
  operator: Word.optional(),
  correlation: z
    .string()
    .regex(/^[0-9A-Fa-f]{1,32}$/, 'expected hexadecimal digits')
    .optional(),
  /** From this moment on. */
  since: Instant.optional(),
  /** Before this moment. */
  until: Instant.optional(),
  order: z.enum(['oldest', 'newest']).default('newest'),
  /** The cursor of the page before. */
  after: z
    .string()
    .regex(/^\d{1,15}\.\d{1,18}$/, 'expected the cursor of a page')
    .optional(),
  limit: Limit,
});

/** Months of the chain; open ends when absent. */
export const VerifyAudit = z.strictObject({ from: Month.optional(), to: Month.optional() });
export const AuditFault = z.strictObject({
  node: z.string(),
  month: z.string(),
  sequence: z.int(),
  fault: z.enum([
    'altered',
    'missing',
    'not-linked',
    'truncated',
    'contradicted',
    'checkpoint',
    'unexpected',
  ]),
});
export const AuditVerification = z.strictObject({
  /** How many events were looked at. */
  events: z.int(),
  /** How many heads, as other nodes had seen them, were looked for. */
  countersignatures: z.int(),
  nodes: z.array(z.string()),
  /** The first fault of each node; empty when everything fits. */
  faults: z.array(AuditFault),
});

export const AuditExportQuery = z.strictObject({
  format: z.enum(['json', 'syslog', 'cef']).default('json'),
  /** The cursor of the page before; the beginning when absent. */
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'expected the cursor of a page')
    .default('0'),
  limit: Limit,
});
/** One event a line. The end is reached when a page has no line. */
export const AuditExportPage = z.strictObject({ lines: z.array(z.string()), cursor: z.string() });

export const ReportName = z.enum([
  'last-logons',
  'resets',
  'lockouts',
  'factors',
  'enrolment',
  'enrolment-progress',
  'logons',
]);
export const ReportQuery = z.strictObject({
  /** Thirty days ago when absent. Reports of a state know no time. */
  since: Instant.optional(),
  until: Instant.optional(),
  bucket: z.enum(['hour', 'day', 'month']).default('day'),
  after: z.string().max(MAX_NAME_LENGTH).optional(),
  limit: Limit,
});
export const Report = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  /** Pass as `after` to go on; absent at the end. */
  cursor: z.string().optional(),
});

export type AuditEvent = z.infer<typeof AuditEvent>;
export type AuditPage = z.infer<typeof AuditPage>;
export type AuditSearchQuery = z.infer<typeof AuditSearchQuery>;
export type AuditVerification = z.infer<typeof AuditVerification>;
export type AuditExportPage = z.infer<typeof AuditExportPage>;
export type ReportName = z.infer<typeof ReportName>;
export type ReportQuery = z.infer<typeof ReportQuery>;
export type Report = z.infer<typeof Report>;
