import type * as recovery from '@gatehouse/protocol/recovery';

import type { KitRecovery, LockFacts, LockOpening, RecoveryLocks } from './recovery-locks.js';

/** The recovery lock of the protocol, loaded when one is first looked at: an idle service should not carry it. */
export class ProtocolRecoveryLocks implements RecoveryLocks {
  async describe(lock: string): Promise<LockFacts | undefined> {
    const { parseLock, RecoveryError } = await load();
    try {
      const { header } = parseLock(Buffer.from(lock, 'base64url'));
      const { principalId, mandatory, optional, threshold, publicKey } = header;
      return { principalId, mandatory, optional, threshold, publicKey };
    } catch (error) {
      if (error instanceof RecoveryError) return undefined;
      throw error;
    }
  }

  async open(
    kit: KitRecovery,
    { principalId, answers, prefer }: Parameters<RecoveryLocks['open']>[1],
  ): Promise<LockOpening> {
    const { openLock, RecoveryError } = await load();
    const given = answers.map(({ id, answer }) => ({ id, answer: Buffer.from(answer, 'utf8') }));
    try {
      const opened = await openLock(Buffer.from(kit.lock, 'base64url'), {
        expectedPrincipalId: principalId,
        answers: given,
      });
      return await openPassword(kit, { ...opened, principalId, prefer });
    } catch (error) {
      if (error instanceof RecoveryError) {
        return { outcome: error.code === 'wrong-answers' ? 'wrong-answers' : 'broken' };
      }
      // An answer that is longer than any that was enrolled, or a question answered twice.
      if (error instanceof RangeError) return { outcome: 'wrong-answers' };
      throw error;
    } finally {
      for (const { answer } of given) answer.fill(0);
    }
  }
}

async function openPassword(
  { passwords }: KitRecovery,
  opened: recovery.OpenedLock & { principalId: string; prefer: string | undefined },
): Promise<LockOpening> {
  const { openSealedPassword } = await load();
  const { privateKey, keyId, principalId, prefer } = opened;
  try {
    const wanted = passwords.find(({ generation }) => generation === prefer) ?? passwords.at(-1);
    if (wanted === undefined) return { outcome: 'broken' };
    const { generation, sealed } = wanted;
    const recipient = { principalId, keyId, privateKey, generation: BigInt(generation) };
    const password = await openSealedPassword(recipient, Buffer.from(sealed, 'base64url'));
    return { outcome: 'opened', password, generation };
  } catch (error) {
    // A generation of more digits than any directory's.
    if (error instanceof RangeError) return { outcome: 'broken' };
    throw error;
  } finally {
    privateKey.fill(0);
  }
}

async function load(): Promise<typeof recovery> {
  return import('@gatehouse/protocol/recovery');
}
