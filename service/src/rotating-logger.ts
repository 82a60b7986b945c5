import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { referenceOf } from '@gatehouse/protocol/pipe';
import { config, createLogger, format, transports } from 'winston';

import type { LogFields, Logger } from './logger.js';

export interface LogOptions {
  /** Folder of the log files; the console alone when absent. */
  folder: string | undefined;
  level: 'error' | 'warn' | 'info' | 'debug';
  maxBytes: number;
  files: number;
  /** Whether lines also go to stderr. */
  console: boolean;
  /** The id of lines that belong to no logon: one a start of the service. */
  correlationId: string;
}

export interface ClosableLogger extends Logger {
  /** Ends when every line is written, or after a second. */
  close(): Promise<void>;
}

/** JSON lines in files that rotate by size and are kept by count. */
export function createRotatingLogger(options: LogOptions): ClosableLogger {
  const sinks = [];
  if (options.folder !== undefined) {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    sinks.push(
      new transports.File({
        filename: join(options.folder, 'service.log'),
        maxsize: options.maxBytes,
        maxFiles: options.files,
        tailable: true,
        options: { flags: 'a', mode: 0o600 },
      }),
    );
  }
  if (options.console || options.folder === undefined) {
    sinks.push(new transports.Console({ stderrLevels: Object.keys(config.npm.levels) }));
  }
  const logger = createLogger({
    level: options.level,
    levels: config.npm.levels,
    format: format.combine(format.timestamp(), format.json()),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston declares its transports as interfaces
    transports: sinks,
    exitOnError: false,
  });
  // A full disk must not end the service; the lines are lost, the logons are not.
  logger.on('error', () => undefined);
  const write =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      const correlationId = fields.correlationId ?? options.correlationId;
      // As the tile shows it, so that what a person reads out is found.
      const reference = referenceOf(correlationId);
      logger.log({ level, message: event, ...fields, correlationId, reference });
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, 1000);
        logger.once('finish', () => {
          // winston says `finish` before its file streams are flushed; one turn is enough for a line.
          setTimeout(() => {
            clearTimeout(late);
            resolve();
          }, 20);
        });
        logger.end();
      }),
  };
}
