import type { LogFields, Logger } from '../../service/src/logger.js';

export interface LogLine extends LogFields {
  level: 'error' | 'warn' | 'info' | 'debug';
  event: string;
}

/** Keeps the lines for the test to read. */
export class MemoryLogger implements Logger {
  readonly lines: LogLine[] = [];

  error(event: string, fields?: LogFields): void {
    this.lines.push({ level: 'error', event, ...fields });
  }

  warn(event: string, fields?: LogFields): void {
    this.lines.push({ level: 'warn', event, ...fields });
  }

  info(event: string, fields?: LogFields): void {
    this.lines.push({ level: 'info', event, ...fields });
  }

  debug(event: string, fields?: LogFields): void {
    this.lines.push({ level: 'debug', event, ...fields });
  }

  of(event: string): LogLine[] {
    return this.lines.filter((line) => line.event === event);
  }
}
