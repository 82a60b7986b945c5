import { DesktopSession } from '@gatehouse/protocol';
import type { SessionType } from '@gatehouse/protocol';

import {
  describeSession,
  sessionTypeOf,
} from '../../../service/src/sessions/session-description.js';
import type { SessionAnswers } from '../../../service/src/sessions/session-description.js';
import { sidText } from '../../../service/src/windows/sid-text.js';
import { addressOf } from '../../../service/src/windows/terminal-sessions.js';

const NOTHING: SessionAnswers = {
  protocol: undefined,
  station: undefined,
  isRemote: undefined,
  clientName: undefined,
  clientAddress: undefined,
};

describe('the type of a session', () => {
  it.each<[why: string, answers: Partial<SessionAnswers>, type: SessionType]>([
    ['the console', { protocol: 0, station: 'Console', isRemote: false }, 'console'],
    ['Remote Desktop', { protocol: 2, station: 'RDP-Tcp#3', isRemote: true }, 'rdp'],
    ['Remote Desktop by name alone', { station: 'rdp-tcp#0' }, 'rdp'],
    ['Citrix on a server', { protocol: 1, station: 'ICA-tcp#7', isRemote: true }, 'citrix'],
    ['Citrix that passes for the console', { protocol: 0, station: 'ICA-CGP#1' }, 'citrix'],
    ['something remote that nobody knows', { protocol: 0, isRemote: true }, 'other'],
    ['a number that nobody knows', { protocol: 9, station: 'X' }, 'other'],
    ['no answer: it is not taken for the console', {}, 'other'],
  ])('%s', (_, answers, type) => {
    expect(sessionTypeOf({ ...NOTHING, ...answers })).toBe(type);
  });
});

describe('what a far machine says of itself', () => {
  const remote = { ...NOTHING, protocol: 2 };

  it.each<[why: string, said: Partial<SessionAnswers>, told: Partial<DesktopSession>]>([
    [
      'is told as it is',
      { clientName: 'LAPTOP-7', clientAddress: '10.2.3.4' },
      { clientName: 'LAPTOP-7', clientAddress: '10.2.3.4' },
    ],
    [
      'loses what ends a line of a log',
      { clientName: 'A\r\nB\u2028C\u0000' },
      { clientName: 'ABC' },
    ],
    ['loses what turns text around', { clientName: 'exe\u202Egpj' }, { clientName: 'exegpj' }],
    ['is cut', { clientName: 'x'.repeat(300) }, { clientName: 'x'.repeat(64) }],
    [
      'is not cut in the middle of a character',
      { clientName: 'x'.repeat(63) + '🔑' },
      { clientName: 'x'.repeat(63) },
    ],
    ['is left out where nothing remains', { clientName: '\u0007 ' }, {}],
    ['is left out where it is no address', { clientAddress: '10.2.3.4; drop' }, {}],
  ])('%s', (_, said, told) => {
    const described = describeSession({ ...remote, ...said });
    expect(described).toEqual({ type: 'rdp', ...told });
    expect(DesktopSession.parse(described)).toEqual(described);
  });

  it('is not listened to at the console', () => {
    const console = { ...NOTHING, protocol: 0, clientName: 'X', clientAddress: '10.0.0.1' };
    expect(describeSession(console)).toEqual({ type: 'console' });
  });
});

describe('structures of Windows', () => {
  it('give an address of IPv4 or IPv6, and none of anything else', () => {
    const bytes = Buffer.alloc(24);
    bytes.writeUInt32LE(2, 0);
    bytes.set([192, 0, 2, 9], 6);
    expect(addressOf(bytes)).toBe('192.0.2.9');
    expect(addressOf(bytes.subarray(0, 9))).toBeUndefined();
    bytes.writeUInt32LE(23, 0);
    bytes.set(Buffer.from('20010db80000000000000000ff00000a', 'hex'), 4);
    expect(addressOf(bytes)).toBe('2001:db8::ff00:a');
    expect(DesktopSession.shape.clientAddress.parse(addressOf(bytes))).toBeDefined();
    expect(addressOf(bytes.subarray(0, 19))).toBeUndefined();
    bytes.writeUInt32LE(6, 0);
    expect(addressOf(bytes)).toBeUndefined();
  });

  it('give a SID as text, and nothing of what is none', () => {
    const administrators = Buffer.from('01020000000000052000000020020000', 'hex');
    expect(sidText(administrators)).toBe('S-1-5-32-544');
    expect(sidText(Buffer.concat([administrators, Buffer.alloc(9)]))).toBe('S-1-5-32-544');
    expect(sidText(administrators.subarray(0, 15))).toBeUndefined();
    expect(sidText(Buffer.from('02', 'hex'))).toBeUndefined();
    expect(sidText(Buffer.from('0110000000000005', 'hex'))).toBeUndefined();
    expect(sidText(Buffer.alloc(0))).toBeUndefined();
  });
});
