import { CATEGORIES, messageIdOf, serviceEvent } from '../../../service/src/events/catalogue.js';
import type { EventEntry, EventLog } from '../../../service/src/events/event-log.js';
import {
  EventRecorder,
  MAX_PER_WINDOW,
  WINDOW_MS,
} from '../../../service/src/events/event-recorder.js';
import type { ServiceEventName } from '../../../service/src/events/events.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';

const CORRELATION = '7f3a91c20b44aabbccddeeff00112233';
const SERVICE = '00112233445566778899aabbccddeeff';

class MemoryEventLog implements EventLog {
  readonly entries: EventEntry[] = [];
  failure: Error | undefined;

  write(entry: EventEntry): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.entries.push(entry);
    return Promise.resolve();
  }
}

function setUp() {
  const log = new MemoryEventLog();
  const next = new MemoryLogger();
  const time = { ms: 0 };
  const recorder = new EventRecorder({
    ...{ log, next, correlationId: SERVICE },
    elapsed: () => time.ms,
  });
  const written = async () => {
    await recorder.flush();
    return log.entries;
  };
  return { log, next, recorder, time, written };
}

const idOf = (name: ServiceEventName) => messageIdOf(serviceEvent(name));

describe('a recorder of events', () => {
  it('makes an entry of a line, with the reference that the tile shows and the whole correlation id', async () => {
    const { recorder, written, next } = setUp();
    recorder.info('logon.denied', {
      correlationId: CORRELATION,
      code: 'account.locked',
      by: 'server',
    });
    expect(await written()).toEqual([
      {
        level: 'warning',
        messageId: idOf('logonDenied'),
        category: CATEGORIES.logon,
        strings: ['7F3A-91C2-0B44', CORRELATION, 'account.locked', 'server'],
      },
    ]);
    expect(next.of('logon.denied')).toHaveLength(1);
  });

  it('gives lines of no logon the id of the service, and says nothing of what it does not know', async () => {
    const { recorder, written } = setUp();
    recorder.info('service.started', { version: '1.2.3' });
    recorder.debug('pipe.connected', { pid: 4 });
    const entries = await written();
    expect(entries.map(({ strings }) => strings)).toEqual([
      ['0011-2233-4455', SERVICE, '1.2.3', '-'],
    ]);
  });

  it('tells what a line means by its code: wrong codes lock out, a changed file is tampering', async () => {
    const { recorder, written } = setUp();
    for (const code of ['wrong-codes', 'recovery-attempts', 'tampered']) {
      recorder.warn('kit.destroyed', { code, sid: 'S-1-5-21-1' });
    }
    recorder.info('windows.answered', { outcome: 'accepted', ntStatus: '0x00000000' });
    recorder.info('windows.answered', { outcome: 'refused', ntStatus: '0xc000006e' });
    recorder.info('service.stopping', { reason: 'crashed' });
    expect((await written()).map(({ messageId }) => messageId)).toEqual([
      ...[idOf('offlineLockout'), idOf('offlineLockout'), idOf('tampering')],
      idOf('windowsRefused'),
    ]);
  });

  it('says once for each reason that the server is away, and once that it is back', async () => {
    const { recorder, written } = setUp();
    for (const reason of ['timeout', 'timeout', 'tls', 'timeout']) {
      recorder.warn('authority.unreachable', { reason });
    }
    recorder.info('authority.back', { seconds: 30 });
    recorder.warn('authority.unreachable', { reason: 'timeout' });
    const entries = await written();
    expect(entries.map(({ messageId, strings }) => [messageId, strings[2]])).toEqual([
      [idOf('serverUnreachable'), 'timeout'],
      [idOf('serverUnreachable'), 'tls'],
      [idOf('serverBack'), '-'],
      [idOf('serverUnreachable'), 'timeout'],
    ]);
  });

  it('leaves out what comes too often, says how much, and begins anew', async () => {
    const { recorder, written, time } = setUp();
    for (let count = 0; count < MAX_PER_WINDOW + 3; count++) recorder.info('logon.denied', {});
    await recorder.flush();
    const left = (await written()).at(-1);
    expect(left?.messageId).toBe(idOf('leftOut'));
    expect(left?.strings.slice(2)).toEqual(['301', '3']);
    time.ms += WINDOW_MS;
    recorder.info('logon.denied', {});
    expect((await written()).at(-1)?.messageId).toBe(idOf('logonDenied'));
  });

  it('inserts nothing that Event Viewer would expand, and no second line', async () => {
    const { recorder, written } = setUp();
    recorder.error('service.crashed', {
      reason: '%1 %%5 100%',
      detail: `a\r\nb\u0007${'x'.repeat(5000)}`,
    });
    const [entry] = await written();
    expect(entry?.strings[2]).toBe('% 1 % % 5 100%');
    expect(entry?.strings[3]).toMatch(/^a b x+$/);
    expect(entry?.strings[3]?.length).toBeLessThanOrEqual(1000);
  });

  it('goes on logging when the event log takes nothing, and says so once', async () => {
    const { recorder, log, next } = setUp();
    log.failure = new Error('full');
    recorder.info('service.started');
    recorder.info('service.stopping', { reason: 'stop' });
    await recorder.flush();
    expect(next.of('event-log.refused')).toHaveLength(1);
    expect(next.of('service.stopping')).toHaveLength(1);
    log.failure = undefined;
    recorder.info('service.started');
    await recorder.flush();
    expect(log.entries).toHaveLength(1);
  });
});
