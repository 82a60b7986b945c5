import { formatCorrelationId } from '@gatehouse/protocol';

import type { Random } from '../random.js';
import type { ChainedEvent, ChainHead } from './audit-chain.js';
import type { AuditLog } from './audit-log.js';

/** The newest event of a node. */
export interface NodeHead extends ChainHead {
  node: string;
}

/** Port: the ends of the chains. */
export interface ChainHeads {
  /** Those of all nodes but this one that are still there. */
  others(node: string): Promise<NodeHead[]>;
  /** Whether a node wrote anything but counter-signatures after a place in its chain. */
  hasNews(since: NodeHead): Promise<boolean>;
}

/**
 * Writes the ends of the other nodes' chains into this one's. Whoever cuts off the end of a chain, or replaces a chain
 * as a whole, would have to do the same to every node that saw it.
 */
export class Countersigner {
  readonly #heads: ChainHeads;
  readonly #audit: AuditLog;
  readonly #random: Random;
  readonly #node: string;
  /** What was written last of each node. */
  readonly #signed = new Map<string, NodeHead>();

  constructor(dependencies: {
    heads: ChainHeads;
    audit: AuditLog;
    random: Random;
    nodeId: string;
  }) {
    this.#heads = dependencies.heads;
    this.#audit = dependencies.audit;
    this.#random = dependencies.random;
    this.#node = dependencies.nodeId;
  }

  /** One event for each other node that has news. Counter-signatures are none: nodes would answer each other for ever. */
  async run(): Promise<void> {
    for (const head of await this.#heads.others(this.#node)) {
      const { node, month, sequence, hash } = head;
      const signed = this.#signed.get(node);
      if (signed !== undefined && !(await this.#heads.hasNews(signed))) continue;
      await this.#audit.append({
        type: 'audit.countersigned',
        outcome: 'info',
        correlationId: formatCorrelationId(this.#random.bytes(16)),
        detail: { node, month, sequence, hash: Buffer.from(hash).toString('hex') },
      });
      this.#signed.set(node, head);
    }
  }
}

/** What an event says of another node's chain; undefined for every other event. */
export function readCountersigned({ type, detailText }: ChainedEvent): NodeHead | undefined {
  if (type !== 'audit.countersigned') return undefined;
  const detail = JSON.parse(detailText) as Record<string, unknown>;
  const { node, month, sequence, hash } = detail;
  if (typeof node !== 'string' || typeof month !== 'string') return undefined;
  if (typeof sequence !== 'number' || typeof hash !== 'string') return undefined;
  return { node, month, sequence, hash: Buffer.from(hash, 'hex') };
}
