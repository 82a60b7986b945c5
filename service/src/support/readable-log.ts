import type { LogFields } from '../logger.js';
import { redact } from './redact.js';

/** Fields of a log line, and of what kind their values are. What is not here is not passed on. */
const FIELDS = {
  correlationId: 'string',
  reason: 'string',
  detail: 'string',
  address: 'string',
  server: 'string',
  outcome: 'string',
  by: 'string',
  code: 'string',
  logonId: 'string',
  sid: 'string',
  workstationId: 'string',
  tile: 'number',
  client: 'number',
  pid: 'number',
  session: 'number',
  image: 'string',
  scenario: 'string',
  remote: 'boolean',
  version: 'string',
  status: 'number',
  ntStatus: 'string',
  subStatus: 'string',
  milliseconds: 'number',
  seconds: 'number',
  count: 'number',
  path: 'string',
} as const satisfies Record<keyof LogFields, 'string' | 'number' | 'boolean'>;

const LINE_FIELDS: Readonly<Record<string, string>> = {
  timestamp: 'string',
  level: 'string',
  message: 'string',
  reference: 'string',
  ...FIELDS,
};

/** The lines of a log with the fields that the service writes and no others; what is not such a line is left out. */
export function readableLog(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => `${readableLine(line) ?? '{"leftOut":true}'}\n`).join('');
}

function readableLine(line: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const known = Object.entries(parsed).filter(
    ([name, value]) => Object.hasOwn(LINE_FIELDS, name) && typeof value === LINE_FIELDS[name],
  );
  const fields = known.map(([name, value]) => [
    name,
    typeof value === 'string' ? redact(value) : (value as unknown),
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}
