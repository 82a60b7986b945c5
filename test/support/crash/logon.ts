import type { SlotName } from '@gatehouse/protocol';

import type { Person, Submission } from './person.js';
import type { Sight } from './sight.js';
import { WatchedTile } from './sight.js';

/** What one person does at one tile. */
export interface LogonScript {
  wrongPasswords: number;
  wrongCodes: number;
  /** The last thing: a fresh code, one that was granted before, or walking away. */
  end: 'fresh-code' | 'used-code' | 'leave';
}

export interface LogonStage {
  pipePath: string;
  /** Just before something is submitted. */
  beforeSubmit: (submission: Submission) => void;
  /** Told when something was submitted that had no verdict. */
  onNoVerdict: (submittedAt: number) => void;
  /** Told of what must not be. */
  onFault: (fault: string) => void;
}

/** How a logon ended: as its script says, or without a verdict; then with the code that had none. */
export type LogonEnd =
  { ended: 'played' } | { ended: 'interrupted'; tile: WatchedTile | undefined; code?: Submission };

/** Plays a script and keeps the person's account of it. An interrupted logon's tile is the caller's to dispose of. */
export async function playLogon(
  person: Person,
  script: LogonScript,
  stage: LogonStage,
): Promise<LogonEnd> {
  const tile = await WatchedTile.open(stage.pipePath);
  if (tile === undefined) return { ended: 'interrupted', tile: undefined };
  for (const submission of submissionsOf(person, script)) {
    const sight = await submit(tile, person, submission, stage);
    if (sight.kind === 'nothing') {
      const isCode = submission.what === 'code' || submission.what === 'wrong-code';
      return { ended: 'interrupted', tile, ...(isCode ? { code: submission } : {}) };
    }
    if (sight.kind === 'granted') await tile.report();
    if (sight.kind === 'granted' || sight.kind === 'over') break;
  }
  tile[Symbol.dispose]();
  return { ended: 'played' };
}

/** Lazily: which code is the present one is known when it is typed. */
function* submissionsOf(person: Person, script: LogonScript): Generator<Submission> {
  for (let count = 0; count < script.wrongPasswords; count++) yield { what: 'wrong-password' };
  yield { what: 'right-password' };
  for (let count = 0; count < script.wrongCodes; count++) yield { what: 'wrong-code' };
  if (script.end === 'leave') return;
  const step = script.end === 'used-code' ? person.usedStep() : person.takeStep();
  if (step !== undefined) yield { what: 'code', step };
}

/** Submits one thing, and keeps account of what came of it. */
export async function submit(
  tile: WatchedTile,
  person: Person,
  submission: Submission,
  stage: LogonStage,
): Promise<Sight> {
  stage.beforeSubmit(submission);
  const submittedAt = performance.now();
  const sight = await tile.submit(valuesOf(person, submission));
  if (sight.kind === 'nothing') stage.onNoVerdict(submittedAt);
  const fault = person.record(submission, sight);
  if (fault !== undefined) stage.onFault(`${fault} (${'text' in sight ? sight.text : ''})`);
  return sight;
}

function valuesOf(person: Person, submission: Submission): Partial<Record<SlotName, string>> {
  switch (submission.what) {
    case 'right-password':
      return { userName: person.name, password: person.password };
    case 'wrong-password':
      return { userName: person.name, password: `not ${person.password}` };
    case 'wrong-code':
      return { code: person.wrongCode() };
    case 'code':
      return { code: person.codeOf(submission.step) };
  }
}
