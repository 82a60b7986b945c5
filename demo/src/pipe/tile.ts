import { PIPE_VERSION } from '@gatehouse/protocol';
import type {
  DllMessage,
  Input,
  Screen,
  ScreenField,
  ServiceMessage,
  SlotName,
} from '@gatehouse/protocol';

/** What Windows would be handed: the names are the directory's, the password is the one that was typed. */
export interface Serialization {
  domain: string;
  userName: string;
  sid: string;
  correlationId: string;
  password: string;
}

export type TileState =
  /** Nothing was received yet. */
  | { kind: 'opening' }
  | { kind: 'screen'; screen: Screen }
  | { kind: 'granted'; serialization: Serialization }
  | { kind: 'fault'; code: string; text: string };

/** The slots that a person types or chooses in. */
const EDITABLE = new Set<SlotName>([
  'userName',
  'password',
  'code',
  'address',
  'answer',
  'choice',
  'newPassword',
  'confirmPassword',
]);

type Send = (message: DllMessage) => void;

/**
 * One tile, as the DLL keeps it: what the service shows, and what the person has typed. A slot that a screen does not
 * name is hidden and keeps its value, which is how the password survives until the serialization.
 */
export class Tile {
  readonly #send: Send;
  readonly #values = new Map<SlotName, string>();
  #state: TileState = { kind: 'opening' };
  #progress: string | undefined;
  #waiting = true;
  #listeners: (() => void)[] = [];

  constructor(send: Send, who: { tileSid: string; userName: string }) {
    this.#send = send;
    this.#send({ type: 'open', ...who });
  }

  get state(): TileState {
    return this.#state;
  }

  /** What the service says while it works. */
  get progress(): string | undefined {
    return this.#progress;
  }

  /** Whether an answer of the service is awaited. */
  get waiting(): boolean {
    return this.#waiting;
  }

  valueOf(slot: SlotName): string {
    return this.#values.get(slot) ?? '';
  }

  type(slot: SlotName, value: string): void {
    this.#values.set(slot, value);
  }

  /** The visible fields that take input. */
  inputs(): ScreenField[] {
    return this.#visible().filter(({ slot, mode }) => EDITABLE.has(slot) && mode === 'normal');
  }

  /** The visible links, in the order of their slots. */
  links(): ScreenField[] {
    return this.#visible().filter(({ slot }) => slot.startsWith('link'));
  }

  submit(): void {
    if (this.#state.kind !== 'screen') return;
    const inputs = this.inputs().map(({ slot }): Input => ({
      slot,
      value: new TextEncoder().encode(this.valueOf(slot)),
    }));
    this.#ask({ type: 'submit', screen: this.#state.screen.id, inputs });
  }

  follow(link: SlotName): void {
    if (this.#state.kind !== 'screen') return;
    this.#ask({ type: 'choose', screen: this.#state.screen.id, slot: link });
  }

  cancel(): void {
    this.#ask({ type: 'cancel' });
  }

  /** Tells the service that Windows took the credential, and lets go of the tile. */
  finish(): void {
    if (this.#state.kind === 'granted') this.#send({ type: 'report', ntStatus: 0, subStatus: 0 });
    this.#send({ type: 'close' });
    this.#values.clear();
  }

  /** Calls back after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener);
    };
  }

  /** Resolves with the state as soon as nothing is awaited of the service. */
  async settled(): Promise<TileState> {
    if (this.#waiting) {
      await new Promise<void>((resolve) => {
        const stop = this.onChange(() => {
          if (this.#waiting) return;
          stop();
          resolve();
        });
      });
    }
    return this.#state;
  }

  /** A message for this tile arrived. */
  receive(message: ServiceMessage): void {
    switch (message.type) {
      case 'progress':
        this.#progress = message.text;
        break;
      case 'screen':
        this.#show(message.screen);
        this.#settle({ kind: 'screen', screen: message.screen });
        break;
      case 'grant': {
        const { domain, userName, sid, correlationId } = message;
        const password =
          message.password === undefined
            ? this.valueOf('password')
            : new TextDecoder().decode(message.password);
        this.#settle({
          kind: 'granted',
          serialization: { domain, userName, sid, correlationId, password },
        });
        break;
      }
      case 'fault':
        this.#settle({ kind: 'fault', code: message.code, text: message.text });
        break;
      case 'done':
        // Said where a password is changed; here somebody logs on, and the DLL would not finish either.
        this.#settle({
          kind: 'fault',
          code: 'pipe.unusable',
          text: 'The answer of the service does not fit here.',
        });
        break;
      case 'welcome':
        break;
    }
    for (const listener of this.#listeners) listener();
  }

  #visible(): ScreenField[] {
    if (this.#state.kind !== 'screen') return [];
    return this.#state.screen.fields.filter(
      ({ state }) => state === 'selected' || state === 'both',
    );
  }

  #ask(message: DllMessage): void {
    this.#waiting = true;
    this.#progress = undefined;
    this.#send(message);
  }

  #settle(state: TileState): void {
    this.#state = state;
    this.#waiting = false;
    this.#progress = undefined;
  }

  #show(screen: Screen): void {
    for (const field of screen.fields) {
      if (field.clear === true) this.#values.delete(field.slot);
      if (!EDITABLE.has(field.slot)) continue;
      if (field.text !== undefined) this.#values.set(field.slot, field.text);
      if (field.selected !== undefined) this.#values.set(field.slot, String(field.selected));
    }
  }
}

/** The first message on a connection. */
export function helloOf(language: string): DllMessage {
  return {
    type: 'hello',
    oldestVersion: PIPE_VERSION,
    newestVersion: PIPE_VERSION,
    scenario: 'logon',
    remote: false,
    language,
    providerVersion: 'demo',
  };
}
