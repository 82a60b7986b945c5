import type { administration } from '@gatehouse/protocol';

import type { Bar } from './bar-chart.js';

type Report = administration.Report;
type Line = Readonly<Record<string, string | number | null>>;

/** The rows of a report by the names of its columns. */
export function linesOf({ columns, rows }: Report): Line[] {
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at] ?? '', cell])));
}

export function numberIn(line: Line, column: string): number {
  const value = line[column];
  return typeof value === 'number' ? value : 0;
}

export function textIn(line: Line, column: string): string | undefined {
  const value = line[column];
  return value === null || value === undefined ? undefined : String(value);
}

const OUTCOMES: readonly RegExp[] = [/\.granted$/, /\.denied$/, /\.cancelled$/];
const DAY_MS = 86_400_000;
/** With more columns than this, days without anything are left out. */
const MAX_DAYS = 120;

/**
 * Logons of each door, a bar a day: granted, denied, given up.
 * @param days every one of them, so that a quiet day is seen; those of the report when there are none
 */
export function logonsByDoor(report: Report, days: readonly string[]): Map<string, Bar[]> {
  const doors = new Map<string, Map<string, number[]>>();
  for (const line of linesOf(report)) {
    const door = textIn(line, 'door') ?? '';
    const day = (textIn(line, 'from') ?? '').slice(0, 10);
    const at = OUTCOMES.findIndex((pattern) => pattern.test(textIn(line, 'outcome') ?? ''));
    const bars = doors.get(door) ?? new Map(days.map((one) => [one, [0, 0, 0]]));
    const values = bars.get(day) ?? [0, 0, 0];
    values[at] = (values[at] ?? 0) + numberIn(line, 'logons');
    doors.set(door, bars.set(day, values));
  }
  return new Map(
    [...doors].map(([door, bars]) => [
      door,
      [...bars]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([label, values]) => ({ label, values })),
    ]),
  );
}

/** The days between two moments, in UTC as reports have them; none when there are too many. */
export function daysBetween(since: string, until: string): string[] {
  const days: string[] = [];
  const first = Math.floor(Date.parse(since) / DAY_MS);
  const last = Math.floor((Date.parse(until) - 1) / DAY_MS);
  if (!(last - first < MAX_DAYS)) return days;
  for (let day = first; day <= last; day++) {
    days.push(new Date(day * DAY_MS).toISOString().slice(0, 10));
  }
  return days;
}
