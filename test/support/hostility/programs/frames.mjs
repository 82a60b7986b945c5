/**
 * Frames as bytes, written without the product's codec: whoever attacks it has none of its scruples. The wire numbers are
 * those of docs/pipe-protocol.md.
 */
export const TYPES = { hello: 1, open: 2, submit: 3, choose: 4, cancel: 5, report: 6, close: 7 };
const TAGS = {
  oldestVersion: 1,
  newestVersion: 2,
  scenario: 3,
  remote: 4,
  language: 5,
  providerVersion: 6,
  tileSid: 8,
  userName: 9,
  screen: 10,
  slot: 11,
  input: 12,
  value: 13,
  ntStatus: 14,
  subStatus: 15,
};
const SLOT = { userName: 4, password: 5, link: 12 };

/** Numbers that follow from a seed (mulberry32): fast enough for a million frames. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `count - 1`. */
  below(count) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  pick(items) {
    return items[this.below(items.length)];
  }

  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

const field = (tag, value) => {
  const head = Buffer.alloc(3);
  head.writeUInt8(tag);
  head.writeUInt16LE(value.length, 1);
  return Buffer.concat([head, value]);
};
const byte = (value) => Buffer.of(value);
const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const text = (value) => Buffer.from(value, 'utf8');

export function frame(type, conversation, fields = [], version = 1) {
  const body = Buffer.concat(fields);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(8 + body.length);
  head.writeUInt8(version, 4);
  head.writeUInt8(type, 5);
  head.writeUInt32LE(conversation >>> 0, 8);
  return Buffer.concat([head, body]);
}

export function hello({ oldest = 1, newest = 1, version = 1, scenario = 1 } = {}) {
  return frame(
    TYPES.hello,
    0,
    [
      field(TAGS.oldestVersion, byte(oldest)),
      field(TAGS.newestVersion, byte(newest)),
      field(TAGS.scenario, byte(scenario)),
      field(TAGS.remote, byte(0)),
      field(TAGS.language, text('en-GB')),
      field(TAGS.providerVersion, text('hostile')),
    ],
    version,
  );
}

export const open = (tile, sid = '', userName = '') =>
  frame(TYPES.open, tile, [field(TAGS.tileSid, text(sid)), field(TAGS.userName, text(userName))]);

export const submit = (tile, screen, userName, password) =>
  frame(TYPES.submit, tile, [
    field(TAGS.screen, number(screen)),
    ...Object.entries({ userName, password }).map(([slot, value]) =>
      field(
        TAGS.input,
        Buffer.concat([field(TAGS.slot, byte(SLOT[slot])), field(TAGS.value, text(value))]),
      ),
    ),
  ]);

export const choose = (tile, screen) =>
  frame(TYPES.choose, tile, [
    field(TAGS.screen, number(screen)),
    field(TAGS.slot, byte(SLOT.link)),
  ]);

export const cancel = (tile) => frame(TYPES.cancel, tile);
export const report = (tile) =>
  frame(TYPES.report, tile, [field(TAGS.ntStatus, number(0)), field(TAGS.subStatus, number(0))]);
export const close = (tile) => frame(TYPES.close, tile);

/** A frame's beginning that announces so many bytes. */
export const announcing = (length) => Buffer.concat([number(length), Buffer.from([1, 5, 0, 0])]);
