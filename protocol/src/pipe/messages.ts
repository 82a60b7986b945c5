import type { Screen, SlotName } from './screen.js';

/** CREDENTIAL_PROVIDER_USAGE_SCENARIO, in our order. */
export const PIPE_SCENARIOS = { logon: 1, unlock: 2, credui: 3, 'change-password': 4 } as const;
export type PipeScenario = keyof typeof PIPE_SCENARIOS;

/** A value the person typed or chose. Secrets are bytes, so that they can be wiped. */
export interface Input {
  slot: SlotName;
  /** UTF-8 of an edit field; for the combo box, the index in decimal. */
  value: Uint8Array;
}

/** From the DLL. `conversation` is 0 for messages about the connection, else one number a tile. */
export type DllMessage =
  | {
      type: 'hello';
      oldestVersion: number;
      newestVersion: number;
      scenario: PipeScenario;
      remote: boolean;
      language: string;
      providerVersion: string;
    }
  /** A tile was shown. `tileSid` is empty on the "other user" tile. */
  | { type: 'open'; tileSid: string; userName: string }
  | { type: 'submit'; screen: number; inputs: Input[] }
  | { type: 'choose'; screen: number; slot: SlotName }
  | { type: 'cancel' }
  /** ReportResult: what Windows said of the serialization. */
  | { type: 'report'; ntStatus: number; subStatus: number }
  | { type: 'close' };

/** From the service. */
export type ServiceMessage =
  | { type: 'welcome'; version: number; serviceVersion: string }
  | { type: 'screen'; screen: Screen }
  | { type: 'progress'; text: string }
  /**
   * The logon is granted: the DLL serialises these names with the password the person typed, or with `password`
   * when the service has it from a recovery.
   */
  | {
      type: 'grant';
      domain: string;
      userName: string;
      sid: string;
      correlationId: string;
      password?: Uint8Array;
    }
  /** What the tile is for is done, and there is no credential: the password was changed. `text` is for the person. */
  | { type: 'done'; text: string }
  /** The service cannot go on with this conversation. `code` is stable, `text` is for the person. */
  | { type: 'fault'; code: string; text: string };

export type PipeMessage = DllMessage | ServiceMessage;

export interface Frame {
  version: number;
  conversation: number;
  message: PipeMessage;
}

/** The wire numbers of the messages: below 128 from the DLL, from 128 on from the service. */
export const MESSAGE_TYPES = {
  hello: 1,
  open: 2,
  submit: 3,
  choose: 4,
  cancel: 5,
  report: 6,
  close: 7,
  welcome: 128,
  screen: 129,
  progress: 130,
  grant: 131,
  fault: 132,
  done: 133,
} as const satisfies Record<PipeMessage['type'], number>;

/**
 * Field tags. In a frame or group they stand in ascending order, each at most once, but for those that
 * {@link REPEATED_TAGS} names.
 */
export const TAGS = {
  oldestVersion: 1,
  newestVersion: 2,
  scenario: 3,
  remote: 4,
  language: 5,
  providerVersion: 6,
  serviceVersion: 7,
  tileSid: 8,
  userName: 9,
  screen: 10,
  slot: 11,
  input: 12,
  value: 13,
  ntStatus: 14,
  subStatus: 15,
  field: 16,
  state: 17,
  mode: 18,
  text: 19,
  clear: 20,
  option: 21,
  selected: 22,
  pictureWidth: 23,
  pictureHeight: 24,
  pictureBits: 25,
  focus: 26,
  submitAfter: 27,
  messageClass: 28,
  messageText: 29,
  domain: 30,
  sid: 31,
  correlationId: 32,
  password: 33,
  code: 34,
  version: 35,
} as const;
export type TagName = keyof typeof TAGS;

export const REPEATED_TAGS: ReadonlySet<number> = new Set([TAGS.input, TAGS.field, TAGS.option]);
