import type { administration } from '@gatehouse/protocol';
import type pg from 'pg';

import type { AuditReports, ReportRange } from '../audit/audit-reports.js';
import { offsetOf, REPORTS } from './audit-report-statements.js';

type Cell = administration.Report['rows'][number][number];

/** Reports as one statement each, over the log and over what people enrolled. */
export class PostgresAuditReports implements AuditReports {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async show(
    report: administration.ReportName,
    range: ReportRange,
  ): Promise<administration.Report> {
    const statement = REPORTS[report];
    const { columns, text, cursor } = statement;
    const { rows: found } = await this.#pool.query<Record<string, unknown>>(
      text,
      statement.values(range),
    );
    const rows = found.map((row) => columns.map((column) => cellOf(row[column])));
    const isLast = rows.length < range.limit;
    const next =
      cursor === 'offset'
        ? String(offsetOf(range.after) + rows.length)
        : String(rows.at(-1)?.[0] ?? '');
    return { columns: [...columns], rows, ...(isLast ? {} : { cursor: next }) };
  }
}

/** The driver reads counts, which are `bigint`, as text. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new TypeError('a report has texts, numbers and times');
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}
