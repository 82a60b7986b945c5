import { EVENT_SOURCE } from './names.js';
import { WindowsError, loadKoffi, wideString } from './win32.js';

/** What Windows' Event Viewer shows as the level of an entry. */
export type EventLevel = 'error' | 'warning' | 'information';

const TYPES: Record<EventLevel, number> = { error: 1, warning: 2, information: 4 };

/** Numbers of our entries; stable, because administrators filter by them. The provider has those from 100. */
export const EVENT_IDS = { notStarted: 200, foreignIdentity: 201 } as const;

/** ReportEvent takes strings of fewer than 31,839 characters. */
const MAX_TEXT = 31_000;

type Call = (...args: unknown[]) => unknown;

/**
 * The Application event log, where administrators and their collectors look. The installer registers the source; an entry
 * of an unregistered source is kept too, with a note by Event Viewer that its text is not known. Never pass secrets.
 */
export class EventLog {
  readonly #source: string;

  constructor(source = EVENT_SOURCE) {
    this.#source = source;
  }

  /** @throws WindowsError when the event log cannot be written */
  write(level: EventLevel, eventId: number, text: string): void {
    const koffi = loadKoffi();
    const advapi32 = koffi.load('advapi32.dll');
    const declare = (name: string, result: string, parameters: string[]): Call =>
      advapi32.func(name, result, parameters) as Call;
    const register = declare('RegisterEventSourceW', 'int64_t', ['void *', 'void *']);
    const report = declare('ReportEventW', 'bool', [
      'int64_t',
      'uint16_t',
      'uint16_t',
      'uint32_t',
      'void *',
      'uint16_t',
      'uint32_t',
      'void **',
      'void *',
    ]);
    const deregister = declare('DeregisterEventSource', 'bool', ['int64_t']);
    const lastError = koffi
      .load('kernel32.dll')
      .func('GetLastError', 'uint32_t', []) as () => number;

    const handle = register(null, wideString(this.#source));
    if (handle === 0 || handle === 0n) throw new WindowsError('RegisterEventSourceW', lastError());
    try {
      const texts = [wideString(text.slice(0, MAX_TEXT))];
      if (report(handle, TYPES[level], 0, eventId, null, texts.length, 0, texts, null) !== true) {
        throw new WindowsError('ReportEventW', lastError());
      }
    } finally {
      deregister(handle);
    }
  }
}
