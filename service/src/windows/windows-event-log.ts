import { EVENT_SOURCE } from '../events/catalogue.js';
import type { EventLevel } from '../events/event-definition.js';
import type { EventEntry, EventLog } from '../events/event-log.js';
import { WindowsError, loadKoffi, wideString } from './win32.js';

const TYPES: Record<EventLevel, number> = { error: 1, warning: 2, information: 4 };

type Call = (...args: unknown[]) => unknown;
type Answered = (error: unknown, result: unknown) => void;
type BackgroundCall = Call & { async: (...args: [...unknown[], Answered]) => void };

/**
 * The Application event log. The installer registers the source with the table of messages; an entry of an unregistered
 * source is kept too, with a note by Event Viewer that its text is not known.
 */
export class WindowsEventLog implements EventLog {
  readonly #source: string;
  #handle: unknown;
  #report: BackgroundCall | undefined;

  constructor(source = EVENT_SOURCE) {
    this.#source = source;
  }

  /**
   * One entry at a time. Written by a thread of its own: the event log is a service, and may be slow to answer while Windows starts.
   *
   * @throws WindowsError when there is no event log to write to
   * @throws Error when it does not take the entry
   */
  async write({ level, messageId, category, strings }: EventEntry): Promise<void> {
    this.#handle ??= open(this.#source);
    const report = (this.#report ??= declareReport());
    const texts = strings.map(wideString);
    const type = TYPES[level];
    const counts = [texts.length, 0] as const;
    const args = [this.#handle, type, category, messageId, null, ...counts, texts, null] as const;
    const isTaken = await new Promise<boolean>((resolve, reject) => {
      report.async(...args, (error: unknown, result: unknown) => {
        if (error === null || error === undefined) resolve(result === true);
        else reject(error instanceof Error ? error : new Error('ReportEventW was not called'));
      });
    });
    // The buffers are named here also because koffi does not keep them for a call in the background.
    if (!isTaken) throw new Error(`the event log refuses an entry of ${texts.length} strings`);
  }
}

function declareReport(): BackgroundCall {
  return loadKoffi()
    .load('advapi32.dll')
    .func('ReportEventW', 'bool', [
      ...['int64_t', 'uint16_t', 'uint16_t', 'uint32_t', 'void *'],
      ...['uint16_t', 'uint32_t', 'void **', 'void *'],
    ]);
}

function open(source: string): unknown {
  const koffi = loadKoffi();
  const register = koffi
    .load('advapi32.dll')
    .func('RegisterEventSourceW', 'int64_t', ['void *', 'void *']) as Call;
  const lastError = koffi.load('kernel32.dll').func('GetLastError', 'uint32_t', []) as () => number;
  const handle = register(null, wideString(source));
  if (handle === 0 || handle === 0n) throw new WindowsError('RegisterEventSourceW', lastError());
  return handle;
}
