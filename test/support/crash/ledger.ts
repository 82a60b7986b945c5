import { setTimeout as sleep } from 'node:timers/promises';

import type { administration } from '@gatehouse/protocol';

import type { AdministrationSocket } from '../../../demo/src/administration/administration-socket.js';
import type { Person } from './person.js';

const PAGE = 1000;

/** Events are shown when no older transaction is under way any more. */
const SHOWN_WITHIN_MS = 5_000;

/** Compares what was seen at the tiles with what the server keeps: audit and strikes. */
export class Ledger {
  readonly #administration: AdministrationSocket;
  readonly #granted = new Set<string>();
  #cursor = '0';
  /** All that was read so far. */
  readonly events: administration.AuditEvent[] = [];

  constructor(administration: AdministrationSocket) {
    this.#administration = administration;
  }

  /** Checks a round. @returns what is wrong */
  async settle(used: readonly Person[]): Promise<string[]> {
    const fresh = await this.#readUntilShown(used);
    const grants = fresh.filter(({ type }) => type === 'logon.granted');
    const faults: (string | undefined)[] = [];
    for (const { correlationId, principalName, principalId } of grants) {
      const name = principalName ?? 'somebody';
      if (this.#granted.has(correlationId)) faults.push(`${name}: one logon was granted twice`);
      this.#granted.add(correlationId);
      const isProven = fresh.some(
        (event) =>
          event.type === 'factor.verified' &&
          event.correlationId === correlationId &&
          event.principalId === principalId,
      );
      if (!isProven) faults.push(`${name}: granted without a factor`);
      if (!used.some((person) => person.principalId === principalId)) {
        faults.push(`${name}: granted without being there`);
      }
    }
    for (const person of used) {
      const { principalId, name } = person;
      faults.push(person.reconcile(grants.filter((event) => event.principalId === principalId)));
      const { strikes = NaN, locked } = await this.#administration.call('showUser', {
        parameters: { name },
      });
      faults.push(person.checkStrikes(strikes), locked ? `${name}: is locked` : undefined);
    }
    return faults.filter((fault) => fault !== undefined);
  }

  /** How often the server says that a person's password or code did not do. */
  failuresOf({ principalId }: Person): number {
    return this.events.filter(
      (event) =>
        event.principalId === principalId &&
        (event.type === 'factor.rejected' || event.code === 'credentials.wrong'),
    ).length;
  }

  /** Reads until the grants that were seen are there, or ought to be. */
  async #readUntilShown(used: readonly Person[]): Promise<administration.AuditEvent[]> {
    const fresh: administration.AuditEvent[] = [];
    const deadline = Date.now() + SHOWN_WITHIN_MS;
    for (;;) {
      fresh.push(...(await this.#readOn()));
      const shown = new Set(fresh.map(({ correlationId }) => correlationId));
      const isComplete = used.every(
        ({ grant }) => grant === undefined || shown.has(grant.correlationId),
      );
      if (isComplete || Date.now() > deadline) return fresh;
      await sleep(50);
    }
  }

  async #readOn(): Promise<administration.AuditEvent[]> {
    const fresh: administration.AuditEvent[] = [];
    for (;;) {
      const { events, cursor } = await this.#administration.call('listAuditEvents', {
        query: { after: this.#cursor, limit: String(PAGE) },
      });
      this.#cursor = cursor;
      fresh.push(...events);
      if (events.length < PAGE) break;
    }
    this.events.push(...fresh);
    return fresh;
  }
}
