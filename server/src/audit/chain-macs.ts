import type { Keyring } from '../keyring/keyring.js';
import type { ChainHead, ChainMac } from './audit-chain.js';

/** Whoever can write to the database but has no master key cannot make a chain that fits. */
export function chainMacOf(keyring: Keyring): ChainMac {
  return (data) => keyring.mac('audit-chain', data);
}

/** What vouches for the end of a part of a node's chain that is not there any more. */
export function checkpointMac(
  keyring: Keyring,
  { node, month, sequence, hash }: ChainHead & { node: string },
): Uint8Array {
  const content = JSON.stringify([node, month, sequence, Buffer.from(hash).toString('hex')]);
  return keyring.mac('audit-checkpoint', Buffer.from(content, 'utf8'));
}
