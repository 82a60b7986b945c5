import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { NAME_FORMS, NETWORKS, PEOPLE, SCENARIOS, SESSIONS, nameOf } from './dimensions.js';
import type { Cell } from './dimensions.js';

/** What comes of a cell, as the file's legend says. */
const Outcome = z.strictObject({
  means: z.string(),
  /** What the tile asks for after name and password. */
  asks: z.array(z.enum(['code', 'new-password'])),
  /** What it shows at the end, or that Windows gets the credential of the account. */
  ends: z.enum(['credential', 'sign-in', 'new-password', 'unreachable', 'done', 'not-served']),
  /** In its text at the end. */
  says: z.string().optional(),
  /** What the service logs of it, in order: the message, then its code. */
  log: z.array(z.string()),
  /** What the server's audit has of it, in order: the type, then the code. */
  audit: z.array(z.string()),
});
export type Outcome = z.infer<typeof Outcome>;

const File = z.strictObject({
  about: z.array(z.string()),
  dimensions: z.record(z.string(), z.record(z.string(), z.string())),
  fakes: z.record(z.string(), z.string()),
  outcomes: z.record(z.string(), Outcome),
  columns: z.string(),
  cells: z.array(z.string()),
});

export interface ExpectedCell extends Cell {
  outcome: string;
  fakes: string[];
}

export interface Table {
  cells: Map<string, ExpectedCell>;
  outcomes: Record<string, Outcome>;
}

/** @throws Error that names the line, where it is not understood or says a cell twice */
export function readTable(path: URL): Table {
  const file = File.parse(JSON.parse(readFileSync(path, 'utf8')));
  const cells = new Map<string, ExpectedCell>();
  for (const line of file.cells) {
    const [situation = '', outcomes = '', fakes = ''] = line.split('|').map((part) => part.trim());
    const [network, person, scenario, session] = situation.split(/\s+/);
    const row = {
      network: oneOf(NETWORKS, network, line),
      person: oneOf(PEOPLE, person, line),
      scenario: oneOf(SCENARIOS, scenario, line),
      session: oneOf(SESSIONS, session, line),
    };
    const named = outcomes.split(/\s+/);
    if (named.length !== NAME_FORMS.length) throw new Error(`a cell is missing: ${line}`);
    for (const [index, form] of NAME_FORMS.entries()) {
      const outcome = oneOf(Object.keys(file.outcomes), named[index], line);
      const cell = { ...row, form, outcome, fakes: fakesOf(fakes, Object.keys(file.fakes), line) };
      if (cells.has(nameOf(cell))) throw new Error(`a cell is there twice: ${line}`);
      cells.set(nameOf(cell), cell);
    }
  }
  return { cells, outcomes: file.outcomes };
}

function fakesOf(text: string, known: string[], line: string): string[] {
  if (text === 'real') return [];
  const [kind, ...fakes] = text.split(/\s+/);
  if (kind !== 'fake' || fakes.length === 0) throw new Error(`neither real nor fake: ${line}`);
  return fakes.map((fake) => oneOf(known, fake, line));
}

function oneOf<T extends string>(known: readonly T[], word: string | undefined, line: string): T {
  const found = known.find((one) => one === word);
  if (found === undefined) throw new Error(`"${word ?? ''}" is not known: ${line}`);
  return found;
}
