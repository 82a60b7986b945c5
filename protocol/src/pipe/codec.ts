import { FrameError, decodeFields, decodeFrame, encodeFields, encodeFrame } from './frame.js';
import type { RawField } from './frame.js';
import { MAX_OPTIONS, MAX_PICTURE_SIDE, OLDEST_PIPE_VERSION, PIPE_VERSION } from './limits.js';
import { MESSAGE_TYPES, PIPE_SCENARIOS, TAGS } from './messages.js';
import type { Frame, Input, PipeMessage, TagName } from './messages.js';
import { FIELD_MODES, FIELD_STATES, MESSAGE_CLASSES, SLOTS, slotsOf } from './screen.js';
import type { Picture, Screen, ScreenField, SlotName } from './screen.js';

// One file, longer than others: what a message is written as and read from is to be compared line by line, and both
// directions share the tables of fields.

/** Encodes a message as one frame. @throws FrameError when it exceeds a ceiling */
export function encodeMessage(frame: Frame): Uint8Array {
  return encodeFrame({
    version: frame.version,
    type: MESSAGE_TYPES[frame.message.type],
    conversation: frame.conversation,
    fields: fieldsOf(frame.message),
  });
}

/**
 * Decodes one frame. Secrets in the result are views of `bytes`: wiping either wipes both.
 *
 * @throws FrameError
 */
export function decodeMessage(bytes: Uint8Array): Frame {
  const raw = decodeFrame(bytes);
  if (raw.version < OLDEST_PIPE_VERSION || raw.version > PIPE_VERSION) {
    throw new FrameError('version', `version ${String(raw.version)} is not spoken here`);
  }
  const reader = new FieldReader(raw.fields, raw.version);
  const message = messageOf(raw.type, reader);
  reader.end();
  return { version: raw.version, conversation: raw.conversation, message };
}

function fieldsOf(message: PipeMessage): RawField[] {
  switch (message.type) {
    case 'hello':
      return [
        u8('oldestVersion', message.oldestVersion),
        u8('newestVersion', message.newestVersion),
        u8('scenario', PIPE_SCENARIOS[message.scenario]),
        u8('remote', message.remote ? 1 : 0),
        text('language', message.language),
        text('providerVersion', message.providerVersion),
      ];
    case 'open':
      return [text('tileSid', message.tileSid), text('userName', message.userName)];
    case 'submit':
      return [
        u32('screen', message.screen),
        ...message.inputs.map((input) =>
          bytesField(
            'input',
            encodeFields([u8('slot', SLOTS[input.slot]), bytesField('value', input.value)]),
          ),
        ),
      ];
    case 'choose':
      return [u32('screen', message.screen), u8('slot', SLOTS[message.slot])];
    case 'cancel':
    case 'close':
      return [];
    case 'report':
      return [u32('ntStatus', message.ntStatus), u32('subStatus', message.subStatus)];
    case 'welcome':
      return [text('serviceVersion', message.serviceVersion), u8('version', message.version)];
    case 'screen':
      return screenFields(message.screen);
    case 'progress':
    case 'done':
      return [text('text', message.text)];
    case 'grant':
      return [
        text('userName', message.userName),
        text('domain', message.domain),
        text('sid', message.sid),
        text('correlationId', message.correlationId),
        ...(message.password === undefined ? [] : [bytesField('password', message.password)]),
      ];
    case 'fault':
      return [text('text', message.text), text('code', message.code)];
  }
}

function screenFields(screen: Screen): RawField[] {
  const { focus, submitAfter, message } = screen;
  return [
    u32('screen', screen.id),
    ...screen.fields.map((field) => bytesField('field', encodeFields(screenFieldFields(field)))),
    ...(focus === undefined ? [] : [u8('focus', SLOTS[focus])]),
    ...(submitAfter === undefined ? [] : [u8('submitAfter', SLOTS[submitAfter])]),
    ...(message === undefined
      ? []
      : [u8('messageClass', MESSAGE_CLASSES[message.class]), text('messageText', message.text)]),
  ];
}

function screenFieldFields(field: ScreenField): RawField[] {
  const { picture } = field;
  return [
    u8('slot', SLOTS[field.slot]),
    u8('state', FIELD_STATES[field.state]),
    u8('mode', FIELD_MODES[field.mode]),
    ...(field.text === undefined ? [] : [text('text', field.text)]),
    ...(field.clear === true ? [u8('clear', 1)] : []),
    ...(field.options ?? []).map((option) => text('option', option)),
    ...(field.selected === undefined ? [] : [u8('selected', field.selected)]),
    ...(picture === undefined
      ? []
      : [
          u32('pictureWidth', picture.width),
          u32('pictureHeight', picture.height),
          bytesField('pictureBits', picture.bits),
        ]),
  ];
}

function messageOf(type: number, fields: FieldReader): PipeMessage {
  switch (type) {
    case MESSAGE_TYPES.hello:
      return {
        type: 'hello',
        oldestVersion: fields.u8('oldestVersion'),
        newestVersion: fields.u8('newestVersion'),
        scenario: fields.name('scenario', PIPE_SCENARIOS),
        remote: fields.flag('remote'),
        language: fields.text('language'),
        providerVersion: fields.text('providerVersion'),
      };
    case MESSAGE_TYPES.open:
      return { type: 'open', tileSid: fields.text('tileSid'), userName: fields.text('userName') };
    case MESSAGE_TYPES.submit:
      return {
        type: 'submit',
        screen: fields.u32('screen'),
        inputs: fields.groups('input').map(inputOf),
      };
    case MESSAGE_TYPES.choose:
      return { type: 'choose', screen: fields.u32('screen'), slot: fields.slot() };
    case MESSAGE_TYPES.cancel:
      return { type: 'cancel' };
    case MESSAGE_TYPES.close:
      return { type: 'close' };
    case MESSAGE_TYPES.report:
      return {
        type: 'report',
        ntStatus: fields.u32('ntStatus'),
        subStatus: fields.u32('subStatus'),
      };
    case MESSAGE_TYPES.welcome: {
      const serviceVersion = fields.text('serviceVersion');
      return { type: 'welcome', version: fields.u8('version'), serviceVersion };
    }
    case MESSAGE_TYPES.screen:
      return { type: 'screen', screen: screenOf(fields) };
    case MESSAGE_TYPES.progress:
      return { type: 'progress', text: fields.text('text') };
    case MESSAGE_TYPES.done:
      return { type: 'done', text: fields.text('text') };
    case MESSAGE_TYPES.grant: {
      const userName = fields.text('userName');
      const domain = fields.text('domain');
      const sid = fields.text('sid');
      const correlationId = fields.text('correlationId');
      const password = fields.optionalBytes('password');
      return {
        type: 'grant',
        domain,
        userName,
        sid,
        correlationId,
        ...(password === undefined ? {} : { password }),
      };
    }
    case MESSAGE_TYPES.fault: {
      const faultText = fields.text('text');
      return { type: 'fault', code: fields.text('code'), text: faultText };
    }
    default:
      throw new FrameError('unknown-type', `message type ${String(type)} is not known`);
  }
}

function inputOf(fields: FieldReader): Input {
  const input = { slot: fields.slot(), value: fields.bytes('value') };
  fields.end();
  return input;
}

function screenOf(fields: FieldReader): Screen {
  const id = fields.u32('screen');
  const screenFields_ = fields.groups('field').map(screenFieldOf);
  const focus = fields.optionalSlot('focus');
  const submitAfter = fields.optionalSlot('submitAfter');
  const messageClass = fields.optionalName('messageClass', MESSAGE_CLASSES);
  const message =
    messageClass === undefined
      ? undefined
      : { class: messageClass, text: fields.text('messageText') };
  return {
    id,
    fields: screenFields_,
    ...(focus === undefined ? {} : { focus }),
    ...(submitAfter === undefined ? {} : { submitAfter }),
    ...(message === undefined ? {} : { message }),
  };
}

function screenFieldOf(fields: FieldReader): ScreenField {
  const slot = fields.slot();
  const state = fields.name('state', FIELD_STATES);
  const mode = fields.name('mode', FIELD_MODES);
  const fieldText = fields.optionalText('text');
  const clear = fields.optionalFlag('clear');
  const options = fields.texts('option');
  const selected = fields.optionalU8('selected');
  const picture = pictureOf(fields);
  fields.end();
  return {
    slot,
    state,
    mode,
    ...(fieldText === undefined ? {} : { text: fieldText }),
    ...(clear === undefined ? {} : { clear }),
    ...(options.length === 0 ? {} : { options }),
    ...(selected === undefined ? {} : { selected }),
    ...(picture === undefined ? {} : { picture }),
  };
}

function pictureOf(fields: FieldReader): Picture | undefined {
  const width = fields.optionalU32('pictureWidth');
  if (width === undefined) return undefined;
  const height = fields.u32('pictureHeight');
  const bits = fields.bytes('pictureBits');
  if (
    width < 1 ||
    height < 1 ||
    width > MAX_PICTURE_SIDE ||
    height > MAX_PICTURE_SIDE ||
    bits.length !== Math.ceil(width / 8) * height
  ) {
    throw new FrameError('value', 'the picture has no such size');
  }
  return { width, height, bits };
}

function bytesField(tag: TagName, value: Uint8Array): RawField {
  return { tag: TAGS[tag], value };
}

function text(tag: TagName, value: string): RawField {
  return bytesField(tag, encoder.encode(value));
}

function u8(tag: TagName, value: number): RawField {
  return bytesField(tag, Uint8Array.of(value));
}

function u32(tag: TagName, value: number): RawField {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytesField(tag, bytes);
}

const encoder = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the fields of a frame or group in the order of their tags; what is left over at the end is an error. */
class FieldReader {
  readonly #fields: RawField[];
  readonly #version: number;
  #next = 0;

  constructor(fields: RawField[], version: number) {
    this.#fields = fields;
    this.#version = version;
  }

  /** @throws FrameError `unknown-tag` when a field was not asked for */
  end(): void {
    const left = this.#fields[this.#next];
    if (left !== undefined) {
      throw new FrameError('unknown-tag', `tag ${String(left.tag)} does not belong here`);
    }
  }

  optionalBytes(tag: TagName): Uint8Array | undefined {
    const field = this.#fields[this.#next];
    if (field?.tag !== TAGS[tag]) return undefined;
    this.#next++;
    return field.value;
  }

  bytes(tag: TagName): Uint8Array {
    const value = this.optionalBytes(tag);
    if (value === undefined) {
      const found = this.#fields[this.#next];
      const known = found === undefined || found.tag > TAGS[tag];
      throw new FrameError(known ? 'missing' : 'unknown-tag', `the field ${tag} is expected`);
    }
    return value;
  }

  optionalText(tag: TagName): string | undefined {
    const value = this.optionalBytes(tag);
    return value === undefined ? undefined : textOf(value, tag);
  }

  text(tag: TagName): string {
    return textOf(this.bytes(tag), tag);
  }

  texts(tag: TagName): string[] {
    const texts: string[] = [];
    for (let next = this.optionalText(tag); next !== undefined; next = this.optionalText(tag)) {
      texts.push(next);
    }
    if (texts.length > MAX_OPTIONS) throw new FrameError('too-many', `too many of ${tag}`);
    return texts;
  }

  groups(tag: TagName): FieldReader[] {
    const groups: FieldReader[] = [];
    for (let next = this.optionalBytes(tag); next !== undefined; next = this.optionalBytes(tag)) {
      groups.push(new FieldReader(decodeFields(next), this.#version));
    }
    return groups;
  }

  u8(tag: TagName): number {
    return byteOf(this.bytes(tag), tag);
  }

  optionalU8(tag: TagName): number | undefined {
    const value = this.optionalBytes(tag);
    return value === undefined ? undefined : byteOf(value, tag);
  }

  u32(tag: TagName): number {
    return wordOf(this.bytes(tag), tag);
  }

  optionalU32(tag: TagName): number | undefined {
    const value = this.optionalBytes(tag);
    return value === undefined ? undefined : wordOf(value, tag);
  }

  flag(tag: TagName): boolean {
    return flagOf(this.u8(tag), tag);
  }

  /** A flag that is only ever written when it is set. */
  optionalFlag(tag: TagName): true | undefined {
    const value = this.optionalU8(tag);
    if (value === undefined) return undefined;
    if (value !== 1) throw new FrameError('value', `${tag} is written only when set`);
    return true;
  }

  name<N extends string>(tag: TagName, names: Record<N, number>): N {
    return nameOf(this.u8(tag), tag, names);
  }

  optionalName<N extends string>(tag: TagName, names: Record<N, number>): N | undefined {
    const value = this.optionalU8(tag);
    return value === undefined ? undefined : nameOf(value, tag, names);
  }

  /** One that the version of the frame has. */
  slot(): SlotName {
    return nameOf(this.u8('slot'), 'slot', slotsOf(this.#version));
  }

  optionalSlot(tag: 'focus' | 'submitAfter'): SlotName | undefined {
    const value = this.optionalU8(tag);
    return value === undefined ? undefined : nameOf(value, tag, slotsOf(this.#version));
  }
}

function textOf(value: Uint8Array, tag: string): string {
  let decoded: string;
  try {
    decoded = utf8.decode(value);
  } catch {
    throw new FrameError('value', `${tag} is not UTF-8`);
  }
  if (decoded.includes('\0')) throw new FrameError('value', `${tag} has a null character`);
  return decoded;
}

function byteOf(value: Uint8Array, tag: string): number {
  const [byte] = value;
  if (value.length !== 1 || byte === undefined) throw new FrameError('value', `${tag} is one byte`);
  return byte;
}

function wordOf(value: Uint8Array, tag: string): number {
  if (value.length !== 4) throw new FrameError('value', `${tag} is four bytes`);
  return new DataView(value.buffer, value.byteOffset, 4).getUint32(0, true);
}

function flagOf(value: number, tag: string): boolean {
  if (value > 1) throw new FrameError('value', `${tag} is 0 or 1`);
  return value === 1;
}

function nameOf<N extends string>(
  value: number,
  tag: string,
  names: Partial<Record<N, number>>,
): N {
  for (const name in names) {
    if (names[name] === value) return name;
  }
  throw new FrameError('value', `${tag} has no value ${String(value)}`);
}
