import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/env.js';
import { NodeTakenError, PostgresNodeLock } from '../storage/postgres-node-lock.js';
import type { NodeLockOptions } from '../storage/postgres-node-lock.js';

export interface NodeLock extends AsyncDisposable {
  /** Fulfilled when another server has taken the node id while the database was away. */
  lost: Promise<ConfigurationError>;
}

/**
 * Makes this the only server of its node id.
 *
 * @throws ConfigurationError when another one runs and does not end within seconds
 */
export async function lockNode(
  { nodeId }: Config,
  options: Omit<NodeLockOptions, 'nodeId'>,
): Promise<NodeLock> {
  try {
    const lock = await PostgresNodeLock.take({ nodeId, ...options });
    return {
      lost: lock.lost.then(() => explain(nodeId)),
      [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
    };
  } catch (error) {
    throw error instanceof NodeTakenError ? explain(nodeId) : error;
  }
}

function explain(nodeId: string): ConfigurationError {
  return new ConfigurationError(
    `GATEHOUSE_NODE_ID: another server runs as "${nodeId}" on this database: give each its own`,
  );
}
