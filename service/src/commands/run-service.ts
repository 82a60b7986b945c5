import type { CorrelationId } from '@gatehouse/protocol';

import type { ServiceConfig } from '../config/config.js';
import { entryOf } from '../events/event-entry.js';
import { EventRecorder } from '../events/event-recorder.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import { optimizer } from '../optimizer.js';
import { connectToHost, createOsAdapters, prepareStateFolder } from '../os-adapters.js';
import type { ProcessHost } from '../os-adapters.js';
import { createRotatingLogger } from '../rotating-logger.js';
import { startService } from '../service.js';
import type { RunningService } from '../service.js';
import { SpareMemory } from '../spare-memory.js';

/** How long a clean stop may take; after it the process ends anyway. */
const STOP_MS = 5000;

/** Runs the service until the operating system or a person ends it. Returns the exit code. */
export async function runService(parameters: {
  loadConfig: () => Promise<ServiceConfig>;
  correlationId: CorrelationId;
}): Promise<number> {
  let stop: (reason: string) => void = () => undefined;
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  // First of all: Windows gives a process 30 seconds to say that it is a service.
  let started: Started | undefined;
  const memory = new SpareMemory();
  const host = await connectToHost({
    onStop: (reason) => stop(reason),
    onResume: () => started?.service.resumed(),
    onSuspend: () => started?.service.suspended(),
    onSessionChange: (session, change) => started?.service.sessionChanged(session, change),
  });
  try {
    started = await start(parameters, host, stop, memory);
  } catch (error) {
    const [reason, detail] = [codeOf(error), detailOf(error)];
    const { correlationId } = parameters;
    const entry = entryOf('notStarted', 'service.not-started', { correlationId, reason, detail });
    // An event log that takes nothing must not hide why the service ends.
    await host.complain(entry, `${detail} (${reason})`).catch(() => undefined);
    await host.ended(1);
    return 1;
  }
  optimizer.resume();
  memory.soon();
  host.running();
  const reason = await stopped;
  host.stopping(STOP_MS);
  started.logger.info('service.stopping', { reason });
  const forced = setTimeout(() => process.exit(1), STOP_MS);
  forced.unref();
  await started.service[Symbol.asyncDispose]();
  await started.close();
  const exitCode = reason === 'crashed' ? 1 : 0;
  await host.ended(exitCode);
  return exitCode;
}

interface Started {
  service: RunningService;
  logger: Logger;
  /** Ends when all that was logged is written. */
  close(): Promise<void>;
}

async function start(
  parameters: Parameters<typeof runService>[0],
  host: ProcessHost,
  stop: (reason: string) => void,
  memory: SpareMemory,
): Promise<Started> {
  const { correlationId } = parameters;
  const config = await parameters.loadConfig();
  await prepareStateFolder(config);
  const file = createRotatingLogger({
    folder: config.logFolder,
    level: config.logLevel,
    maxBytes: config.logMaxMegabytes * 1024 * 1024,
    files: config.logFiles,
    console: !host.managed,
    correlationId,
  });
  let logger: Logger = file;
  process.on('uncaughtException', (error) => {
    // Which state we are in is no longer known: end, and let the supervisor start anew.
    logger.error('service.crashed', { reason: codeOf(error), detail: detailOf(error) });
    stop('crashed');
  });
  try {
    const adapters = await createOsAdapters(config, file);
    const recorder = new EventRecorder({ log: adapters.eventLog, next: file, correlationId });
    logger = recorder;
    const onClientGone = (): void => memory.soon();
    const facts = { config, adapters, logger, correlationId, onClientGone };
    const service = await startService(facts);
    const close = async (): Promise<void> => {
      await recorder.flush();
      await file.close();
    };
    return { logger, service, close };
  } catch (error) {
    file.error('service.not-started', { reason: codeOf(error), detail: detailOf(error) });
    await file.close();
    throw error;
  }
}
