import type { AdministrationSocket } from '../administration/administration-socket.js';

/** What the audit log says of what just happened: the stable words behind the texts on the tile. */
export class AuditTrail {
  readonly #administration: AdministrationSocket;
  #cursor = '';

  constructor(administration: AdministrationSocket) {
    this.#administration = administration;
  }

  /** The events since the last call, as `type` or `type:code`. */
  async since(): Promise<string[]> {
    const words: string[] = [];
    for (;;) {
      const page = await this.#administration.call('listAuditEvents', {
        query: { limit: '1000', ...(this.#cursor === '' ? {} : { after: this.#cursor }) },
      });
      this.#cursor = page.cursor;
      if (page.events.length === 0) return words;
      words.push(
        ...page.events.map(({ type, code }) => (code === undefined ? type : `${type}:${code}`)),
      );
    }
  }
}
