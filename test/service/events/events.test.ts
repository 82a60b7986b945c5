import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { allEvents, messageIdOf } from '../../../service/src/events/catalogue.js';
import { messageOf } from '../../../service/src/events/event-message.js';
import { SERVICE_EVENTS } from '../../../service/src/events/events.js';
import {
  EVENT_LANGUAGES,
  renderMessageTable,
} from '../../../service/src/events/render-message-table.js';
import { renderNativeEvents } from '../../../service/src/events/render-native-events.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SOURCES = path.join(ROOT, 'service/src');

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('events'))
  .map((name) => readFileSync(path.join(SOURCES, name), 'utf8'))
  .join('\n');

const placeholders = (text: string) =>
  [...text.matchAll(/%(\d+)/g)].map(([, number]) => Number(number)).sort((a, b) => a - b);

describe('the events', () => {
  it('have ids of their own, which are those that administrators know', () => {
    const ids = allEvents().map(([, { id }]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // A change here breaks the filters of administrators: add, never renumber.
    expect(allEvents().map(([name, { id }]) => `${id} ${name}`)).toEqual([
      '100 breakGlassUsed',
      '101 serviceNotTrusted',
      '102 disabledAfterCrashes',
      '103 remoteWithoutPassword',
      '104 remoteLeftToWindows',
      '200 notStarted',
      '201 foreignIdentity',
      '202 started',
      '203 stopping',
      '204 crashed',
      '205 leftOut',
      '206 fault',
      '207 strangerAtPipe',
      '208 filterNotInForce',
      '209 vaultUnavailable',
      '220 joined',
      '221 joinFailed',
      '222 identityUnreadable',
      '223 serverKeysChanged',
      '224 serverUnreachable',
      '225 serverBack',
      '226 clockSkew',
      '227 policyRefused',
      '228 policyNotInForce',
      '229 exclusionsCut',
      '300 logonGranted',
      '301 logonDenied',
      '302 noVerdict',
      '303 windowsRefused',
      '304 enrollmentWaits',
      '310 selfServiceDone',
      '400 offlineGranted',
      '401 offlineDenied',
      '402 offlineLockout',
      '403 tampering',
      '404 kitRefused',
      '405 kitExpired',
      '406 kitsRemoved',
      '410 offlineCodeUsed',
      '411 offlineCodeRefused',
      '412 offlineCodesLocked',
      '413 offlineCodesLow',
      '420 breakGlassAccountUsed',
      '421 breakGlassAccountRefused',
    ]);
  });

  it('carry severity and facility in what the message table knows them by', () => {
    const ids = Object.fromEntries(allEvents().map(([name, event]) => [name, messageIdOf(event)]));
    expect(ids).toMatchObject({
      breakGlassUsed: 0x8100_0064,
      notStarted: 0xc101_00c8,
      started: 0x4101_00ca,
      logonDenied: 0x8101_012d,
    });
  });

  it('come of lines that the service really writes', () => {
    const lines = Object.values(SERVICE_EVENTS).flatMap(({ from }) => [
      ...from.lines,
      ...('until' in from ? [from.until] : []),
    ]);
    expect(lines.filter((line) => !sources.includes(`'${line}'`))).toEqual([]);
  });

  it.each(EVENT_LANGUAGES.map((texts) => [texts.language, texts] as const))(
    'say in %s what happened and what to do, with every string in its place',
    (_, texts) => {
      for (const [name, event] of allEvents()) {
        const message = messageOf(name, event, texts);
        const first = event.writer === 'service' ? 2 : 0;
        const wanted = Array.from({ length: first + event.strings.length }, (__, at) => at + 1);
        expect([name, [...new Set(placeholders(message))]]).toEqual([name, wanted]);
        // An exclamation mark after a number is a format, and a line with a lonely dot ends a message.
        expect(message).not.toMatch(/%\d+!|[\r\n]|^\.$/);
        expect(message).not.toMatch(/%(?![n\d])/);
      }
    },
  );

  it('are in the files that are made of them: run npm run docs', () => {
    const file = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
    expect(file('native/events/gatehouse-events.mc')).toBe(renderMessageTable());
    expect(file('native/win/provider_events.h')).toBe(renderNativeEvents());
  });
});
