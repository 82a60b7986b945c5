import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import type { PlacedEvent } from '../../../server/src/audit/audit-trail.js';
import { cleanText } from '../../../server/src/audit/formats/clean-text.js';
import { formatEvent } from '../../../server/src/audit/formats/event-format.js';
import { frameOf } from '../../../server/src/audit/tls-syslog-receiver.js';
import { parseSyslog } from '../../support/syslog-parser.js';

interface Vectors {
  enterprise: string;
  version: string;
  base: PlacedEvent;
  cases: { name: string; event: Partial<PlacedEvent>; syslog: string; cef: string }[];
}

const { base, cases, ...options } = JSON.parse(
  readFileSync(new URL('../../vectors/audit-formats.json', import.meta.url), 'utf8'),
) as Vectors;

describe('audit events as lines', () => {
  describe.each(cases)('$name', ({ event, syslog, cef }) => {
    const whole = { ...base, ...event };

    it('is written as RFC 5424 says', () => {
      expect(formatEvent(whole, 'syslog', options)).toBe(syslog);
    });
    it('is written as CEF', () => {
      expect(formatEvent(whole, 'cef', options)).toBe(cef);
    });
    it('is one line, and read back as what it was', () => {
      for (const format of ['json', 'syslog', 'cef', 'cef-syslog'] as const) {
        expect(formatEvent(whole, format, options)).not.toMatch(/[\r\n]/);
      }
      const { data } = parseSyslog(formatEvent(whole, 'syslog', options));
      expect(Object.keys(data)).toEqual(['gatehouse@32473']);
      const name = whole.principalName;
      expect(data['gatehouse@32473']?.['name']).toBe(
        name === undefined ? undefined : cleanText(name, 200),
      );
    });
  });

  it('keeps a message within what receivers take, whatever is in it', () => {
    const long = '"]\\é😀'.repeat(2000);
    const event: PlacedEvent = {
      ...base,
      principalId: long,
      principalName: long,
      workstationId: long,
      source: long,
      policy: long,
      door: long,
      code: long,
      detail: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}${long}`, long])),
    };
    const message = formatEvent(event, 'syslog', options);
    expect(Buffer.byteLength(message)).toBeLessThan(8192);
    expect(parseSyslog(message).data['gatehouse@32473']?.['hash']).toBe(base.hash);
  });

  it.each([
    ['abc', 2, 'ab'],
    ['é', 1, ''],
    ['aé', 2, 'a'],
    ['😀', 3, ''],
    ['x😀', 5, 'x😀'],
    ['', 0, ''],
  ])('cuts %j to %d bytes without half a character', (text, bytes, expected) => {
    expect(cleanText(text, bytes)).toBe(expected);
  });

  it('counts octets, not characters (RFC 5425, section 4.3)', () => {
    expect(frameOf('é😀').toString('utf8')).toBe('6 é😀');
  });
});
