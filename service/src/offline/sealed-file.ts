import { PrincipalId } from '@gatehouse/protocol';
import { z } from 'zod';

import { VaultError } from '../vault/vault.js';
import type { Vault } from '../vault/vault.js';

/** The outside says only whose it is, so that it can be opened; the inside is sealed for that principal and kind. */
const Envelope = z.strictObject({
  format: z.literal(1),
  principalId: PrincipalId,
  sealed: z.base64(),
});

const MAX_FILE_BYTES = 256 * 1024;

interface Sealing {
  vault: Vault;
  kind: 'kit' | 'state';
  principalId: string;
}

export function sealFile({ vault, kind, principalId }: Sealing, text: string): Uint8Array {
  const sealed = vault.seal(Buffer.from(text, 'utf8'), `${kind}/${principalId}`);
  const envelope = { format: 1, principalId, sealed: Buffer.from(sealed).toString('base64') };
  return Buffer.from(JSON.stringify(envelope), 'utf8');
}

/**
 * The text that was sealed; undefined when the file is spoilt, somebody else's, or sealed on another machine.
 *
 * @throws VaultUnavailableError when the vault could not be asked, which is not the file's fault
 */
export function openFile(
  { vault, kind, principalId }: Sealing,
  bytes: Uint8Array,
): string | undefined {
  const envelope = readEnvelope(bytes);
  if (envelope?.principalId !== principalId) return undefined;
  try {
    const opened = vault.open(Buffer.from(envelope.sealed, 'base64'), `${kind}/${principalId}`);
    return Buffer.from(opened).toString('utf8');
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}

/** Whose a file says it is; undefined when it cannot be read at all. */
export function ownerOf(bytes: Uint8Array): string | undefined {
  return readEnvelope(bytes)?.principalId;
}

function readEnvelope(bytes: Uint8Array): z.infer<typeof Envelope> | undefined {
  if (bytes.length > MAX_FILE_BYTES) return undefined;
  try {
    return Envelope.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}
