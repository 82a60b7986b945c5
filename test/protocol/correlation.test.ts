import {
  formatCorrelationId,
  formatId,
  formatTraceparent,
  WorkstationId,
  parseReference,
  parseTraceparent,
  referenceOf,
} from '../../protocol/src/index.js';

const id = formatCorrelationId(Buffer.from('4bf92f3577b34da6a3ce929d0e0e4736', 'hex'));

describe('a correlation id', () => {
  it('travels in a traceparent header (W3C Trace Context)', () => {
    const header = formatTraceparent(id, Buffer.from('00f067aa0ba902b7', 'hex'));
    expect(header).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
    expect(parseTraceparent(header)).toBe(id);
  });

  it.each([
    undefined,
    '',
    'x',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `01-${id}-00f067aa0ba902b7-01`,
  ])('is not taken from %j', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('is shown as a reference that finds it again', () => {
    expect(referenceOf(id)).toBe('4BF9-2F35-77B3');
    expect(id.startsWith(parseReference(' 4bf9-2F35 77b3 ') ?? 'none')).toBe(true);
    expect(parseReference('4BF9-2F35')).toBeUndefined();
  });
});

describe('an id', () => {
  it('is its bits in base32, filled up with two zeros', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
    expect(formatId('wks', bytes)).toBe('wks_008j4ct4ank7f24snaxwsqfezw');
    expect(formatId('wks', new Uint8Array(16).fill(255))).toBe('wks_zzzzzzzzzzzzzzzzzzzzzzzzzw');
  });

  it('keeps every bit and fails the schema of another kind', () => {
    const low = formatId('wks', new Uint8Array(16));
    const high = formatId('wks', new Uint8Array(16).fill(255));
    expect(WorkstationId.parse(low)).not.toBe(high);
    expect(WorkstationId.safeParse(formatId('lgn', new Uint8Array(16))).success).toBe(false);
    expect(() => formatId('wks', new Uint8Array(15))).toThrow(RangeError);
  });
});
