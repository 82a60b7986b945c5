import { UnreachableError } from '../authority/authority.js';
import type { UnreachableReason } from '../authority/authority.js';

/**
 * Nobody is there who can be believed to be the server. It is not away when it answers and cannot help now, or refuses
 * this workstation or its clock (those answers are signed), and no failure of our own makes it so.
 */
const AWAY: ReadonlySet<UnreachableReason> = new Set([
  'dns',
  'connect',
  'proxy',
  'tls',
  'wrong-key',
  'timeout',
  'http-status',
  'malformed',
  'unsigned',
]);

export function isAway(error: unknown): boolean {
  return error instanceof UnreachableError && AWAY.has(error.reason);
}

/** Whether no verdict is to be had of the server now, because it is away or says that it has none: this workstation may. */
export function hasNoVerdict(error: unknown): boolean {
  return isAway(error) || (error instanceof UnreachableError && error.reason === 'unable');
}
