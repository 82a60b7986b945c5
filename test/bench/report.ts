import { isWithinBudget } from './row.js';
import type { Measurement } from './row.js';

/** One line of `--json`. */
export function renderJson(row: string, measurement: Measurement): string {
  const { part, value, unit, budget, limit } = measurement;
  const ok = isWithinBudget(measurement);
  return JSON.stringify({ row, part, value: rounded(value), unit, budget, limit, ok });
}

/** The table for people: one line a measurement, columns aligned. */
export function renderTable(results: { row: string; measurement: Measurement }[]): string {
  const lines = [
    ['row', 'part', 'value', 'budget', ''],
    ...results.map(({ row, measurement }) => {
      const { part = '', value, unit, budget, limit } = measurement;
      const bound = `${limit === 'most' ? '≤' : '≥'} ${budget} ${unit}`;
      return [
        row,
        part,
        `${rounded(value)} ${unit}`,
        bound,
        isWithinBudget(measurement) ? 'ok' : 'OVER BUDGET',
      ];
    }),
  ];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three significant digits: more would only show the noise. */
function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
