import type { Writable } from 'node:stream';

import winston from 'winston';

/** What a log line may hold: short words and numbers. Bodies, headers and objects do not fit, on purpose (R8). */
export type LogFields = Record<string, string | number | boolean | undefined>;

/** The log of the operator. The audit log is another thing: {@link AuditLog}. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** JSON lines, by default on standard error: standard output is for people. */
export function createLogger(options: {
  level: 'error' | 'warn' | 'info' | 'debug';
  fields?: LogFields;
  stream?: Writable;
}): Logger {
  return winston.createLogger({
    level: options.level,
    defaultMeta: options.fields ?? {},
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's types name the interface, not the class
    transports: [new winston.transports.Stream({ stream: options.stream ?? process.stderr })],
    exitOnError: false,
  });
}

/** An error as log fields: class, code, message and the causes' messages. No property that a driver added. */
export function describeError(error: unknown): LogFields {
  const chain: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth++) {
    chain.push(`${current.name}: ${current.message}`);
    current = current.cause;
  }
  return {
    error: chain.length === 0 ? typeof error : chain.join(' <- '),
    ...(error instanceof Error && error.stack !== undefined
      ? { stack: error.stack.split('\n').slice(1, 12).join('\n') }
      : {}),
  };
}
