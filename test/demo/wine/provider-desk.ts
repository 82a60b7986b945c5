import type { Desk, Sight } from '../../../demo/src/check/desk.js';
import type { MessageClass, SlotName } from '../../../protocol/src/index.js';
import { LogonHost } from '../../support/logon-host.js';
import type { Submitted } from '../../support/logon-host.js';
import type { WinePrefix } from '../../support/wine.js';

const INPUTS: SlotName[] = ['userName', 'password', 'code', 'answer', 'choice'];

/** A desk at the real credential provider: logon-host.exe plays LogonUI. */
export class ProviderDesk implements Desk, AsyncDisposable {
  readonly #prefix: WinePrefix;
  readonly #program: string;
  #host: LogonHost | undefined;
  #granted = false;

  constructor(prefix: WinePrefix, program: string) {
    this.#prefix = prefix;
    this.#program = program;
  }

  async open(): Promise<Sight> {
    await this.leave();
    const host = new LogonHost(this.#prefix, this.#program);
    this.#host = host;
    await host.open();
    return seeScreen(await host.fields());
  }

  async submit(values: Partial<Record<SlotName, string>>): Promise<Sight> {
    const host = this.#requireHost();
    for (const [slot, value] of Object.entries(values)) await host.type(slot as SlotName, value);
    return this.#see(await host.submit());
  }

  async follow(link: SlotName): Promise<Sight> {
    const host = this.#requireHost();
    // The fields for name and password are there before the service's first screen is.
    await host.command(`wait-field ${link} visible 20000`);
    return this.#see(await host.follow(link));
  }

  async leave(): Promise<void> {
    if (this.#granted) await this.#host?.report();
    this.#granted = false;
    await this.#host?.[Symbol.asyncDispose]();
    this.#host = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  #see({ serialization, status, icon, fields }: Submitted): Sight {
    if (serialization === undefined) return seeScreen(fields, { text: status, icon });
    this.#granted = true;
    const { domain, user, password } = serialization;
    return { kind: 'granted', domain, userName: user, password };
  }

  #requireHost(): LogonHost {
    if (this.#host === undefined) throw new Error('no tile is open');
    return this.#host;
  }
}

/** CREDENTIAL_PROVIDER_STATUS_ICON by the host's words. */
const CLASSES: Record<string, MessageClass> = { error: 'error', warning: 'warning' };

type Field = Submitted['fields'][SlotName];

function seeScreen(
  fields: Submitted['fields'],
  status: { text: string; icon: string } = { text: '', icon: 'none' },
): Sight {
  const visible = (Object.entries(fields) as [SlotName, Field][]).filter(
    ([, { state }]) => state === 'selected' || state === 'both',
  );
  const inputs = visible.map(([slot]) => slot).filter((slot) => INPUTS.includes(slot));
  return {
    kind: 'screen',
    inputs,
    options: visible.find(([slot]) => slot === 'choice')?.[1].options ?? [],
    message:
      status.text === '' ? undefined : { class: CLASSES[status.icon] ?? 'info', text: status.text },
    text: [
      ...visible.filter(([slot]) => !INPUTS.includes(slot)).map(([, { text }]) => text),
      status.text,
    ]
      .filter((text) => text !== '')
      .join('\n'),
  };
}
