import {
  BREAK_GLASS_BYTES,
  formatBreakGlassCode,
  formatId,
  hashOfflineCode,
  normaliseBreakGlassCode,
} from '@gatehouse/protocol';
import type { KitOfflineCodes, OfflineCodeId, WorkstationId } from '@gatehouse/protocol';

import { CHEAP, SeededBytes } from './offline-scene.js';

/** Codes as the help desk reads them out, and what a kit says of them. */
export interface TestCodes {
  ids: OfflineCodeId[];
  codes: string[];
  part: KitOfflineCodes;
}

/** Codes of a person at a workstation, as the server makes them. */
export async function makeCodes(
  principalId: string,
  workstationId: WorkstationId,
  {
    count = 3,
    expiresAt,
    batch = 1,
    ...change
  }: Partial<KitOfflineCodes> & { count?: number; batch?: number; expiresAt: Date },
): Promise<TestCodes> {
  const random = new SeededBytes(`codes ${batch} of ${principalId} at ${workstationId}`);
  const salt = Buffer.from(random.bytes(16)).toString('base64url');
  const ids: OfflineCodeId[] = [];
  const codes: string[] = [];
  const named: KitOfflineCodes['codes'] = [];
  for (let number = 1; number <= count; number++) {
    const code = formatBreakGlassCode(random.bytes(BREAK_GLASS_BYTES));
    const id = formatId('ofc', random.bytes(16));
    const binding = { principalId, workstationId, salt, cost: CHEAP };
    const bytes = await hashOfflineCode(normaliseBreakGlassCode(code) ?? '', binding);
    const hash = Buffer.from(bytes).toString('base64url');
    named.push({ id, number, hash, expiresAt: expiresAt.toISOString() });
    ids.push(id);
    codes.push(code);
  }
  const part = { wrongCodes: 3, lockMinutes: 15, salt, cost: CHEAP, codes: named, ...change };
  return { ids, codes, part };
}
