import type { Verdict } from '@gatehouse/protocol';

import type { LogonEngine, Source } from '../authentication/logon-engine.js';
import type { ServerMetrics } from './server-metrics.js';

/** Takes the time of verdicts. Answers and failures are the engine's own. */
export function meterLogonEngine(engine: LogonEngine, metrics: ServerMetrics): LogonEngine {
  const timed = async (step: string, { door }: Source, verdict: Promise<Verdict>) => {
    const begun = performance.now();
    const given = await verdict;
    metrics.verdict(door, step, given, (performance.now() - begun) / 1000);
    return given;
  };
  return {
    ...engine,
    begin: (request) => timed('begin', request.source, engine.begin(request)),
    beginForeign: (request) => timed('begin-foreign', request.source, engine.beginForeign(request)),
    answer: (request) => timed('answer', request.source, engine.answer(request)),
    choose: (request) => timed('choose', request.source, engine.choose(request)),
    enroll: (request) => timed('enroll', request.source, engine.enroll(request)),
  };
}
